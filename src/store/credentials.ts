import type { Queries } from './database.ts';

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

/** Writes the credential of a new authorisation; a refresh of the earlier one that still runs is void. */
export async function saveCredential(
  on: Queries,
  accountId: string,
  connectionId: string,
  sealed: string,
): Promise<void> {
  await on.query(
    `INSERT INTO credentials (account_id, connection_id, sealed) VALUES ($1, $2, $3)
     ON CONFLICT (account_id, connection_id) DO UPDATE SET sealed = excluded.sealed,
       version = credentials.version + 1, refreshing_until = NULL, claim = NULL, updated_at = now()`,
    [accountId, connectionId, sealed],
  );
}

/**
 * Claims the refresh of a version for a while; null where it was replaced meanwhile or another is at it. The
 * database's clock decides: those of two processes may differ.
 */
export async function claimRefresh(
  on: Queries,
  accountId: string,
  connectionId: string,
  version: number,
  forMs: number,
): Promise<string | null> {
  const rows = await on.query<{ claim: string }>(
    `UPDATE credentials SET claim = gen_random_uuid(),
       refreshing_until = clock_timestamp() + $4::integer * interval '1 millisecond'
     WHERE account_id = $1 AND connection_id = $2 AND version = $3
       AND (refreshing_until IS NULL OR refreshing_until < clock_timestamp()) RETURNING claim`,
    [accountId, connectionId, version, forMs],
  );
  return rows[0]?.claim ?? null;
}

/** Stores what a refresh brought; false where the claim is no longer the claimer's. */
export async function saveRefreshed(
  on: Queries,
  accountId: string,
  connectionId: string,
  claim: string,
  sealed: string,
): Promise<boolean> {
  const rows = await on.query(
    `UPDATE credentials SET sealed = $4, version = version + 1, refreshing_until = NULL, claim = NULL,
       updated_at = now() WHERE account_id = $1 AND connection_id = $2 AND claim = $3 RETURNING 1`,
    [accountId, connectionId, claim, sealed],
  );
  return rows.length === 1;
}

/** Gives a claim back after a refresh that failed. */
export async function releaseRefresh(
  on: Queries,
  accountId: string,
  connectionId: string,
  claim: string,
): Promise<void> {
  await on.query(
    `UPDATE credentials SET refreshing_until = NULL, claim = NULL
     WHERE account_id = $1 AND connection_id = $2 AND claim = $3`,
    [accountId, connectionId, claim],
  );
}

/** Forgets the credential of a connection; answers how many there were. */
export async function deleteCredential(
  on: Queries,
  accountId: string,
  connectionId: string,
): Promise<number> {
  const rows = await on.query(
    'DELETE FROM credentials WHERE account_id = $1 AND connection_id = $2 RETURNING 1',
    [accountId, connectionId],
  );
  return rows.length;
}
