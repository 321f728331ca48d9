import type { Words } from '../../../activity/feature.ts';

// The first three characters of a record id tell its object (Object Reference, "ID field type").
const nouns: Readonly<Record<string, string>> = {
  '001': 'an account',
  '003': 'a contact',
  '006': 'an opportunity',
  '00Q': 'a lead',
  '500': 'a case',
  '701': 'a campaign',
};

/** True for the id of a queue or group, which owns records but is nobody. */
export function isQueue(ownerId: string): boolean {
  return ownerId.startsWith('00G');
}

/** True for the id of a user: a person of the org, which a queue is not. */
export function isPerson(id: unknown): id is string {
  return typeof id === 'string' && id.startsWith('005');
}

/** True for the id of a contact or lead: somebody from outside. */
export function isOutsider(id: unknown): id is string {
  return typeof id === 'string' && (id.startsWith('003') || id.startsWith('00Q'));
}

/** True for the id of an account. */
export function isAccount(id: unknown): id is string {
  return typeof id === 'string' && id.startsWith('001');
}

/** The name of a record ("case 00001042"), "a contact" while it is unknown, null where nothing is named at all. */
export function nameOrNoun(id: unknown, words: Words): string | null {
  if (typeof id !== 'string' || id === '') return null;
  const name = words.name(id);
  if (name === null) return nouns[id.slice(0, 3)] ?? 'a record';
  return id.startsWith('500') ? `case ${name}` : name;
}
