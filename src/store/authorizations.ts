import { type Queries, timeParam } from './database.ts';

/** An authorisation under way. */
export interface AuthorizationRow {
  readonly accountId: string;
  readonly connectionId: string;
  readonly userId: string;
  readonly sessionHash: Uint8Array | null;
  readonly reconnect: boolean;
  /** Another org may take the place of the connection's own. */
  readonly replaces: boolean;
  readonly sealedVerifier: string;
  readonly expiresAt: number;
}

export async function insertAuthorization(
  on: Queries,
  stateHash: Uint8Array,
  row: AuthorizationRow,
): Promise<void> {
  await on.query(
    `INSERT INTO authorizations (account_id, state_hash, connection_id, user_id, session_hash, reconnect,
       replaces, sealed_verifier, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      row.accountId,
      stateHash,
      row.connectionId,
      row.userId,
      row.sessionHash,
      row.reconnect,
      row.replaces,
      row.sealedVerifier,
      timeParam(row.expiresAt),
    ],
  );
}

/** Finds an authorisation by its state without using it up. */
export async function findAuthorization(
  on: Queries,
  stateHash: Uint8Array,
): Promise<AuthorizationRow | null> {
  const rows = await on.query<AuthorizationRow>(
    `SELECT account_id AS "accountId", connection_id AS "connectionId", user_id AS "userId",
       session_hash AS "sessionHash", reconnect, replaces, sealed_verifier AS "sealedVerifier",
       expires_at AS "expiresAt"
     FROM authorizations WHERE state_hash = $1`,
    [stateHash],
  );
  return rows[0] ?? null;
}

/** Uses a state up; false where somebody else did before. */
export async function takeAuthorization(on: Queries, stateHash: Uint8Array): Promise<boolean> {
  const rows = await on.query('DELETE FROM authorizations WHERE state_hash = $1 RETURNING 1', [stateHash]);
  return rows.length === 1;
}

export async function deleteExpiredAuthorizations(on: Queries, now: number): Promise<void> {
  await on.query('DELETE FROM authorizations WHERE expires_at < $1', [timeParam(now)]);
}

/** Remembers an org whose edition is not supported: all that is kept of it. */
export async function saveRefusedOrganization(
  on: Queries,
  accountId: string,
  service: string,
  organizationId: string,
  edition: string,
): Promise<void> {
  await on.query(
    `INSERT INTO refused_organizations (account_id, service, organization_id, edition) VALUES ($1, $2, $3, $4)
     ON CONFLICT (account_id, service, organization_id) DO UPDATE SET edition = excluded.edition, refused_at = now()`,
    [accountId, service, organizationId, edition],
  );
}

export async function findRefusedOrganization(
  on: Queries,
  accountId: string,
  service: string,
  organizationId: string,
): Promise<string | null> {
  const rows = await on.query<{ edition: string }>(
    'SELECT edition FROM refused_organizations WHERE account_id = $1 AND service = $2 AND organization_id = $3',
    [accountId, service, organizationId],
  );
  return rows[0]?.edition ?? null;
}
