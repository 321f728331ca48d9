import type { Connection, Me, Removal, Run } from './api.ts';
import type { Tone } from './components/stateBadge.tsx';
import { toPercent } from './format.ts';

const roleWords: Readonly<Record<Me['user']['role'], string>> = {
  owner: 'Owner',
  executive: 'Executive',
  manager: 'Manager',
  member: 'Member',
  technical_admin: 'Admin',
};

/** Every role, from those who see most. */
export const roles = Object.keys(roleWords) as readonly Me['user']['role'][];

export const roleWord = (role: Me['user']['role']): string => roleWords[role];

/** What each role sees of the timeline, as one plain sentence. */
export const roleSight: Readonly<Record<Me['user']['role'], string>> = {
  owner: 'Sees everyone and sets up services',
  executive: 'Sees everyone and sets up services',
  manager: 'Sees the people who report up to them',
  member: 'Sees their own activity',
  technical_admin: 'Sets up services, sees their own activity',
};

/** True for the roles that see nobody's entries but their own. */
export const isAlone = (role: Me['user']['role']): boolean => ['member', 'technical_admin'].includes(role);

/** The word, tone and (for a person) the sentence that a connection's state is shown with. */
export function connectionWord(connection: Connection): { word: string; tone: Tone } {
  const { status, statusReason, backfill, stream } = connection;
  switch (status) {
    case 'authorizing':
    case 'provisioning':
      return { word: 'Connecting', tone: 'info' };
    case 'removing':
      return { word: 'Removing', tone: 'quiet' };
    case 'removed':
      return { word: 'Removed', tone: 'quiet' };
    case 'attention':
      if (statusReason?.code === 'quota_paused') return { word: 'Paused (quota)', tone: 'warn' };
      if (statusReason?.code === 'reconnect_required') return { word: 'Reconnect required', tone: 'bad' };
      return { word: 'Needs attention', tone: 'bad' };
    case 'active':
      if (stream.state === 'delayed' || stream.state === 'stopped') return { word: 'Delayed', tone: 'warn' };
      if (backfill.state === 'running')
        return { word: `Backfilling ${toPercent(backfill.percent)}`, tone: 'info' };
      return stream.state === 'live' ? { word: 'Live', tone: 'good' } : { word: 'Delayed', tone: 'warn' };
  }
}

export const streamWords: Readonly<Record<Connection['stream']['state'], string>> = {
  live: 'Live',
  connecting: 'Connecting',
  delayed: 'Delayed, retrying from the stored position',
  stopped: 'Stopped',
};

export const environmentWord = (environment: Connection['environment']): string =>
  environment === 'sandbox' ? 'Sandbox' : 'Production';

/** The API's edition key as Salesforce writes the name: enterprise is Enterprise Edition. */
export const editionWord = (edition: string): string =>
  /edition/i.test(edition) ? edition : `${edition.charAt(0).toUpperCase()}${edition.slice(1)} Edition`;

const runKinds: Readonly<Record<string, string>> = {
  provisioning: 'Set up',
  replacement: 'Org replaced',
  users: 'People',
  backfill: 'Backfill',
  field_history: 'Field History',
  delta: 'Delta',
  import: 'Import',
  resync: 'Repair',
  upkeep: 'Upkeep',
};

/** What a run was for, in words. */
export const runWord = (kind: string): string =>
  runKinds[kind] ?? kind.charAt(0).toUpperCase() + kind.slice(1).replaceAll('_', ' ');

export const runStates: Readonly<Record<Run['state'], { word: string; tone: Tone }>> = {
  running: { word: 'Running', tone: 'info' },
  done: { word: 'Done', tone: 'good' },
  failed: { word: 'Failed', tone: 'bad' },
  cancelled: { word: 'Cancelled', tone: 'quiet' },
};

/** How the last run of a sweep ended, or that sweeps rest. */
export const sweepStates: Readonly<
  Record<NonNullable<Connection['sweeps']['delta']['lastStatus']>, { word: string; tone: Tone }>
> = { ...runStates, paused: { word: 'Rests', tone: 'warn' } };

/** What became of the wish to remove a connection. */
export const removalStates: Readonly<Record<Removal['state'], { word: string; tone: Tone }>> = {
  asked: { word: 'Removal asked for', tone: 'warn' },
  withdrawn: { word: 'Taken back', tone: 'quiet' },
  declined: { word: 'Declined', tone: 'quiet' },
  approved: { word: 'Being removed', tone: 'info' },
  done: { word: 'Removed', tone: 'good' },
};

/** How activity reaches us, as the pages call it. */
export const pathWords = { cdc: 'Stream', field_history: 'Field History', delta: 'Delta' } as const;

/** Why people of the org are not listed, after their count: "3 integration users". */
export const excludedWord = (why: string): string =>
  ({
    integration: 'integration users',
    chatter_free: 'Chatter Free users',
    automated_process: 'automated processes',
    system: 'system accounts',
    guest: 'guests',
    portal: 'portal users',
    inactive: 'inactive users',
  })[why] ?? why.replaceAll('_', ' ');

/** "fields_read" and "fieldsRead" both read "fields read". */
export const countWord = (key: string): string =>
  key
    .replaceAll('_', ' ')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();

/** The object behind a change-event entity: TaskChangeEvent is Task. */
export const entityWord = (entity: string): string =>
  entity.replace(/ChangeEvent$/, '').replace(/__$/, '__c');
