import type { Service, Session } from '../activity/service.ts';
import { RequestError } from '../errors.ts';
import { eraseExcluded, reattribute } from '../store/activities.ts';
import { writeAudit } from '../store/audit.ts';
import { moveDirectory } from '../store/connections.ts';
import type { Queries } from '../store/database.ts';
import { appendFeed } from '../store/feed.ts';
import { mapByEmail, saveRemoteUsers, setManualMapping } from '../store/remoteUsers.ts';
import { openTally, saveTally } from '../store/tally.ts';
import { filterUserIds } from '../store/users.ts';
import { type ConnectionRef, type Context, feedChannel } from './context.ts';

/** Maps a remote user to a user by hand, or to nobody; what is stored of them follows at once. Throws not_found. */
export async function setMapping(
  context: Context,
  choice: ConnectionRef & { remoteUserId: string; userId: string | null; changedBy: string },
): Promise<void> {
  const { accountId, connectionId, remoteUserId, userId, changedBy } = choice;
  await context.db.transaction(async (tx) => {
    if (!(await moveDirectory(tx, accountId, connectionId))) throw new RequestError('not_found');
    if (userId !== null && !(await filterUserIds(tx, accountId, [userId])).has(userId)) {
      throw new RequestError('invalid_value', 'There is no such user in this account.');
    }
    const person = await setManualMapping(tx, accountId, connectionId, remoteUserId, userId);
    if (person === null) {
      throw new RequestError('not_found', 'There is no such Salesforce user in the list of this connection.');
    }
    await writeAudit(tx, {
      ...{ accountId, connectionId, by: changedBy, action: 'user.mapped', subject: remoteUserId },
      ...{ details: { userId, person }, at: context.clock.now() },
    });
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

async function moveEntries(tx: Queries, ref: ConnectionRef, remoteUserIds: readonly string[]): Promise<void> {
  const tally = openTally();
  const ids = await reattribute(tx, ref.accountId, ref.connectionId, remoteUserIds, tally);
  await saveTally(tx, ref.accountId, tally);
  await appendFeed(tx, ref.accountId, ids, []);
}
