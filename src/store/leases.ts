import { type Queries, timeParam } from './database.ts';

/** Takes or renews the lease of a connection; false while another holder's has not run out. */
export async function takeLease(
  on: Queries,
  accountId: string,
  connectionId: string,
  holder: string,
  now: number,
  forMs: number,
): Promise<boolean> {
  const rows = await on.query(
    `INSERT INTO leases (account_id, connection_id, holder, expires_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (account_id, connection_id) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
     WHERE leases.holder = excluded.holder OR leases.expires_at < $5 RETURNING 1`,
    [accountId, connectionId, holder, timeParam(now + forMs), timeParam(now)],
  );
  return rows.length === 1;
}

export async function releaseLease(
  on: Queries,
  accountId: string,
  connectionId: string,
  holder: string,
): Promise<void> {
  await on.query('DELETE FROM leases WHERE account_id = $1 AND connection_id = $2 AND holder = $3', [
    accountId,
    connectionId,
    holder,
  ]);
}

/** An embedded database has one process, so whatever leases stand there are a dead one's. */
export async function deleteLeases(on: Queries): Promise<void> {
  await on.query('DELETE FROM leases');
}
