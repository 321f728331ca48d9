import { reattribute } from '../store/activities.ts';
import { listConnections, moveDirectory } from '../store/connections.ts';
import type { Queries } from '../store/database.ts';
import { appendFeed } from '../store/feed.ts';
import { mapByEmail } from '../store/remoteUsers.ts';
import { openTally, saveTally } from '../store/tally.ts';

/**
 * Maps remote users of every connection to people who came by, or took, their e-mail, and gives them what waited.
 * Nobody who was mapped by hand is touched. Part of a transaction; the feed comes last in it.
 */
export async function attributeByEmail(tx: Queries, accountId: string): Promise<void> {
  const moved: string[] = [];
  const tally = openTally();
  for (const { id } of await listConnections(tx, accountId)) {
    if (!(await moveDirectory(tx, accountId, id))) continue;
    const mapped = await mapByEmail(tx, accountId, id);
    if (mapped.length > 0) moved.push(...(await reattribute(tx, accountId, id, mapped, tally)));
  }
  await saveTally(tx, accountId, tally);
  await appendFeed(tx, accountId, moved, []);
}
