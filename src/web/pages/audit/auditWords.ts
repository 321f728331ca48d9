import type { AuditEntry } from '../../api.ts';
import { featureLook } from '../../features.ts';
import { toCount, toNumber } from '../../format.ts';
import { countWord, runWord } from '../../words.ts';

type Details = AuditEntry['details'];

// Older lines do not name the person.
const personOf = ({ person }: Details) =>
  person === undefined ? 'a person of the org' : `${person} of the org`;
const onOff = (value: Details[string] | undefined) => (value === true ? 'on' : 'off');
const feature = (value: Details[string] | undefined) => featureLook(String(value ?? '')).name;

const signInWay = (method: Details[string] | undefined) =>
  ({
    token: 'with an API token',
    demo: 'by one click of the demo',
    'first-run': 'by the link of the first run',
  })[String(method)] ?? `through ${method}`;
const endedWord = (sessions: Details[string] | undefined) => toCount(Number(sessions), 'session', 'sessions');
const refusals: Readonly<Record<string, string>> = {
  no_login_access: 'this person has no login access',
  token_ended: 'the token is revoked or has expired',
};
/** The name of somebody whom a deed names by id. */
type NameOf = (userId: string | null) => string;

/** Each deed as a sentence without its person; what is new to these pages is shown by its code. */
const sentences: Readonly<Record<string, (entry: AuditEntry, nameOf: NameOf) => string>> = {
  'connection.connect': () => 'began to connect an org',
  'connection.connected': () => 'connected an org',
  'connection.reconnect': () => 'began to reconnect',
  'connection.reconnected': () => 'reconnected',
  'connection.replace': () => 'began to replace the org',
  'connection.replaced': () => 'replaced the org',
  'connection.renamed': ({ details }) => `renamed it from ${details.from} to ${details.to}`,
  'connection.owner_changed': ({ subject }) => `made ${subject ?? 'somebody'} its owner`,
  'feature.switched': ({ subject, details }) =>
    `switched ${feature(subject)} ${onOff(details.enabled)} for everybody`,
  'feature.retried': ({ subject }) => `tried the slot of ${feature(subject)} again`,
  'user.mapped': ({ details }, nameOf) =>
    details.userId === null
      ? `unmapped ${personOf(details)}`
      : `mapped ${personOf(details)} to ${nameOf(String(details.userId))}`,
  'user.feature_switched': ({ details }) =>
    `switched ${feature(details.feature)} ${onOff(details.enabled)} for ${personOf(details)}`,
  'sweep.asked': ({ details }) => `asked for ${runWord(String(details.kind ?? 'a sweep'))} to be read`,
  'import.asked': ({ details }) => `asked for ${details.months ?? ''} months of older history`,
  'import.cancelled': () => 'cancelled the import',
  'rejects.replayed': () => 'had rejects read again',
  'removal.asked': ({ details }) =>
    `asked for its removal (${details.data === 'erase' ? 'erase' : 'keep'} the activities)`,
  'removal.withdrawn': () => 'took the wish for its removal back',
  'removal.approved': () => 'approved its removal',
  'removal.declined': () => 'declined its removal',
  'removal.step': ({ subject }) => `finished a step of its removal: ${countWord(subject ?? '')}`,
  'removal.finished': () => 'finished its removal',
  'activity.duration_set': () => 'set the duration of an entry',
  'alerts.tested': () => 'sent a test alert',
  'account.created': ({ subject }) => `created the account ${subject ?? ''}`.trim(),
  'account.changed': ({ details }) =>
    [
      details.to ? `renamed the account from ${details.from} to ${details.to}` : '',
      details.toDomain ? `changed its domain from ${details.fromDomain} to ${details.toDomain}` : '',
    ]
      .filter(Boolean)
      .join(' and '),
  'session.started': ({ details }) => `signed in ${signInWay(details.method)}`,
  'session.refused': ({ subject, details }) =>
    `refused a sign-in ${signInWay(details.method)}${subject ? ` as ${subject}` : ''}: ${refusals[String(details.reason)] ?? details.reason}`,
  'session.ended': ({ subject, details }) =>
    details.how === 'signed out'
      ? 'signed out'
      : `ended ${endedWord(details.sessions)} of ${subject ?? 'a person'}`,
  'token.created': ({ subject }) => `made an API token of ${subject}`,
  'token.revoked': ({ subject }) => `revoked an API token of ${subject}`,
  'person.added': ({ subject }) => `added ${subject}`,
  'person.changed': ({ subject }) => `changed ${subject}`,
  'person.invited': ({ subject, details }) =>
    details.sent ? `invited ${subject} by e-mail` : `tried to invite ${subject}, but the mail was not sent`,
  'people.imported': ({ details }) =>
    `imported people from a file: ${toNumber(Number(details.created))} new, ${toNumber(Number(details.updated))} changed`,
  'person.exported': ({ subject }, nameOf) => `exported what is stored about ${nameOf(subject)}`,
  'person.erasure_asked': ({ subject }, nameOf) =>
    `asked for what is stored about ${nameOf(subject)} to be erased`,
  'person.erased': ({ subject, details }, nameOf) =>
    `erased what was stored about ${nameOf(subject)}: ${toCount(Number(details.entries ?? 0), 'entry', 'entries')}`,
};

/** What was done, after the name of who did it. */
export const toDeed = (entry: AuditEntry, nameOf: NameOf): string =>
  sentences[entry.action]?.(entry, nameOf) ?? entry.action;

const kinds: Readonly<Record<string, string>> = {
  connection: 'Connections',
  feature: 'Features',
  user: 'People of the org',
  sweep: 'Syncs',
  import: 'Imports',
  rejects: 'Rejects',
  removal: 'Removals',
  session: 'Sign-ins',
  token: 'Tokens',
  person: 'People',
  people: 'Imports of people',
  activity: 'Durations',
  account: 'The account',
  alerts: 'Alerts',
};

/** Kinds of deeds by which the log can be narrowed, with their actions. */
export const deedKinds = Object.entries(kinds).map(([key, name]) => ({
  key,
  name,
  actions: Object.keys(sentences).filter((action) => action.startsWith(`${key}.`)),
}));
