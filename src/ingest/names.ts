import type { RecordState } from '../activity/change.ts';
import type { ObjectReads } from '../activity/feature.ts';
import { forbidsMore, mergeRead } from '../activity/record.ts';
import type { ReadRecord } from '../activity/service.ts';
import {
  clearMissingNames,
  deleteActivities,
  filterOfOthers,
  listMissingNames,
  saveActivities,
} from '../store/activities.ts';
import { listChanges, moveWindows, unlistChanges } from '../store/changes.ts';
import type { Queries } from '../store/database.ts';
import { appendFeed } from '../store/feed.ts';
import { findRecords, saveRecords } from '../store/records.ts';
import { openTally, saveTally } from '../store/tally.ts';
import { openBuilder } from './build.ts';
import { nameBulk, settleBulk } from './bulkKnown.ts';
import { redactStored, retell } from './conceal.ts';
import { feedChannel } from './context.ts';
import { carryEdits } from './edits.ts';
import type { Scope } from './scope.ts';
import { keepStageMoves } from './stages.ts';
import { planKnown } from './windows.ts';

// Saves are told by the whole second and by the org's clock. A reading counts as this much older than it is, so
// that a save after it is never taken for one before it; what it holds of newer saves their own events bring, too.
const readSlackMs = 10_000;

// One look-up is a few queries in one API call, and a transaction that holds up the stream for a moment only.
const entriesAtOnce = 200;

// Objects that no feature reads (a campaign, a custom object) still have a name.
const nameOnly: ObjectReads = {
  type: '',
  streamed: false,
  keep: [],
  show: [],
  ignore: [],
  nameOf: () => null,
};

/**
 * Looks up names that stored entries lack and writes those entries again, until none waits. What is waited
 * for is in the database, so a crash loses no look-up. What cannot be read stays without its name.
 */
export async function lookUpNames(scope: Scope): Promise<void> {
  const { context, accountId, connectionId } = scope;
  for (;;) {
    const waiting = await listMissingNames(context.db, accountId, connectionId, entriesAtOnce);
    if (waiting.length === 0) return;
    const ids = [...new Set(waiting.flatMap((entry) => entry.missing))];
    const wanted = ids.flatMap((id) => {
      const type = scope.service.typeOfId(id);
      return type === null ? [] : [{ type, id }];
    });
    const readAt = context.clock.now() - readSlackMs;
    const found = wanted.length === 0 ? [] : await scope.service.readRecords(scope.session, wanted);
    await context.db.transaction((tx) => rewrite(tx, scope, waiting, found, new Set(ids), readAt));
    await context.db.notify(feedChannel, accountId);
  }
}

async function rewrite(
  tx: Queries,
  scope: Scope,
  waiting: readonly { id: string; objectId: string | null; missing: readonly string[] }[],
  found: readonly ReadRecord[],
  tried: ReadonlySet<string>,
  readAt: number,
): Promise<void> {
  const { accountId, connectionId } = scope;
  const directory = await scope.directory.read(tx);
  const concealed = await saveFound(tx, scope, found, readAt);
  // A bulk entry has no object. It waits for records that meetings or calls follow, and that may leave it.
  const waitingBulk = waiting.filter((entry) => entry.objectId === null);
  const tally = openTally();
  const bulk = await settleBulk(tx, scope, directory, [...tried], tally);
  const ofBulk = [
    ...waitingBulk.flatMap((entry) => entry.missing),
    ...bulk.freed.map((change) => change.objectId),
  ];
  const objectIds = [
    ...new Set([...waiting.flatMap((entry) => entry.objectId ?? []), ...ofBulk, ...concealed]),
  ];
  const records = await findRecords(tx, accountId, connectionId, objectIds);
  const changes = await listChanges(tx, accountId, connectionId, objectIds);
  const builder = await openBuilder(tx, scope, directory, records, changes);
  const joining = new Set(bulk.freed.map(({ objectId, key }) => `${objectId} ${key}`));
  const plan = planKnown(scope, records, changes, joining);
  await unlistChanges(tx, accountId, connectionId, plan.entryless);
  await moveWindows(tx, accountId, connectionId, plan.moved);
  const wanted = new Set(waiting.map((entry) => entry.id));
  const renewed = new Set([...plan.shifted, ...ofBulk]);
  const ofRecords = [...records.values()].map((record) => builder.record(record));
  const told = [...plan.entries.map(builder.change), ...ofRecords.flatMap((entries) => entries.activities)]
    .filter((activity) => activity !== null)
    .filter((activity) => wanted.has(activity.id) || renewed.has(activity.objectId ?? ''));
  const ids = new Set(told.map((activity) => activity.id));
  const retold = await retell(tx, scope, directory, records, concealed);
  const again = retold.filter((activity) => !ids.has(activity.id));
  const activities = [...told, ...again, ...bulk.activities].map((activity) => ({
    ...activity,
    missingNames: activity.missingNames.filter((id) => !tried.has(id)),
  }));
  const unwanted = ofRecords.flatMap((entries) => entries.unwanted);
  const nobodys = await filterOfOthers(tx, accountId, unwanted);
  const former = await saveActivities(tx, accountId, activities, tally);
  await keepStageMoves(tx, scope, activities, former, tally);
  const owners = new Map(activities.map((activity) => [activity.id, activity.remoteUserId]));
  const handedOver = former.filter(({ id, remoteUserId }) => owners.get(id) !== remoteUserId);
  const named = await nameBulk(
    tx,
    scope,
    directory,
    waitingBulk.map((entry) => entry.id),
  );
  // Those that are not written again have all that they will: bulk entries, and what nobody wants any more.
  const written = new Set(activities.map((activity) => activity.id));
  await clearMissingNames(
    tx,
    accountId,
    waiting.map((entry) => entry.id).filter((id) => !written.has(id)),
  );
  const obsolete = [...plan.removedIds, ...ofRecords.flatMap((entries) => entries.emptyIds), ...nobodys];
  const deleted = await deleteActivities(tx, accountId, obsolete, tally);
  await carryEdits(tx, accountId, deleted, activities, tally);
  const seen = activities.filter((activity) => activity.userId !== null).map((activity) => activity.id);
  const changed = [...new Set([...seen, ...named])];
  const gone = [...deleted, ...handedOver].map(({ id }) => id);
  await saveTally(tx, accountId, tally);
  await appendFeed(tx, accountId, changed, [...gone, ...bulk.removedIds]);
}

/** Stores what was read; answers which of the records turned out to be private. */
async function saveFound(
  tx: Queries,
  scope: Scope,
  found: readonly ReadRecord[],
  readAt: number,
): Promise<ReadonlySet<string>> {
  const { accountId, connectionId } = scope;
  const before = await findRecords(
    tx,
    accountId,
    connectionId,
    found.map((read) => read.id),
  );
  const states = new Map<string, RecordState>();
  const concealed = new Set<string>();
  for (const read of found) {
    const previous = before.get(read.id) ?? null;
    const reads = scope.reads(read.type)?.reads ?? nameOnly;
    const state = mergeRead(previous, read, readAt, reads);
    states.set(read.id, state);
    if (forbidsMore(previous, state, reads)) concealed.add(read.id);
  }
  await saveRecords(tx, accountId, connectionId, [...states.values()]);
  await redactStored(tx, scope, states, concealed);
  return concealed;
}
