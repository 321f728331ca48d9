import { type Queries, timeParam } from './database.ts';

/** Remembers a link to the first run until `expiresAt` (epoch ms), and forgets those that ended. */
export async function insertFirstRunLink(
  on: Queries,
  tokenHash: Uint8Array,
  now: number,
  expiresAt: number,
): Promise<void> {
  await on.query('DELETE FROM first_run_links WHERE expires_at <= $1', [timeParam(now)]);
  await on.query('INSERT INTO first_run_links (token_hash, expires_at) VALUES ($1, $2)', [
    tokenHash,
    timeParam(expiresAt),
  ]);
}

/** When a link ends, in epoch ms; null for one that is unknown or ended. */
export async function findFirstRunLink(
  on: Queries,
  tokenHash: Uint8Array,
  now: number,
): Promise<number | null> {
  const rows = await on.query<{ expiresAt: number }>(
    'SELECT expires_at AS "expiresAt" FROM first_run_links WHERE token_hash = $1 AND expires_at > $2',
    [tokenHash, timeParam(now)],
  );
  return rows[0]?.expiresAt ?? null;
}

/** Uses a link up, and every other one with it; false where it is unknown, ended, or used by somebody else just now. */
export async function takeFirstRunLink(on: Queries, tokenHash: Uint8Array, now: number): Promise<boolean> {
  // All rows are locked first: of two people with two links one waits, and then finds none.
  const rows = await on.query<{ isIt: boolean }>(
    'DELETE FROM first_run_links RETURNING token_hash = $1 AND expires_at > $2 AS "isIt"',
    [tokenHash, timeParam(now)],
  );
  return rows.some(({ isIt }) => isIt);
}
