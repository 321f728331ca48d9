import type { Activity } from '../activity/activity.ts';
import { type BulkKey, bulkActivity, type StoredBulk } from '../activity/bulk.ts';
import type { RecordState, StoredChange } from '../activity/change.ts';
import { changeActivity, type EntryInput, recordActivity, slotId } from '../activity/entries.ts';
import type { RecordEntry } from '../activity/feature.ts';
import { wordsFrom } from '../activity/words.ts';
import { startOfDay } from '../lib/timeZone.ts';
import type { EntryOwner } from '../store/activities.ts';
import type { Queries } from '../store/database.ts';
import { findRecords } from '../store/records.ts';
import type { Directory } from './directory.ts';
import type { Scope } from './scope.ts';
import type { Entry } from './windows.ts';

/** Turns stored changes and records into finished entries, with the names that are known by now. */
export interface Builder {
  /** The entry of one save, or of the updates of a window; null where its feature has none for it (any more). */
  change(entry: Entry): Activity | null;
  /** The entry of a bulk group with the members that are new to it; null where its feature has none for them. */
  bulk(
    group: BulkKey & { count: number; added: readonly StoredChange[] },
    stored: StoredBulk | null,
  ): Activity | null;
  record(record: RecordState): RecordEntries;
}

/** What a record stands for now. */
interface RecordEntries {
  /** Entries that somebody wants. */
  readonly activities: readonly Activity[];
  /** Ids of slots that stand empty. */
  readonly emptyIds: readonly string[];
  /** Slots whose entries would be of people whose entries nobody wants: what stands there of others goes. */
  readonly unwanted: readonly EntryOwner[];
}

/** Opens a builder over records in their newest state; reads names of what they point to. */
export async function openBuilder(
  tx: Queries,
  scope: Scope,
  directory: Directory,
  records: ReadonlyMap<string, RecordState>,
  changes: readonly StoredChange[],
): Promise<Builder> {
  const known = new Map(records);
  const wanted = pointedTo(scope, [...records.values()], changes).filter((id) => !known.has(id));
  for (const [id, record] of await findRecords(tx, scope.accountId, scope.connectionId, wanted)) {
    known.set(id, record);
  }
  const nameOf = (id: string): string | null => known.get(id)?.name ?? directory.users.get(id)?.name ?? null;
  const common = {
    connectionId: scope.connectionId,
    origin: scope.origin,
    words: wordsFrom(scope.labels, nameOf),
    isExcluded: directory.isExcluded,
    userOf: (remoteUserId: string) => directory.users.get(remoteUserId)?.userId ?? null,
  };
  const draftOf = (change: StoredChange) => {
    const record = known.get(change.objectId);
    const feature = scope.reads(change.objectType)?.feature;
    const draft = record && feature?.changeEntry(change, record);
    return record && feature && draft ? { record, feature, draft } : null;
  };
  return {
    change: (window) => {
      const drafted = draftOf(window[0]!);
      return drafted === null ? null : changeActivity({ ...common, ...drafted, window });
    },
    bulk: (key, stored) => {
      const drafted = key.added.map(draftOf).find((each) => each !== null);
      if (drafted === undefined) return null;
      const added = key.added.filter((change) => known.has(change.objectId));
      const recordOf = (id: string) => known.get(id)!;
      return bulkActivity({ ...common, ...drafted, key, count: key.count, added, recordOf, stored });
    },
    record: (record) => buildRecordEntries(scope, directory, record, common),
  };
}

function buildRecordEntries(
  scope: Scope,
  directory: Directory,
  record: RecordState,
  common: Pick<EntryInput, 'connectionId' | 'origin' | 'words' | 'isExcluded' | 'userOf'>,
): RecordEntries {
  const feature = scope.reads(record.type)?.feature;
  if (feature === undefined || feature.slots.length === 0 || record.toldBy != null) {
    return { activities: [], emptyIds: [], unwanted: [] };
  }
  const entries = feature.recordEntries(record).map((entry) => placeDate(entry, directory));
  const filled = new Set(entries.map((entry) => entry.slot));
  const isWanted = (entry: RecordEntry) => directory.wants(entry.remoteUserId, entry.feature);
  const wanted = entries.filter(isWanted);
  const idOf = (slot: string) => slotId(scope.origin, record, slot);
  return {
    activities: wanted.map((entry) => recordActivity({ ...common, feature, record, entry })),
    emptyIds: feature.slots.filter((slot) => !filled.has(slot)).map(idOf),
    unwanted: entries
      .filter((entry) => !isWanted(entry))
      .map(({ slot, remoteUserId }) => ({ id: idOf(slot), remoteUserId })),
  };
}

/** Dates stay dates: what fills a whole day begins with it where its person lives, in UTC where that is not known. */
function placeDate(entry: RecordEntry, { users }: Directory): RecordEntry {
  const zone = entry.date === undefined ? null : (users.get(entry.remoteUserId)?.timeZone ?? null);
  return zone === null ? entry : { ...entry, at: startOfDay(entry.date!, zone) };
}

/** Ids of the records that lookups of these records and changes point to. */
function pointedTo(
  scope: Scope,
  records: readonly RecordState[],
  changes: readonly StoredChange[],
): string[] {
  const ids = new Set<string>();
  const collect = (type: string, values: Readonly<Record<string, unknown>>): void => {
    for (const [field, value] of Object.entries(values)) {
      if (typeof value === 'string' && scope.labels.lookup(type, field) !== null) ids.add(value);
    }
  };
  for (const record of records) collect(record.type, record.values);
  for (const { objectType, values, before } of changes) {
    collect(objectType, values);
    if (before) collect(objectType, before);
  }
  return [...ids];
}
