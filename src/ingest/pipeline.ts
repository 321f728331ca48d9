import type { Activity } from '../activity/activity.ts';
import { bulkId } from '../activity/bulk.ts';
import type { Change, RecordState, StoredChange } from '../activity/change.ts';
import { windowMs } from '../activity/consolidate.ts';
import { wasDeleted } from '../activity/record.ts';
import { pairWithinMs } from '../activity/saves.ts';
import type { Batch } from '../activity/service.ts';
import { withSpan } from '../lib/trace.ts';
import { addPaths, deleteActivities, filterOfOthers, saveActivities } from '../store/activities.ts';
import { markBulk, saveBulkGroups } from '../store/bulkGroups.ts';
import { findKnownChanges, insertChanges, listChangesSince, moveWindows } from '../store/changes.ts';
import { moveCursor } from '../store/cursors.ts';
import type { Queries } from '../store/database.ts';
import { appendFeed } from '../store/feed.ts';
import { findRecords, saveRecords } from '../store/records.ts';
import { saveRejects } from '../store/rejects.ts';
import { touchRemoteUsers } from '../store/remoteUsers.ts';
import { openTally, saveTally, type Tally } from '../store/tally.ts';
import { type Builder, openBuilder } from './build.ts';
import { type BulkPlan, findStored, planBulk } from './bulk.ts';
import { redactStored, retell } from './conceal.ts';
import { feedChannel } from './context.ts';
import { coverBatch } from './coverage.ts';
import type { Directory } from './directory.ts';
import { carryEdits } from './edits.ts';
import { measureBatch, traceChanges, traceResult } from './measures.ts';
import { joinParts } from './parts.ts';
import type { Scope } from './scope.ts';
import { sealReject } from './sealedReject.ts';
import { type Selection, selectChanges } from './select.ts';
import { keepStageMoves } from './stages.ts';
import { type EntryPlan, planEntries } from './windows.ts';

/** What a batch did, for the log, the metrics and what follows it. */
export interface IngestResult {
  readonly stored: number;
  readonly written: number;
  readonly removed: number;
  readonly rejected: number;
  /** True where entries wait for names of records. */
  readonly missingNames: boolean;
  /** Remote users whom nobody knows yet. */
  readonly strangers: readonly string[];
}

/**
 * The only writer of activities. Stores a batch's changes, the entries that follow from them, what could not
 * be understood and the source's position in one transaction: a crash repeats the batch, and the keys make
 * the repeat harmless. Throws LeaseLost where another process has the connection by now.
 */
export async function ingestBatch(scope: Scope, source: string, batch: Batch): Promise<IngestResult> {
  const { db, clock } = scope.context;
  const about = { connection: scope.connectionId, source, changes: batch.changes.length };
  return withSpan('ingest batch', about, async (span) => {
    traceChanges(span, batch);
    const arrivedAt = clock.now();
    const { result, told } = await withSpan('store batch', {}, () =>
      db.transaction((tx) => storeBatch(tx, scope, source, batch, arrivedAt)),
    );
    // After the commit, once a batch: readers read the feed from their own position.
    if (told) await withSpan('tell readers', {}, () => db.notify(feedChannel, scope.accountId));
    measureBatch(source, batch, result, clock.now());
    traceResult(span, result);
    return result;
  });
}

async function storeBatch(
  tx: Queries,
  scope: Scope,
  source: string,
  batch: Batch,
  arrivedAt: number,
): Promise<{ result: IngestResult; told: boolean }> {
  const { accountId, connectionId } = scope;
  const directory = await scope.directory.read(tx);
  const ids = [...new Set(batch.changes.map((change) => change.objectId))];
  const [fresh, records] = await Promise.all([
    dropKnown(tx, scope, batch.changes),
    findRecords(tx, accountId, connectionId, ids),
  ]);
  const reads = scope.reads;
  const selected = selectChanges({ changes: fresh, records, directory, arrivedAt, reads });
  const selection = { ...selected, touched: await joinParts(tx, scope, selected.touched, records) };
  const tally = openTally();
  const entries = await writeEntries(tx, scope, directory, selection, tally);
  await saveRecords(tx, accountId, connectionId, [...selection.touched.values()]);
  const rejects = batch.rejects.map((reject) => sealReject(scope.context, scope, reject));
  await saveRejects(tx, accountId, connectionId, rejects, arrivedAt);
  if (selection.people.size > 0) {
    await touchRemoteUsers(tx, accountId, connectionId, [...selection.people], arrivedAt);
  }
  await coverBatch(tx, scope, source, batch, arrivedAt);
  const lastEventAt = batch.changes.at(-1)?.at ?? null;
  await moveCursor(tx, accountId, connectionId, source, batch.cursor, batch.coveredTo, lastEventAt);
  const told = entries.written.filter(
    (activity) => activity.userId !== null || entries.rewritten.has(activity.id),
  );
  await saveTally(tx, accountId, tally);
  await appendFeed(
    tx,
    accountId,
    [...told.map((activity) => activity.id), ...entries.joined],
    [...entries.removed, ...entries.handedOver],
  );
  return {
    told: told.length + entries.joined.length + entries.removed.length > 0,
    result: {
      stored: selection.changes.length,
      written: entries.written.length,
      removed: entries.removed.length,
      rejected: batch.rejects.length,
      missingNames: entries.written.some((activity) => activity.missingNames.length > 0),
      strangers: [...selection.strangers],
    },
  };
}

async function dropKnown(tx: Queries, scope: Scope, changes: readonly Change[]): Promise<readonly Change[]> {
  const known = new Set(await findKnownChanges(tx, scope.accountId, scope.connectionId, changes));
  return changes.filter((change) => {
    const name = `${change.objectId} ${change.key}`;
    if (known.has(name)) return false;
    known.add(name);
    return true;
  });
}

interface WrittenEntries {
  readonly written: readonly Activity[];
  readonly removed: readonly string[];
  /** Entries that stood under somebody else before: the feed tells whoever had them that they went. */
  readonly handedOver: readonly string[];
  /** Entries that may have stood under another user before. */
  readonly rewritten: ReadonlySet<string>;
  /** Bulk entries that another path has reported, too. */
  readonly joined: readonly string[];
}

async function writeEntries(
  tx: Queries,
  scope: Scope,
  directory: Directory,
  selection: Selection,
  tally: Tally,
): Promise<WrittenEntries> {
  const { accountId, connectionId } = scope;
  const { touched, concealed } = selection;
  if (selection.changes.length === 0 && concealed.size === 0) {
    return { written: [], removed: [], handedOver: [], rewritten: new Set(), joined: [] };
  }
  await redactStored(tx, scope, touched, concealed);
  const listed = selection.changes.filter((change) => change.listed);
  const [bulk, around] = await Promise.all([
    planBulk(tx, scope, listed),
    listAround(tx, scope, listed, touched),
  ]);
  const plan = await planStored(tx, scope, bulk, around, touched);
  // All that is read comes first: entries are built while the database takes the changes in.
  const builder = await openBatchBuilder(tx, scope, directory, selection, plan.entries.flat(), bulk.leaving);
  const stored = await findStored(tx, scope, bulk.groups);
  const unlisted = selection.changes.filter((change) => !change.listed);
  await insertChanges(tx, accountId, connectionId, [...plan.added, ...unlisted]);
  await markBulk(tx, accountId, connectionId, bulk.leaving);
  await moveWindows(tx, accountId, connectionId, plan.moved);
  await saveBulkGroups(tx, accountId, connectionId, bulk.groups);
  const own = [...touched.values()].map((record: RecordState) => builder.record(record));
  const ofRecords = own.flatMap((entries) => entries.activities);
  const written = [
    ...plan.entries.map(builder.change),
    ...bulk.groups.map((group) => builder.bulk(group, stored.get(bulkId(scope.origin, group)) ?? null)),
    ...ofRecords,
  ].filter((activity) => activity !== null);
  const ids = new Set(written.map((activity) => activity.id));
  const retold = await retell(tx, scope, directory, touched, concealed);
  written.push(...retold.filter((activity) => !ids.has(activity.id)));
  const unwanted = await filterOfOthers(
    tx,
    accountId,
    own.flatMap((entries) => entries.unwanted),
  );
  const former = await saveActivities(tx, accountId, written, tally);
  await keepStageMoves(tx, scope, written, former, tally);
  const joined = await addPaths(
    tx,
    accountId,
    plan.joined.map((group) => ({ id: bulkId(scope.origin, group), paths: group.paths })),
  );
  const obsolete = [...plan.removedIds, ...own.flatMap((entries) => entries.emptyIds), ...unwanted];
  const deleted = await deleteActivities(tx, accountId, [...new Set(obsolete)], tally);
  await carryEdits(tx, accountId, deleted, written, tally);
  const owners = new Map(ofRecords.map((activity) => [activity.id, activity.remoteUserId]));
  return {
    written,
    removed: deleted.map(({ id }) => id),
    handedOver: former.flatMap(({ id, remoteUserId }) =>
      (owners.get(id) ?? remoteUserId) === remoteUserId ? [] : [id],
    ),
    rewritten: new Set(owners.keys()),
    joined,
  };
}

/** A builder over the batch's records, and those whose saves leave for a bulk entry. */
async function openBatchBuilder(
  tx: Queries,
  scope: Scope,
  directory: Directory,
  { touched, changes }: Selection,
  told: readonly StoredChange[],
  leaving: readonly StoredChange[],
): Promise<Builder> {
  const named = [...changes, ...told, ...leaving];
  const ids = [...new Set(leaving.map((change) => change.objectId))];
  const found = await findRecords(tx, scope.accountId, scope.connectionId, ids);
  return openBuilder(tx, scope, directory, new Map([...found, ...touched]), named);
}

// How far back a new report may reach: into the window that it falls in, past reports that it takes from each other.
const reachMs = windowMs + 5 * pairWithinMs;

/** What is stored of the objects of these saves that an entry of theirs may rest on. */
function listAround(
  tx: Queries,
  { accountId, connectionId }: Scope,
  saves: readonly StoredChange[],
  records: Selection['touched'],
): Promise<readonly StoredChange[]> {
  const first = saves.reduce(
    (least, { at, windowStart }) => Math.min(least, at, windowStart ?? at),
    Number.POSITIVE_INFINITY,
  );
  const ids = [...new Set(saves.map((change) => change.objectId))];
  const swept = saves.some((change) => change.path !== 'cdc');
  // Whether a sweep saw one of these come back, all that was told of it since says.
  const whole = [...records.values()].filter(wasDeleted).map(({ id }) => id);
  return listChangesSince(tx, accountId, connectionId, ids, first - reachMs, swept, whole);
}

/** Plans entries with what is stored around the new reports (`around`) and those that leave. */
async function planStored(
  tx: Queries,
  scope: Scope,
  bulk: BulkPlan,
  around: readonly StoredChange[],
  records: Selection['touched'],
): Promise<EntryPlan> {
  const added = [...bulk.singles, ...bulk.members];
  const leaving = new Set(bulk.leaving.map((change) => `${change.objectId} ${change.key}`));
  // Saves that leave are older than what has made them leave.
  const stored =
    leaving.size === 0 ? around : await listAround(tx, scope, [...added, ...bulk.leaving], records);
  return planEntries(scope.connectionId, stored, added, leaving);
}
