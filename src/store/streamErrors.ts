import { type Queries, timeParam } from './database.ts';

/** A failure of a stream: a code of ours, and what the service calls the failed call. Epoch ms. */
export interface StreamErrorRow {
  readonly at: number;
  readonly code: string;
  readonly reference: string | null;
}

const KEPT = 20;

/** Keeps a failure, and of a connection only the last twenty. */
export async function noteStreamError(
  on: Queries,
  accountId: string,
  connectionId: string,
  { at, code, reference }: StreamErrorRow,
): Promise<void> {
  await on.query(
    `INSERT INTO stream_errors (account_id, connection_id, at, code, reference) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (account_id, connection_id, at) DO UPDATE SET code = excluded.code, reference = excluded.reference`,
    [accountId, connectionId, timeParam(at), code, reference],
  );
  await on.query(
    `DELETE FROM stream_errors WHERE account_id = $1 AND connection_id = $2 AND at < (
       SELECT min(at) FROM (SELECT at FROM stream_errors WHERE account_id = $1 AND connection_id = $2
         ORDER BY at DESC LIMIT ${KEPT}) AS newest)`,
    [accountId, connectionId],
  );
}

/** The last failures of a connection's stream, newest first. */
export function listStreamErrors(
  on: Queries,
  accountId: string,
  connectionId: string,
  limit: number,
): Promise<StreamErrorRow[]> {
  return on.query(
    `SELECT at, code, reference FROM stream_errors WHERE account_id = $1 AND connection_id = $2
     ORDER BY at DESC LIMIT $3`,
    [accountId, connectionId, limit],
  );
}
