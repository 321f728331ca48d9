import type { Queries } from './database.ts';

/** The sealed credential of a connection; `version` grows with every replacement. */
export interface CredentialRow {
  readonly sealed: string;
  readonly version: number;
}

/** Reads the credential; `lock` holds the row, so that one process at a time replaces it. */
export async function findCredential(
  on: Queries,
  accountId: string,
  connectionId: string,
  lock: boolean,
): Promise<CredentialRow | null> {
  const rows = await on.query<CredentialRow>(
    `SELECT sealed, version FROM credentials WHERE account_id = $1 AND connection_id = $2 ${lock ? 'FOR UPDATE' : ''}`,
    [accountId, connectionId],
  );
  return rows[0] ?? null;
}

export async function saveCredential(
  on: Queries,
  accountId: string,
  connectionId: string,
  sealed: string,
): Promise<void> {
  await on.query(
    `INSERT INTO credentials (account_id, connection_id, sealed) VALUES ($1, $2, $3)
     ON CONFLICT (account_id, connection_id)
     DO UPDATE SET sealed = excluded.sealed, version = credentials.version + 1, updated_at = now()`,
    [accountId, connectionId, sealed],
  );
}
