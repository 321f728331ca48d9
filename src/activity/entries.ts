import { hash } from 'node:crypto';
import { toIsoTime } from '../lib/isoTime.ts';
import type { Activity, Actor, FieldChange, Path } from './activity.ts';
import type { RecordState, Value } from './change.ts';
import { compareSaves } from './consolidate.ts';
import type { EntryDraft, Feature, HeardWords, RecordEntry, Words } from './feature.ts';
import { pathsOfSave, type Save } from './saves.ts';

/** What every entry is built from. */
export interface EntryInput {
  readonly connectionId: string;
  /** What ids are made from: the connection, or the first one of its org whose kept entries it took over. */
  readonly origin: string;
  /** The feature whose object the record is; the entry itself may belong to another (see `EntryDraft.feature`). */
  readonly feature: Feature;
  /** The record as it stands after the saves. */
  readonly record: RecordState;
  readonly words: HeardWords;
  /** True for remote users that count as programs: integration, automated process, guests. */
  readonly isExcluded: (remoteUserId: string) => boolean;
  /** The user to whom a remote user is mapped, null for nobody. */
  readonly userOf: (remoteUserId: string) => string | null;
}

/** What the entry of one save, or of the saves of one window, is built from. */
export interface ChangeActivityInput extends EntryInput {
  /** One save, or the `updated` saves of one window; at least one, in any order. */
  readonly window: readonly Save[];
  /** `feature.changeEntry` of the first save that has one. */
  readonly draft: EntryDraft;
}

/** What an entry that stands for the record itself (a meeting, a call) is built from. */
export interface RecordActivityInput extends EntryInput {
  readonly entry: RecordEntry;
}

/** Builds the finished entry of a save or window; its id and time are those of the first save. */
export function changeActivity(input: ChangeActivityInput): Activity {
  const { draft, record, feature, words } = input;
  const changes = input.window.length === 1 ? input.window : [...input.window].sort(compareSaves);
  const first = changes[0];
  if (first === undefined) throw new Error('building an entry: its window holds no change');
  let arrived = first;
  for (const change of changes) if (change.arrivedAt < arrived.arrivedAt) arrived = change;
  words.takeMissing();
  return {
    id: saveId(input.origin, first),
    connectionId: input.connectionId,
    feature: draft.feature,
    category: draft.category,
    action: draft.action,
    remoteUserId: draft.remoteUserId,
    userId: input.userOf(draft.remoteUserId),
    title: feature.title({ action: draft.action, record, changes }, words),
    objectType: record.type,
    objectId: record.id,
    objectName: record.name,
    changes: fieldChanges(changes, feature, record, words),
    occurredAt: first.at,
    receivedAt: arrived.arrivedAt,
    latencySeconds: latencySeconds(arrived.at, arrived.arrivedAt),
    durationSeconds: draft.durationSeconds,
    durationSource: draft.durationSource,
    actor: actorOfChanges(changes, input.isExcluded),
    via: changes.find((change) => change.via !== null)?.via ?? null,
    count: 1,
    paths: pathsOf(changes),
    missingNames: missingNames(record, words.takeMissing(), false),
  };
}

/** Builds the finished entry that a record stands for now; each slot of a record keeps one id for ever. */
export function recordActivity(input: RecordActivityInput): Activity {
  const { entry, record, feature, words } = input;
  const { saved } = record;
  words.takeMissing();
  const lacks = feature.objects.find((reads) => reads.type === record.type)?.lacks?.(record) ?? false;
  return {
    id: slotId(input.origin, record, entry.slot),
    connectionId: input.connectionId,
    feature: entry.feature,
    category: entry.category,
    action: entry.action,
    remoteUserId: entry.remoteUserId,
    userId: input.userOf(entry.remoteUserId),
    title: feature.title({ action: entry.action, record, changes: [] }, words),
    objectType: record.type,
    objectId: record.id,
    objectName: record.name,
    changes: [],
    occurredAt: entry.at,
    receivedAt: saved.arrivedAt,
    latencySeconds: latencySeconds(saved.at, saved.arrivedAt),
    durationSeconds: entry.durationSeconds,
    durationSource: entry.durationSource,
    actor: actorOf(saved.automated || input.isExcluded(saved.remoteUserId), record.paths),
    via: saved.via,
    count: 1,
    paths: record.paths,
    missingNames: missingNames(record, words.takeMissing(), lacks),
  };
}

/** Slot of entries that come from saves; record entries bring their own slot. */
export const slotOfChange = 'change';

/**
 * Id of the entry that begins with a save. A record is created once, so that entry has one id whichever path
 * reports it first.
 */
export function saveId(origin: string, { objectId, action, key }: Save): string {
  return activityId(origin, objectId, slotOfChange, action === 'created' ? action : key);
}

/** Id of a record's entry in a slot; that of the record which tells the same is the same. */
export function slotId(origin: string, record: RecordState, slot: string): string {
  return activityId(origin, record.partOf ?? record.id, slot, '');
}

/** The same UUID-shaped id for the same entry, in every process and after every replay. */
export function activityId(origin: string, objectId: string, slot: string, key: string): string {
  const hex = hash('sha1', `${origin}\n${objectId}\n${slot}\n${key}`, 'hex');
  // Version 5, variant 1, as RFC 9562 has it for names that were hashed with SHA-1.
  const variant = '89ab'[Number.parseInt(hex[16] as string, 16) & 3];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * Every transition in order; values only where the feature's allow-list names the field, else the label alone, and
 * the old one only where a path told it.
 */
export function fieldChanges(
  changes: readonly Save[],
  feature: Feature,
  record: RecordState,
  words: Words,
): readonly FieldChange[] {
  const show = feature.objects.find((reads) => reads.type === record.type)?.show ?? [];
  const list: FieldChange[] = [];
  for (const change of changes) {
    if (change.fields.length === 0) continue;
    const at = toIsoTime(change.at);
    for (const field of change.fields) {
      const shown = show.includes(field);
      const value = shown ? (change.values[field] ?? null) : null;
      const old = shown ? (change.before?.[field] ?? null) : null;
      const label = words.label(record.type, field);
      const text = (of: Value) => (of === null ? null : words.text(record.type, field, of, record));
      const idOf = (of: Value) => (typeof of === 'string' && words.isLookup(record.type, field) ? of : null);
      const [from, to, fromId, toId] = [text(old), text(value), idOf(old), idOf(value)];
      list.push(
        fromId === null && toId === null
          ? { field, label, from, to, at }
          : { field, label, from, to, fromId, toId, at },
      );
    }
  }
  return list;
}

function pathsOf(saves: readonly Save[]): readonly Path[] {
  const [first] = saves;
  if (first !== undefined && saves.every((save) => save.path === first.path && save.reports === undefined)) {
    return [first.path];
  }
  return [...new Set(saves.flatMap(pathsOfSave))].sort();
}

/** Seconds between a save and its arrival, to a tenth; never negative, whatever the clocks say. */
export function latencySeconds(savedAt: number, arrivedAt: number): number {
  return Math.max(0, Math.round((arrivedAt - savedAt) / 100) / 10);
}

/** Person or program, as far as the paths tell. */
export function actorOfChanges(changes: readonly Save[], isExcluded: (id: string) => boolean): Actor {
  // Only the stream tells a program from a person: where it reported a save, it alone is asked.
  const streamed = changes.filter((change) => change.path === 'cdc');
  const telling = streamed.length > 0 ? streamed : changes;
  const automated = telling.every((change) => change.automated || isExcluded(change.remoteUserId));
  return actorOf(automated, streamed.length > 0 ? ['cdc'] : []);
}

function actorOf(automated: boolean, paths: readonly Path[]): Actor {
  if (!paths.includes('cdc')) return null;
  return automated ? 'automation' : 'person';
}

/**
 * The record itself is asked for too while only parts of it are known (its name and its entries rest on them),
 * and where a reading tells what it `lacks`.
 */
function missingNames(record: RecordState, missing: readonly string[], lacks: boolean): readonly string[] {
  if (record.deleted || (record.whole && !lacks) || missing.includes(record.id)) return missing;
  return [record.id, ...missing];
}
