import { createHash } from 'node:crypto';
import type { Activity, Actor, FieldChange, Path } from './activity.ts';
import type { RecordState, StoredChange } from './change.ts';
import { compareChanges } from './consolidate.ts';
import type { EntryDraft, Feature, RecordEntry, Words } from './feature.ts';

interface EntryInput {
  readonly connectionId: string;
  /** The feature whose object the record is; the entry itself may belong to another (see `EntryDraft.feature`). */
  readonly feature: Feature;
  /** The record as it stands after the saves. */
  readonly record: RecordState;
  readonly words: Words;
  /** True for remote users that count as programs: integration, automated process, guests. */
  readonly isExcluded: (remoteUserId: string) => boolean;
}

/** What the entry of one save, or of the saves of one window, is built from. */
export interface ChangeActivityInput extends EntryInput {
  /** One change, or the `updated` changes of one window; at least one, in any order. */
  readonly window: readonly StoredChange[];
  /** `feature.changeEntry` of the first change that has one. */
  readonly draft: EntryDraft;
}

/** What an entry that stands for the record itself (a meeting, a call) is built from. */
export interface RecordActivityInput extends EntryInput {
  readonly entry: RecordEntry;
}

/** Builds the finished entry of a save or window; its id and time are those of the first change. */
export function changeActivity(input: ChangeActivityInput): Activity {
  const { draft, record, feature } = input;
  const changes = [...input.window].sort(compareChanges);
  const first = changes[0];
  if (first === undefined) throw new Error('building an entry: its window holds no change');
  const arrived = changes.reduce((earliest, change) =>
    change.arrivedAt < earliest.arrivedAt ? change : earliest,
  );
  const heard = listenTo(input.words);
  return {
    ...entryOf(input.connectionId, draft, record),
    id: activityId(input.connectionId, record.id, slotOfChange, first.key),
    title: feature.title({ action: draft.action, record, changes }, heard.words),
    changes: fieldChanges(changes, input, heard.words),
    occurredAt: first.at,
    receivedAt: arrived.arrivedAt,
    latencySeconds: latencySeconds(arrived.at, arrived.arrivedAt),
    actor: actorOfChanges(changes, input.isExcluded),
    via: changes.find((change) => change.via !== null)?.via ?? null,
    paths: [...new Set(changes.map((change) => change.path))],
    missingNames: missingNames(record, heard.missing),
  };
}

/** Builds the finished entry that a record stands for now; each slot of a record keeps one id for ever. */
export function recordActivity(input: RecordActivityInput): Activity {
  const { entry, record, feature } = input;
  const { saved } = record;
  const heard = listenTo(input.words);
  return {
    ...entryOf(input.connectionId, entry, record),
    id: activityId(input.connectionId, record.id, entry.slot, ''),
    title: feature.title({ action: entry.action, record, changes: [] }, heard.words),
    changes: [],
    occurredAt: entry.at,
    receivedAt: saved.arrivedAt,
    latencySeconds: latencySeconds(saved.at, saved.arrivedAt),
    actor: actorOf(saved.automated || input.isExcluded(saved.remoteUserId), record.paths),
    via: saved.via,
    paths: record.paths,
    missingNames: missingNames(record, heard.missing),
  };
}

/** Slot of entries that come from saves; record entries bring their own slot. */
export const slotOfChange = 'change';

/** The same UUID-shaped id for the same entry, in every process and after every replay. */
export function activityId(connectionId: string, objectId: string, slot: string, key: string): string {
  const digest = createHash('sha1').update([connectionId, objectId, slot, key].join('\n')).digest();
  // Version 5, variant 1, as RFC 9562 has it for names that were hashed with SHA-1.
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x50;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  const hex = digest.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}

function entryOf(connectionId: string, draft: EntryDraft, record: RecordState) {
  return {
    connectionId,
    feature: draft.feature,
    category: draft.category,
    action: draft.action,
    remoteUserId: draft.remoteUserId,
    userId: null,
    objectType: record.type,
    objectId: record.id,
    objectName: record.name,
    durationSeconds: draft.durationSeconds,
    durationSource: draft.durationSource,
    count: 1,
  };
}

/** Every transition in order; a value only where the feature's allow-list names the field, else the label alone. */
function fieldChanges(
  changes: readonly StoredChange[],
  { feature, record }: EntryInput,
  words: Words,
): readonly FieldChange[] {
  const show = new Set(feature.objects.find((reads) => reads.type === record.type)?.show ?? []);
  const list: FieldChange[] = [];
  for (const change of changes) {
    const at = new Date(change.at).toISOString();
    for (const field of change.fields) {
      const value = show.has(field) ? (change.values[field] ?? null) : null;
      const line = { field, label: words.label(record.type, field), from: null, at };
      const to = value === null ? null : words.text(record.type, field, value, record);
      const toId = typeof value === 'string' && words.isLookup(record.type, field) ? value : null;
      list.push(toId === null ? { ...line, to } : { ...line, to, fromId: null, toId });
    }
  }
  return list;
}

function latencySeconds(savedAt: number, arrivedAt: number): number {
  return Math.max(0, Math.round((arrivedAt - savedAt) / 100) / 10);
}

function actorOfChanges(changes: readonly StoredChange[], isExcluded: (id: string) => boolean): Actor {
  // Only the stream tells a program from a person: where it reported a save, it alone is asked.
  const streamed = changes.filter((change) => change.path === 'cdc');
  const telling = streamed.length > 0 ? streamed : changes;
  const automated = telling.every((change) => change.automated || isExcluded(change.remoteUserId));
  return actorOf(automated, streamed.length > 0 ? ['cdc'] : []);
}

function actorOf(automated: boolean, paths: readonly Path[]): Actor {
  if (automated) return 'automation';
  return paths.includes('cdc') ? 'person' : null;
}

/** The record itself is asked for too while only parts of it are known: its name and its entries rest on them. */
function missingNames(record: RecordState, missing: ReadonlySet<string>): readonly string[] {
  return record.whole || record.deleted ? [...missing] : [...new Set([record.id, ...missing])];
}

/** The same words, remembering which ids this one entry asked for in vain. */
function listenTo(words: Words): { readonly words: Words; readonly missing: ReadonlySet<string> } {
  const missing = new Set<string>();
  const name = (id: string): string | null => {
    const known = words.name(id);
    if (known === null) missing.add(id);
    return known;
  };
  return {
    missing,
    words: {
      name,
      label: (objectType, field) => words.label(objectType, field),
      isLookup: (objectType, field) => words.isLookup(objectType, field),
      text: (objectType, field, value, record) => {
        if (typeof value === 'string' && words.isLookup(objectType, field)) return name(value);
        return words.text(objectType, field, value, record);
      },
    },
  };
}
