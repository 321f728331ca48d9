import { type BulkKey, bulkFrom, bulkId } from '../activity/bulk.ts';
import type { StoredChange } from '../activity/change.ts';
import { findBulkActivities } from '../store/activities.ts';
import { type BulkGroupRow, findMembers, listBulkGroups, listSingles } from '../store/bulkGroups.ts';
import type { Queries } from '../store/database.ts';
import type { Scope } from './scope.ts';

/** A bulk entry that grows or forms: its count by now, and members that its entry does not tell yet. */
export interface GrowingGroup extends BulkGroupRow {
  readonly added: readonly StoredChange[];
}

/** What the new saves of a batch do to bulk entries. */
export interface BulkPlan {
  readonly groups: readonly GrowingGroup[];
  /** New saves that have an entry of their own. */
  readonly singles: readonly StoredChange[];
  /** New saves that a bulk entry tells. */
  readonly members: readonly StoredChange[];
  /** Stored saves whose own entry goes, because their group has formed now. */
  readonly leaving: readonly StoredChange[];
}

/**
 * Finds the saves that one entry is to tell: those of a transaction that changed ten or more records of one type
 * alike. It may come in any number of batches, in any order: a group that has formed is counted on, and of one
 * that has not, at most nine saves are stored.
 */
export async function planBulk(
  tx: Queries,
  scope: Scope,
  listed: readonly StoredChange[],
): Promise<BulkPlan> {
  const groups = groupByKey(listed);
  const transactions = [...new Set([...groups.values()].map((group) => group[0]!.transaction as string))];
  if (transactions.length === 0) return { groups: [], singles: listed, members: [], leaving: [] };
  const { accountId, connectionId } = scope;
  const [formed, singlesStored] = await Promise.all([
    listBulkGroups(tx, accountId, connectionId, transactions),
    listSingles(tx, accountId, connectionId, transactions),
  ]);
  const counts = new Map(formed.map((row) => [nameOf(row), row.count]));
  const stored = groupByKey(singlesStored);
  const known = await membersOf(tx, scope, formed, groups);
  const plan = { groups: [] as GrowingGroup[], members: [] as StoredChange[], leaving: [] as StoredChange[] };
  for (const [name, added] of groups) {
    const before = stored.get(name) ?? [];
    const counted = counts.get(name);
    const objects = new Set([...before, ...added].map((change) => change.objectId));
    if (counted === undefined && objects.size < bulkFrom) continue;
    for (const id of objects) if (known.has(`${name} ${id}`)) objects.delete(id);
    plan.leaving.push(...before);
    plan.members.push(...added.map((change) => ({ ...change, windowStart: null, bulk: true })));
    const count = (counted ?? 0) + objects.size;
    plan.groups.push({ ...keyOf(added[0]!), count, added: [...before, ...added] });
    groups.set(name, []);
  }
  const rest = new Set([...groups.values()].flat());
  const singles =
    plan.groups.length === 0
      ? listed
      : listed.filter((change) => change.transaction === null || rest.has(change));
  return { ...plan, singles };
}

/** The stored entries of the groups, by id. */
export function findStored(tx: Queries, scope: Scope, groups: readonly GrowingGroup[]) {
  const ids = groups.map((group) => bulkId(scope.origin, group));
  return findBulkActivities(tx, scope.accountId, ids);
}

async function membersOf(
  tx: Queries,
  scope: Scope,
  formed: readonly BulkGroupRow[],
  groups: ReadonlyMap<string, readonly StoredChange[]>,
): Promise<ReadonlySet<string>> {
  const objectIds = formed.flatMap((row) => groups.get(nameOf(row)) ?? []).map((change) => change.objectId);
  if (objectIds.length === 0) return new Set();
  const transactions = [...new Set(formed.map((row) => row.transaction))];
  return findMembers(tx, scope.accountId, scope.connectionId, transactions, objectIds);
}

/** Saves by the group that they would be members of. */
export function groupByKey(changes: readonly StoredChange[]): Map<string, StoredChange[]> {
  const groups = new Map<string, StoredChange[]>();
  for (const change of changes) {
    if (change.transaction === null) continue;
    const name = nameOf(change as BulkKey);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [change]);
    else group.push(change);
  }
  return groups;
}

/** What the members of a save's group have in common. */
export function keyOf({ transaction, objectType, action, remoteUserId }: StoredChange): BulkKey {
  return { transaction: transaction as string, objectType, action, remoteUserId };
}

function nameOf({ transaction, objectType, action, remoteUserId }: BulkKey): string {
  return `${transaction} ${objectType} ${action} ${remoteUserId}`;
}
