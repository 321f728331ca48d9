import {
  type Change,
  fieldsUnknown,
  type RecordState,
  type Value,
  type Values,
} from '../../../activity/change.ts';
import type { EntryDraft, ObjectReads, TitleInput, Words } from '../../../activity/feature.ts';

type Changes = TitleInput['changes'];

/** The text in a field, null where it is empty, unknown or no text. */
export function textOf(values: Values, field: string): string | null {
  const value = values[field];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** A person's name from its parts, else from the plain `Name` that some readings bring. */
export function personName(values: Values): string | null {
  const parts = ['Name.FirstName', 'Name.MiddleName', 'Name.LastName', 'Name.Suffix'];
  const name = parts.map((part) => textOf(values, part)).filter((part) => part !== null);
  return name.length > 0 ? name.join(' ') : textOf(values, 'Name');
}

/** The last value that the saves gave a field; undefined where none of them touched it or it may not be kept. */
export function lastValue(changes: Changes, field: string): Value | undefined {
  return changes.findLast((change) => field in change.values)?.values[field];
}

/**
 * True where the saves opened again what was closed. Only the stream can tell: it says what was changed, where a sweep
 * says how the record stands.
 */
export function reopened(changes: Changes): boolean {
  if (lastValue(changes, 'IsClosed') !== false) return false;
  const reports = changes.flatMap((change): Changes => change.reports ?? [change]);
  return reports.some((report) => isStreamed(report) && report.values.IsClosed === false);
}

/** True where the saves closed the record: the stream says so, or else its status came to be one that is closed. */
export function closed(changes: Changes, status: string): boolean {
  if (lastValue(changes, 'IsClosed') !== true) return false;
  const told = changes.flatMap((change): Changes => change.reports ?? [change]).filter(isStreamed);
  return told.length > 0 ? told.some(({ values }) => values.IsClosed === true) : touched(changes, status);
}

const isStreamed = ({ path }: Changes[number]): boolean => path === 'cdc';

/** True where one of the saves changed the field. */
export function touched(changes: Changes, field: string): boolean {
  return changes.some((change) => change.fields.includes(field));
}

/** "the contact Jane Doe", or "a contact" while its name is unknown. */
export function theRecord(noun: string, record: RecordState): string {
  return record.name === null ? `${articleOf(noun)} ${noun}` : `the ${noun} ${record.name}`;
}

/** "Acme renewal", or "an opportunity" while its name is unknown. */
export function recordName(noun: string, record: RecordState): string {
  return record.name ?? `${articleOf(noun)} ${noun}`;
}

/** "Created the contact Jane Doe", "Deleted an event", "Restored case 00001042"; null for an update. */
export function wholeRecordTitle({ action }: TitleInput, object: string): string | null {
  if (action === 'created') return `Created ${object}`;
  if (action === 'deleted') return `Deleted ${object}`;
  return action === 'undeleted' ? `Restored ${object}` : null;
}

/**
 * "Merged the account Acme Ltd into Acme Inc.", "Merged another account into Acme Inc."; null where nothing was
 * merged. The record that goes is deleted with the id of the one that stays.
 */
export function mergedTitle(
  { action, changes, record }: TitleInput,
  words: Words,
  noun: string,
): string | null {
  const master = record.values.MasterRecordId;
  if (action === 'deleted' && typeof master === 'string') {
    return `Merged ${theRecord(noun, record)} into ${words.name(master) ?? `another ${noun}`}`;
  }
  if (action !== 'updated' || lastValue(changes, 'merged') !== true) return null;
  return `Merged another ${noun} into ${recordName(noun, record)}`;
}

/** "Assigned case 00001042 to Jonas Weber"; null where the owner did not change or the new one has no name yet. */
export function assignedTitle({ changes }: TitleInput, words: Words, object: string): string | null {
  const owner = touched(changes, 'OwnerId') ? lastValue(changes, 'OwnerId') : undefined;
  const name = typeof owner === 'string' ? words.name(owner) : null;
  return name === null ? null : `Assigned ${object} to ${name}`;
}

/** "Renamed an opportunity to Acme renewal"; null where anything but its name changed too. */
export function renamedTitle({ changes }: TitleInput, field: string, noun: string): string | null {
  if (!touched(changes, field) || changes.some((change) => change.fields.length > 1)) return null;
  if (changes.some((change) => !change.fields.includes(field))) return null;
  const name = lastValue(changes, field);
  return typeof name === 'string' ? `Renamed ${articleOf(noun)} ${noun} to ${name}` : null;
}

/** "Changed the stage of Acme renewal to Proposal"; of several fields only their labels. */
export function changedTitle(
  { changes, record }: TitleInput,
  words: Words,
  object: string,
  reads: ObjectReads,
): string {
  const fields = [...new Set(changes.flatMap((change) => change.fields))];
  const labels = [...new Set(fields.map((field) => inSentence(words.label(record.type, field))))];
  const [field] = fields;
  if (field === undefined) return `Updated ${object}`;
  const value = fields.length === 1 && reads.show.includes(field) ? lastValue(changes, field) : undefined;
  if (value === null) return `Cleared the ${labels[0]} of ${object}`;
  const text = value === undefined ? null : words.text(record.type, field, value, record);
  return `Changed the ${enumerate(labels)} of ${object}${text === null ? '' : ` to ${text}`}`;
}

/** The entry of a save as such: a minute's estimate for who saved it. Saves that say nothing give none. */
export function recordChange(feature: string, change: Change): EntryDraft | null {
  // A sweep and a gap tell only that a record was saved, so there an empty list is no sign of an empty save.
  const isTold = change.path === 'cdc' && !change.key.endsWith(fieldsUnknown);
  if (change.action === 'updated' && isTold && change.fields.length === 0) return null;
  return {
    feature,
    category: 'record_change',
    action: change.action,
    remoteUserId: change.remoteUserId,
    at: change.at,
    durationSeconds: 60,
    durationSource: 'estimated',
  };
}

/** Up to three things in words: "a", "a and b", "a, b and c", "a, b and 3 more fields". */
function enumerate(things: readonly string[]): string {
  const listed = things.length > 3 ? [...things.slice(0, 2), `${things.length - 2} more fields`] : things;
  return listed.length < 2 ? listed.join('') : `${listed.slice(0, -1).join(', ')} and ${listed.at(-1)}`;
}

/** A label inside a sentence: "Close Date" reads "close date", "SLA Level" reads "SLA level". */
function inSentence(label: string): string {
  return label.replace(/\p{L}+/gu, (word) => (/^\p{Lu}\p{Ll}+$/u.test(word) ? word.toLowerCase() : word));
}

function articleOf(noun: string): string {
  return /^[aeiou]/.test(noun) ? 'an' : 'a';
}
