import type { Activity } from '../activity/activity.ts';
import { bulkFrom, bulkId, type StoredBulk, withNames } from '../activity/bulk.ts';
import type { StoredChange } from '../activity/change.ts';
import { deleteActivities, findBulkActivities, saveBulkChanges } from '../store/activities.ts';
import {
  type BulkGroupRow,
  countMembers,
  deleteBulkGroup,
  listGroupMembers,
  listMembersOf,
  saveBulkGroups,
  unmarkBulk,
} from '../store/bulkGroups.ts';
import type { Queries } from '../store/database.ts';
import { findRecords } from '../store/records.ts';
import type { Tally } from '../store/tally.ts';
import { openBuilder } from './build.ts';
import { groupByKey, keyOf } from './bulk.ts';
import type { Directory } from './directory.ts';
import type { Scope } from './scope.ts';

// A group may have any number of members: they are read, and told, this many at a time.
const membersAtOnce = 1000;

/** What the reading of records did to bulk entries; all of it is stored but the entries. */
export interface BulkKnown {
  /** Bulk entries that are to be written again, for some of their members turned out to be none. */
  readonly activities: readonly Activity[];
  /** Saves of groups that are too small by now: they have entries of their own. */
  readonly freed: readonly StoredChange[];
  /** Entries of those groups; they went. */
  readonly removedIds: readonly string[];
}

/**
 * Sorts bulk entries out once more is known of these records than when they arrived: a save that has no entry
 * (the task is a call) is counted no more, and a group that shrinks below ten is told one by one.
 */
export async function settleBulk(
  tx: Queries,
  scope: Scope,
  directory: Directory,
  objectIds: readonly string[],
  tally: Tally,
): Promise<BulkKnown> {
  const { accountId, connectionId } = scope;
  const known = { activities: [] as Activity[], freed: [] as StoredChange[], removedIds: [] as string[] };
  const entryless = await listEntryless(tx, scope, objectIds);
  const groups = [...groupByKey(entryless).values()].map((leaving) => ({ key: keyOf(leaving[0]!), leaving }));
  const ids = groups.map(({ key }) => bulkId(scope.origin, key));
  // What was erased meanwhile does not come back.
  const standing = await findBulkActivities(tx, accountId, ids);
  for (const [index, { key, leaving }] of groups.entries()) {
    const id = ids[index]!;
    if (!standing.has(id)) continue;
    await unmarkBulk(tx, accountId, connectionId, leaving, { listed: false });
    const group = { ...key, count: await countMembers(tx, accountId, connectionId, key) };
    if (group.count < bulkFrom) {
      known.freed.push(...(await dissolve(tx, scope, group)));
      const deleted = await deleteActivities(tx, accountId, [id], tally);
      known.removedIds.push(...deleted.map((entry) => entry.id));
      continue;
    }
    await saveBulkGroups(tx, accountId, connectionId, [group]);
    const told = await tellAnew(tx, scope, directory, group);
    // What sweeps said of the group they said once, of members that are not read for it.
    const paths = [...new Set([...standing.get(id)!.paths, ...(told?.paths ?? [])])].sort();
    if (told !== null) known.activities.push({ ...told, paths });
  }
  return known;
}

async function listEntryless(
  tx: Queries,
  scope: Scope,
  objectIds: readonly string[],
): Promise<readonly StoredChange[]> {
  const { accountId, connectionId } = scope;
  const members = await listMembersOf(tx, accountId, connectionId, objectIds);
  const ids = [...new Set(members.map((change) => change.objectId))];
  const records = await findRecords(tx, accountId, connectionId, ids);
  return members.filter((change) => {
    const record = records.get(change.objectId);
    const feature = scope.reads(change.objectType)?.feature;
    return record !== undefined && feature !== undefined && feature.changeEntry(change, record) === null;
  });
}

async function dissolve(tx: Queries, scope: Scope, group: BulkGroupRow): Promise<StoredChange[]> {
  const { accountId, connectionId } = scope;
  const freed: StoredChange[] = [];
  for await (const members of pagesOf(tx, scope, group)) freed.push(...members);
  await unmarkBulk(tx, accountId, connectionId, freed, { listed: true });
  await deleteBulkGroup(tx, accountId, connectionId, group);
  return freed;
}

/** The entry of a group from all of its members: what they have in common may be more than it was. */
async function tellAnew(
  tx: Queries,
  scope: Scope,
  directory: Directory,
  group: BulkGroupRow,
): Promise<Activity | null> {
  let told: Activity | null = null;
  for await (const added of pagesOf(tx, scope, group)) {
    const ids = [...new Set(added.map((change) => change.objectId))];
    const records = await findRecords(tx, scope.accountId, scope.connectionId, ids);
    const builder = await openBuilder(tx, scope, directory, records, added);
    const stored: StoredBulk | null = told;
    told = builder.bulk({ ...group, added }, stored) ?? told;
  }
  return told;
}

async function* pagesOf(tx: Queries, scope: Scope, group: BulkGroupRow): AsyncGenerator<StoredChange[]> {
  for (let after: StoredChange | null = null; ; ) {
    const page: StoredChange[] = await listGroupMembers(tx, scope.accountId, scope.connectionId, group, {
      ...{ after, limit: membersAtOnce },
    });
    if (page.length > 0) yield page;
    if (page.length < membersAtOnce) return;
    after = page.at(-1)!;
  }
}

/** Writes names that are known by now into bulk entries that lacked them; answers those that somebody may see. */
export async function nameBulk(
  tx: Queries,
  scope: Scope,
  directory: Directory,
  ids: readonly string[],
): Promise<readonly string[]> {
  const { accountId, connectionId } = scope;
  const stored = await findBulkActivities(tx, accountId, ids);
  const lookups = [...stored.values()].flatMap(({ changes }) => changes.flatMap(({ toId }) => toId ?? []));
  const records = await findRecords(tx, accountId, connectionId, [...new Set(lookups)]);
  const nameOf = (id: string) => records.get(id)?.name ?? directory.users.get(id)?.name ?? null;
  const named = [...stored].flatMap(([id, { changes }]) => {
    const known = withNames(changes, nameOf);
    return known === null ? [] : [{ id, changes: known }];
  });
  return saveBulkChanges(tx, accountId, named);
}
