import type { Activity } from '../activity/activity.ts';
import type { RecordState, StoredChange } from '../activity/change.ts';
import { activityId, changeActivity, recordActivity } from '../activity/entries.ts';
import { wordsFrom } from '../activity/words.ts';
import type { Queries } from '../store/database.ts';
import { findRecords } from '../store/records.ts';
import type { Directory } from './directory.ts';
import type { Scope } from './scope.ts';

/** Turns stored changes and records into finished entries, with the names that are known by now. */
export interface Builder {
  /** The entry of one save or window; null where its feature has none for it (any more). */
  change(window: readonly StoredChange[]): Activity | null;
  /** Entries that the record stands for now and somebody wants, and ids of slots that stand empty. */
  record(record: RecordState): { activities: readonly Activity[]; emptyIds: readonly string[] };
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
  const words = wordsFrom(scope.labels, nameOf);
  const attribute = (activity: Activity): Activity => ({
    ...activity,
    userId: directory.users.get(activity.remoteUserId)?.userId ?? null,
  });
  return {
    change: (window) => {
      const first = window[0]!;
      const record = known.get(first.objectId);
      const feature = scope.reads(first.objectType)?.feature;
      if (record === undefined || feature === undefined) return null;
      const draft = feature.changeEntry(first, record);
      if (draft === null) return null;
      const { connectionId } = scope;
      const { isExcluded } = directory;
      return attribute(changeActivity({ connectionId, feature, record, words, isExcluded, window, draft }));
    },
    record: (record) => buildRecordEntries(scope, directory, record, words, attribute),
  };
}

function buildRecordEntries(
  scope: Scope,
  directory: Directory,
  record: RecordState,
  words: ReturnType<typeof wordsFrom>,
  attribute: (activity: Activity) => Activity,
): { activities: readonly Activity[]; emptyIds: readonly string[] } {
  const feature = scope.reads(record.type)?.feature;
  if (feature === undefined || feature.slots.length === 0) return { activities: [], emptyIds: [] };
  const { connectionId } = scope;
  const entries = feature.recordEntries(record);
  const filled = new Set(entries.map((entry) => entry.slot));
  const wanted = entries.filter((entry) => directory.wants(entry.remoteUserId, entry.feature));
  const { isExcluded } = directory;
  return {
    activities: wanted.map((entry) =>
      attribute(recordActivity({ connectionId, feature, record, words, isExcluded, entry })),
    ),
    emptyIds: feature.slots
      .filter((slot) => !filled.has(slot))
      .map((slot) => activityId(connectionId, record.id, slot, '')),
  };
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
  for (const change of changes) collect(change.objectType, change.values);
  return [...ids];
}
