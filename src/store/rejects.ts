import type { Reject } from '../activity/service.ts';
import { type Queries, timeParam } from './database.ts';

export interface RejectRow {
  readonly key: string;
  readonly feature: string | null;
  readonly reason: string;
  readonly receivedAt: number;
}

/** Keeps what could not be understood; the same thing twice is one. */
export async function saveRejects(
  on: Queries,
  accountId: string,
  connectionId: string,
  rejects: readonly Reject[],
  receivedAt: number,
): Promise<void> {
  for (const reject of rejects) {
    await on.run(
      `INSERT INTO rejects (account_id, connection_id, key, feature, reason, schema_id, payload, received_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
      [
        accountId,
        connectionId,
        reject.key,
        reject.feature,
        reject.reason,
        reject.schemaId,
        reject.payload,
        timeParam(receivedAt),
      ],
    );
  }
}

/** Rejects of a connection by key. */
export function listRejects(
  on: Queries,
  accountId: string,
  connectionId: string,
  afterKey: string | null,
  limit: number,
): Promise<RejectRow[]> {
  return on.query(
    `SELECT key, feature, reason, received_at AS "receivedAt" FROM rejects
     WHERE account_id = $1 AND connection_id = $2 AND ($3::text IS NULL OR key > $3) ORDER BY key LIMIT $4`,
    [accountId, connectionId, afterKey, limit],
  );
}

/** Rejects whose bytes were kept, sealed, with those bytes; by key. */
export function listReplayable(
  on: Queries,
  accountId: string,
  connectionId: string,
  afterKey: string | null,
  limit: number,
): Promise<Reject[]> {
  return on.query(
    `SELECT key, feature, reason, schema_id AS "schemaId", payload FROM rejects
     WHERE account_id = $1 AND connection_id = $2 AND ($3::text IS NULL OR key > $3) AND length(payload) > 0
     ORDER BY key LIMIT $4`,
    [accountId, connectionId, afterKey, limit],
  );
}

export async function deleteRejects(
  on: Queries,
  accountId: string,
  connectionId: string,
  keys: readonly string[],
): Promise<void> {
  await on.run('DELETE FROM rejects WHERE account_id = $1 AND connection_id = $2 AND key = ANY($3::text[])', [
    accountId,
    connectionId,
    keys,
  ]);
}

/** Rejects of the whole installation, for its metrics. */
export async function countRejects(on: Queries): Promise<number> {
  const rows = await on.query<{ count: number }>('SELECT count(*) AS count FROM rejects');
  return rows[0]?.count ?? 0;
}
