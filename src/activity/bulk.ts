import type { Activity, FieldChange } from './activity.ts';
import type { RecordState, StoredChange } from './change.ts';
import { activityId, actorOfChanges, type EntryInput, fieldChanges, latencySeconds } from './entries.ts';
import type { EntryDraft } from './feature.ts';

/** Records of one type, changed alike by one person in one transaction, from which on one entry tells them all. */
export const bulkFrom = 10;

/** What the members of a bulk entry have in common. */
export interface BulkKey {
  readonly transaction: string;
  readonly objectType: string;
  readonly action: StoredChange['action'];
  readonly remoteUserId: string;
}

/** Id of the bulk entry of a group: the same however its members arrive. */
export function bulkId(origin: string, key: BulkKey): string {
  return activityId(
    origin,
    key.transaction,
    'bulk',
    [key.objectType, key.action, key.remoteUserId].join('\n'),
  );
}

/** What a bulk entry is built from: what is stored of it, and members that come to it. */
export interface BulkActivityInput extends Omit<EntryInput, 'record'> {
  readonly key: BulkKey;
  /** Distinct records of all members. */
  readonly count: number;
  /** Members that the stored entry does not tell yet; at least one. */
  readonly added: readonly StoredChange[];
  readonly recordOf: (objectId: string) => RecordState;
  readonly draft: EntryDraft;
  readonly stored: StoredBulk | null;
}

/** What is needed of a stored bulk entry to let it grow. */
export type StoredBulk = Pick<
  Activity,
  'changes' | 'occurredAt' | 'receivedAt' | 'latencySeconds' | 'actor' | 'via' | 'paths' | 'missingNames'
>;

/** Builds or grows the one entry of many records: "Changed 214 opportunities", with what all of them changed alike. */
export function bulkActivity(input: BulkActivityInput): Activity {
  const { key, draft, feature, words } = input;
  const whole = input.added.map((change) => partOf(input, change)).reduce(joinParts, input.stored);
  if (whole === null) throw new Error('building a bulk entry: it has no members');
  words.takeMissing();
  const plural = words.plural(key.objectType) ?? feature.name;
  return {
    ...whole,
    id: bulkId(input.origin, key),
    connectionId: input.connectionId,
    feature: draft.feature,
    category: draft.category,
    action: draft.action,
    remoteUserId: key.remoteUserId,
    userId: input.userOf(key.remoteUserId),
    title: `${verbs[key.action]} ${input.count} ${plural.toLowerCase()}`,
    objectType: key.objectType,
    objectId: null,
    objectName: null,
    missingNames: [...new Set([...whole.missingNames, ...unnamed(whole.changes)])],
    durationSeconds: draft.durationSeconds,
    durationSource: draft.durationSource,
    count: input.count,
  };
}

const verbs = { created: 'Created', updated: 'Changed', deleted: 'Deleted', undeleted: 'Restored' } as const;

function partOf(input: BulkActivityInput, change: StoredChange): StoredBulk {
  const record = input.recordOf(change.objectId);
  const readable = input.feature.slots.length > 0 && !record.whole && !record.deleted;
  return {
    changes: fieldChanges([change], input.feature, record, input.words),
    occurredAt: change.at,
    receivedAt: change.arrivedAt,
    latencySeconds: latencySeconds(change.at, change.arrivedAt),
    actor: actorOfChanges([change], input.isExcluded),
    via: change.via,
    paths: [change.path],
    // A meeting or call that follows such a record needs it read, and it may turn out to be no member.
    missingNames: readable ? [record.id] : [],
  };
}

/** Two parts as one; the same whichever comes first, so that the order of arrival does not matter. */
function joinParts(a: StoredBulk | null, b: StoredBulk): StoredBulk {
  if (a === null) return b;
  const first = b.receivedAt < a.receivedAt ? b : a;
  const occurredAt = Math.min(a.occurredAt, b.occurredAt);
  return {
    changes: commonChanges(a.changes, b.changes, new Date(occurredAt).toISOString()),
    occurredAt,
    receivedAt: first.receivedAt,
    latencySeconds: first.latencySeconds,
    actor: [a.actor, b.actor].includes('person') ? 'person' : (a.actor ?? b.actor),
    via: [a.via, b.via].filter((via) => via !== null).sort()[0] ?? null,
    paths: [...new Set([...a.paths, ...b.paths])].sort(),
    missingNames: [...new Set([...a.missingNames, ...b.missingNames])],
  };
}

/** The fields that both changed; a value stays where both set the same. */
function commonChanges(
  a: readonly FieldChange[],
  b: readonly FieldChange[],
  at: string,
): readonly FieldChange[] {
  return a.flatMap((one) => {
    const other = b.find((each) => each.field === one.field);
    if (other === undefined) return [];
    return [{ field: one.field, label: one.label, from: null, ...commonValue(one, other), at }];
  });
}

/** What both set; of a lookup the id decides, for the name may have been known to one of them only. */
function commonValue(one: FieldChange, other: FieldChange): Pick<FieldChange, 'to' | 'fromId' | 'toId'> {
  const { toId } = one;
  if (toId !== other.toId) return { to: null };
  if (toId === undefined || toId === null) return { to: one.to === other.to ? one.to : null };
  return { to: one.to ?? other.to, fromId: null, toId };
}

/** Ids of what lookups were set to and whose names are unknown. */
function unnamed(changes: readonly FieldChange[]): readonly string[] {
  return changes.flatMap(({ to, toId }) => (to === null && toId ? [toId] : []));
}

/** The same changes with the names that are known by now; null where none of them is new. */
export function withNames(
  changes: readonly FieldChange[],
  nameOf: (id: string) => string | null,
): readonly FieldChange[] | null {
  const named = changes.map((change) => {
    const name = change.to === null && change.toId ? nameOf(change.toId) : null;
    return name === null ? change : { ...change, to: name };
  });
  return named.some((change, index) => change !== changes[index]) ? named : null;
}
