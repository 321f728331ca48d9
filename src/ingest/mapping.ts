import type { Service, Session } from '../activity/service.ts';
import { RequestError } from '../errors.ts';
import { eraseExcluded, reattribute } from '../store/activities.ts';
import { findConnection, moveDirectory } from '../store/connections.ts';
import type { Queries } from '../store/database.ts';
import { appendFeed } from '../store/feed.ts';
import { mapByEmail, saveRemoteUsers, setManualMapping } from '../store/remoteUsers.ts';
import { failAbandonedRuns, finishRun, startRun } from '../store/runs.ts';
import { filterUserIds } from '../store/users.ts';
import { type ConnectionRef, type Context, feedChannel } from './context.ts';
import { openSession } from './session.ts';

/** Maps a remote user to a user by hand, or to nobody; what is stored of them follows at once. Throws not_found. */
export async function setMapping(
  context: Context,
  choice: ConnectionRef & { remoteUserId: string; userId: string | null },
): Promise<void> {
  const { accountId, connectionId, remoteUserId, userId } = choice;
  await context.db.transaction(async (tx) => {
    if (!(await moveDirectory(tx, accountId, connectionId))) throw new RequestError('not_found');
    if (userId !== null && !(await filterUserIds(tx, accountId, [userId])).has(userId)) {
      throw new RequestError('invalid_value', 'There is no such user in this account.');
    }
    if (!(await setManualMapping(tx, accountId, connectionId, remoteUserId, userId))) {
      throw new RequestError('not_found', 'There is no such Salesforce user in the list of this connection.');
    }
    await moveEntries(tx, choice, [remoteUserId]);
  });
  await context.db.notify(feedChannel, accountId);
}

/** Reads all remote users again, maps new ones by e-mail, and attributes what waited for them. */
export async function importRemoteUsers(
  context: Context,
  ref: ConnectionRef,
  service: Service,
  session: Session,
): Promise<{ read: number; people: number; mapped: number }> {
  const counts = { read: 0, people: 0, mapped: 0 };
  for await (const page of service.readRemoteUsers(session)) {
    counts.read += page.length;
    counts.people += page.filter((user) => user.excluded === null).length;
    await context.db.transaction(async (tx) => {
      if (!(await moveDirectory(tx, ref.accountId, ref.connectionId))) throw new RequestError('not_found');
      await saveRemoteUsers(tx, ref.accountId, ref.connectionId, page);
      const mapped = await mapByEmail(tx, ref.accountId, ref.connectionId);
      counts.mapped += mapped.length;
      await eraseExcluded(tx, ref.accountId, ref.connectionId);
      // Not only the newly mapped: entries may have come for somebody who was mapped before we knew them.
      await moveEntries(
        tx,
        ref,
        page.map((user) => user.id),
      );
    });
  }
  await context.db.notify(feedChannel, ref.accountId);
  return counts;
}

/** Starts a refresh of the remote users, or answers the one that is running. Throws not_found. */
export async function refreshRemoteUsers(context: Context, ref: ConnectionRef): Promise<{ runId: string }> {
  const { db, clock, log } = context;
  const connection = await findConnection(db, ref.accountId, ref.connectionId);
  if (connection === null) throw new RequestError('not_found');
  if (connection.organizationId === null) {
    throw new RequestError('conflict', 'The connection is not authorised yet.');
  }
  const run = await startRun(db, ref.accountId, ref.connectionId, 'users', clock.now());
  if (!run.started) return { runId: run.id };
  const { service, session, close } = openSession(context, connection);
  importAsRun(context, ref, run.id, service, session)
    .catch((error: Error) => log.error({ err: error }, 'a run could not be ended'))
    .finally(close);
  return { runId: run.id };
}

// Longer than any list takes to read: a run that is still open belongs to a process that died.
const abandonedMs = 3_600_000;

/** Reads the remote users as a run of its own and waits for its end; a failure stands on the run. */
export async function readRemoteUsersNow(
  context: Context,
  ref: ConnectionRef,
  service: Service,
  session: Session,
): Promise<void> {
  const { db, clock } = context;
  const now = clock.now();
  await failAbandonedRuns(db, ref.accountId, ref.connectionId, now, now - abandonedMs);
  const run = await startRun(db, ref.accountId, ref.connectionId, 'users', now);
  if (run.started) await importAsRun(context, ref, run.id, service, session);
}

async function importAsRun(
  context: Context,
  ref: ConnectionRef,
  runId: string,
  service: Service,
  session: Session,
): Promise<void> {
  const { db, clock, log } = context;
  try {
    const counts = await importRemoteUsers(context, ref, service, session);
    await finishRun(db, ref.accountId, runId, clock.now(), counts, null);
  } catch (error) {
    log.warn({ err: error, connectionId: ref.connectionId }, 'refreshing remote users failed');
    await finishRun(db, ref.accountId, runId, clock.now(), {}, (error as Error).message);
  }
}

async function moveEntries(tx: Queries, ref: ConnectionRef, remoteUserIds: readonly string[]): Promise<void> {
  const ids = await reattribute(tx, ref.accountId, ref.connectionId, remoteUserIds);
  await appendFeed(tx, ref.accountId, ids, []);
}
