import { type Queries, timeParam } from './database.ts';

/** One message of the live feed, in order of position. */
export interface FeedEntry {
  readonly position: number;
  readonly id: string;
  /** True where it was deleted, or went from the one who had it to somebody else. */
  readonly removed: boolean;
}

/**
 * Gives the ids their positions. Must be the last statement of the writing transaction: the account's row
 * stays locked until it commits, so that positions become visible in order and a reader misses none.
 */
export async function appendFeed(
  on: Queries,
  accountId: string,
  changed: readonly string[],
  removed: readonly string[],
): Promise<void> {
  if (changed.length + removed.length === 0) return;
  await on.run(
    `WITH moved AS (UPDATE accounts SET feed_position = feed_position + $2 WHERE id = $1 RETURNING feed_position)
     INSERT INTO feed (account_id, last_position, changed, removed)
     SELECT $1, feed_position, $3::uuid[], $4::uuid[] FROM moved`,
    [accountId, changed.length + removed.length, changed, removed],
  );
}

/** Newest position of the account. */
export async function feedPosition(on: Queries, accountId: string): Promise<number> {
  const rows = await on.query<{ position: number }>(
    'SELECT feed_position AS position FROM accounts WHERE id = $1',
    [accountId],
  );
  return rows[0]?.position ?? 0;
}

/** Messages after a position, at most about `limit`; `lost` where older ones than are kept were asked for. */
export async function readFeed(
  on: Queries,
  accountId: string,
  after: number,
  limit: number,
): Promise<{ entries: FeedEntry[]; lost: boolean }> {
  const rows = await on.query<{ last: number; changed: string[]; removed: string[] }>(
    `SELECT last_position AS last, changed, removed FROM feed
     WHERE account_id = $1 AND last_position > $2 ORDER BY last_position LIMIT $3`,
    [accountId, after, limit],
  );
  const floors = await on.query<{ floor: number }>('SELECT feed_floor AS floor FROM accounts WHERE id = $1', [
    accountId,
  ]);
  const entries = rows.flatMap(toEntries).filter((entry) => entry.position > after);
  return { entries: entries.slice(0, limit), lost: after < (floors[0]?.floor ?? 0) };
}

function toEntries(row: { last: number; changed: string[]; removed: string[] }): FeedEntry[] {
  const first = row.last - row.changed.length - row.removed.length + 1;
  return [...row.changed, ...row.removed].map((id, index) => ({
    position: first + index,
    id,
    removed: index >= row.changed.length,
  }));
}

/** Forgets messages older than a time; whoever was away longer reads the list anew. */
export async function trimFeed(on: Queries, writtenBefore: number): Promise<void> {
  await on.run(
    `WITH gone AS (DELETE FROM feed WHERE written_at < $1 RETURNING account_id, last_position),
       floors AS (SELECT account_id, max(last_position) AS floor FROM gone GROUP BY account_id)
     UPDATE accounts SET feed_floor = floors.floor FROM floors WHERE accounts.id = floors.account_id`,
    [timeParam(writtenBefore)],
  );
}
