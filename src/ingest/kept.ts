import { appendFeed } from '../store/feed.ts';
import { findKept, moveKept, setOrigin } from '../store/kept.ts';
import { type ConnectionRef, type Context, feedChannel } from './context.ts';

const rowsAtOnce = 1000;

/**
 * Takes over what a removed connection of the same org kept, before anything is read: the saves that are stored are
 * then known, so that nothing is told twice, and what lies between is filled in. Safe to repeat; returns how many
 * entries came.
 */
export async function takeOverKept(context: Context, ref: ConnectionRef): Promise<number> {
  const { db, clock } = context;
  const { accountId, connectionId } = ref;
  const kept = await findKept(db, accountId, connectionId);
  if (kept === null) return 0;
  await db.transaction((tx) => setOrigin(tx, accountId, connectionId, kept, clock.now()));
  let entries = 0;
  for (let rows = 1; rows > 0; ) {
    rows = await db.transaction(async (tx) => {
      const moved = await moveKept(tx, accountId, kept.id, connectionId, rowsAtOnce);
      if (moved.entryIds.length > 0) await appendFeed(tx, accountId, moved.entryIds, []);
      entries += moved.entryIds.length;
      return moved.rows;
    });
  }
  await db.notify(feedChannel, accountId);
  return entries;
}
