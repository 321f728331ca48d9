import type { Connection, FeatureState } from './api.ts';
import type { Tone } from './components/stateBadge.tsx';

/**
 * Name and colour of each feature. The colours keep 3:1 against both themes' surfaces and differ in lightness as
 * well as in hue, so that colour-blind eyes tell neighbours apart; the name always stands beside them.
 */
const known: Readonly<Record<string, { name: string; one: string; colour: string }>> = {
  tasks: { name: 'Tasks', one: 'Task', colour: '#2f79c8' },
  events: { name: 'Events', one: 'Event', colour: '#cf7a1c' },
  opportunities: { name: 'Opportunities', one: 'Opportunity', colour: '#159470' },
  cases: { name: 'Cases', one: 'Case', colour: '#cb4538' },
  contacts: { name: 'Contacts', one: 'Contact', colour: '#8a5fcc' },
  accounts: { name: 'Accounts', one: 'Account', colour: '#95840f' },
  leads: { name: 'Leads', one: 'Lead', colour: '#d0609c' },
  notes: { name: 'Notes', one: 'Note', colour: '#6d7c88' },
  emails: { name: 'Emails', one: 'Email', colour: '#1d95b3' },
  comments: { name: 'Comments', one: 'Comment', colour: '#926748' },
  updates: { name: 'Updates', one: 'Update', colour: '#6a982f' },
};

export const featureKeys = Object.keys(known);

/** A feature that these pages do not know yet still gets its own word, in a quiet colour. */
function fromKey(key: string) {
  const name = key.charAt(0).toUpperCase() + key.slice(1).replaceAll('_', ' ');
  return { name, one: name, colour: '#7b878d' };
}

export const featureLook = (key: string) => known[key] ?? fromKey(key);

/** A feature's state in words, with the tone of its mark; all start and stop with their connection. */
export function featureWord(
  feature: FeatureState,
  { status: connection, stream, sweepPause }: Connection,
): { word: string; tone: Tone } {
  switch (feature.status) {
    case 'active':
      // Sweeps that rest leave the stream alone.
      if (sweepPause !== null && stream.state === 'live') {
        return feature.path === 'cdc' ? { word: 'Real-time', tone: 'good' } : { word: 'Rests', tone: 'warn' };
      }
      if (['attention', 'removing', 'removed'].includes(connection))
        return { word: 'Stopped', tone: 'quiet' };
      if (feature.path === 'cdc') {
        return connection === 'active'
          ? { word: 'Real-time', tone: 'good' }
          : { word: 'Starting', tone: 'info' };
      }
      return feature.lastProcessedAt
        ? { word: 'Swept', tone: 'good' }
        : { word: 'Waiting for its first sweep', tone: 'quiet' };
    case 'blocked':
      return { word: 'Blocked', tone: 'warn' };
    case 'disabled':
      return { word: 'Off', tone: 'quiet' };
    case 'unavailable':
      return { word: 'Unavailable', tone: 'quiet' };
    case 'error':
      return { word: 'Error', tone: 'bad' };
  }
}
