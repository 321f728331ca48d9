import type { Change, RecordState, StoredChange } from '../activity/change.ts';
import type { Feature, ObjectReads } from '../activity/feature.ts';
import { forbidsMore, mergeRecord, redactChange } from '../activity/record.ts';
import type { Directory } from './directory.ts';

/** What a batch leaves to be stored: changes, the records after them, and whom nobody knows yet. */
export interface Selection {
  readonly changes: readonly StoredChange[];
  /** States after the batch of every record that a stored change touched, and of stored ones that any save did. */
  readonly touched: ReadonlyMap<string, RecordState>;
  /** Records that became private: what is stored of them tells too much. */
  readonly concealed: ReadonlySet<string>;
  /** People whom stored entries belong to and who are in no list yet. */
  readonly strangers: ReadonlySet<string>;
  /** People whose entries were stored. */
  readonly people: ReadonlySet<string>;
}

interface SelectInput {
  /** New ones only, in the order of the source. */
  readonly changes: readonly Change[];
  readonly records: ReadonlyMap<string, RecordState>;
  readonly directory: Directory;
  readonly arrivedAt: number;
  reads(objectType: string): { readonly feature: Feature; readonly reads: ObjectReads } | undefined;
}

/**
 * Keeps what somebody's entry needs and drops the rest before anything of it is stored: saves of excluded
 * users and of what is switched off, unless the record's own entry (a meeting's owner) wants them. A record
 * that is stored already is brought up to date by any save, for the next entry tells its name.
 */
export function selectChanges(input: SelectInput): Selection {
  const { directory, arrivedAt } = input;
  const changes: StoredChange[] = [];
  const touched = new Map<string, RecordState>();
  const concealed = new Set<string>();
  const strangers = new Set<string>();
  const people = new Set<string>();
  for (const change of input.changes) {
    const found = input.reads(change.objectType);
    if (found === undefined || !directory.isFeatureOn(change.feature, change.at)) continue;
    const { feature, reads } = found;
    const previous = touched.get(change.objectId) ?? input.records.get(change.objectId) ?? null;
    const record = mergeRecord(previous, change, arrivedAt, reads);
    const owners = wantedOwners(feature, change, record, directory);
    if (owners.all.length > 0 || previous !== null) touched.set(change.objectId, record);
    if (forbidsMore(previous, record, reads)) {
      concealed.add(record.id);
      redactEach(changes, record, reads);
    }
    const mayEndAnEntry = previous !== null && feature.slots.length > 0;
    if (owners.all.length === 0 && !mayEndAnEntry) continue;
    for (const id of owners.all) {
      people.add(id);
      if (!directory.users.has(id)) strangers.add(id);
    }
    changes.push(toStored(redactChange(change, record, reads), arrivedAt, owners.listed));
  }
  return { changes, touched, concealed, strangers, people };
}

/** Takes out of the saves of a record what may not be kept of it any more. */
function redactEach(changes: StoredChange[], record: RecordState, reads: ObjectReads): void {
  for (const [index, change] of changes.entries()) {
    if (change.objectId === record.id) changes[index] = redactChange(change, record, reads);
  }
}

// Written out: a spread of every change of the stream costs more than all else that is done here.
function toStored(change: Change, arrivedAt: number, listed: boolean): StoredChange {
  return {
    key: change.key,
    path: change.path,
    feature: change.feature,
    action: change.action,
    objectType: change.objectType,
    objectId: change.objectId,
    at: change.at,
    remoteUserId: change.remoteUserId,
    transaction: change.transaction,
    automated: change.automated,
    via: change.via,
    fields: change.fields,
    values: change.values,
    before: change.before ?? null,
    arrivedAt,
    listed,
    // Until other updates are looked at, each is alone in its window.
    windowStart: listed && change.action === 'updated' ? change.at : null,
    bulk: false,
  };
}

function wantedOwners(
  feature: Feature,
  change: Change,
  record: RecordState,
  directory: Directory,
): { listed: boolean; all: readonly string[] } {
  const draft = feature.changeEntry(change, record);
  const listed = draft !== null && directory.wants(draft.remoteUserId, draft.feature, change.at);
  const all = listed ? [draft.remoteUserId] : [];
  for (const entry of feature.recordEntries(record)) {
    if (directory.wants(entry.remoteUserId, entry.feature, change.at)) all.push(entry.remoteUserId);
  }
  return { listed, all };
}
