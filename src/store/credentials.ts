import { type Queries, timeParam } from './database.ts';

/** The sealed credential of a connection; `version` grows with every replacement. */
export interface CredentialRow {
  readonly sealed: string;
  readonly version: number;
}

export async function findCredential(
  on: Queries,
  accountId: string,
  connectionId: string,
): Promise<CredentialRow | null> {
  const rows = await on.query<CredentialRow>(
    'SELECT sealed, version FROM credentials WHERE account_id = $1 AND connection_id = $2',
    [accountId, connectionId],
  );
  return rows[0] ?? null;
}

/** Writes a new credential; whoever waits for a refresh finds the version moved. */
export async function saveCredential(
  on: Queries,
  accountId: string,
  connectionId: string,
  sealed: string,
): Promise<void> {
  await on.query(
    `INSERT INTO credentials (account_id, connection_id, sealed) VALUES ($1, $2, $3)
     ON CONFLICT (account_id, connection_id) DO UPDATE SET sealed = excluded.sealed,
       version = credentials.version + 1, refreshing_until = NULL, updated_at = now()`,
    [accountId, connectionId, sealed],
  );
}

/** Claims the refresh of a version; false where it was replaced meanwhile or another process is at it. */
export async function claimRefresh(
  on: Queries,
  accountId: string,
  connectionId: string,
  version: number,
  now: number,
  forMs: number,
): Promise<boolean> {
  const rows = await on.query(
    `UPDATE credentials SET refreshing_until = $4 WHERE account_id = $1 AND connection_id = $2 AND version = $3
       AND (refreshing_until IS NULL OR refreshing_until < $5) RETURNING 1`,
    [accountId, connectionId, version, timeParam(now + forMs), timeParam(now)],
  );
  return rows.length === 1;
}

/** Gives a claim back after a refresh that failed. */
export async function releaseRefresh(on: Queries, accountId: string, connectionId: string): Promise<void> {
  await on.query(
    'UPDATE credentials SET refreshing_until = NULL WHERE account_id = $1 AND connection_id = $2',
    [accountId, connectionId],
  );
}
