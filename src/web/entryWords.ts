import type { Activity } from './api.ts';

const categories: Readonly<Record<string, string>> = {
  record_change: 'Record changes',
  call: 'Calls',
  meeting_internal: 'Internal meetings',
  meeting_external: 'External meetings',
  calendar_block: 'Calendar blocks',
  email: 'E-mails',
  note: 'Notes',
  comment: 'Comments',
  post: 'Posts',
};

const actions: Readonly<Record<string, string>> = {
  created: 'Created',
  updated: 'Changed',
  deleted: 'Deleted',
  undeleted: 'Restored',
  logged_call: 'Logged a call',
  meeting: 'Met',
  sent_email: 'Sent an e-mail',
  received_email: 'Received an e-mail',
  noted: 'Wrote a note',
  commented: 'Commented',
  posted: 'Posted',
};

export const categoryKeys = Object.keys(categories);
export const actionKeys = Object.keys(actions);

/** Kinds of records whose whole history can be looked at, each with the feature that reads them. */
export const historyFeatures: Readonly<Record<string, string>> = {
  Opportunity: 'opportunities',
  Case: 'cases',
  Lead: 'leads',
  Account: 'accounts',
  Contact: 'contacts',
};
export const historyTypes = Object.keys(historyFeatures);

const inWords = (key: string) => key.charAt(0).toUpperCase() + key.slice(1).replaceAll('_', ' ');

/** What kind of entries, in the plural: "External meetings". */
export const categoryWord = (key: string): string => categories[key] ?? inWords(key);

/** What somebody did: "Restored". */
export const actionWord = (key: string): string => actions[key] ?? inWords(key);

/** A record's kind as a person reads it: EmailMessage is "Email message". */
export const typeWord = (type: string): string =>
  inWords(type.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toLowerCase());

/** Where the history of an entry's object is; null for what has none, such as a bulk entry or a task. */
export function historyOf({ object }: Pick<Activity, 'object'>): { type: string; id: string } | null {
  const { type, id } = object;
  return historyTypes.includes(type) && id !== null ? { type, id } : null;
}
