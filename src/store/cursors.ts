import { type Queries, timeParam } from './database.ts';

/** Position of a source: null before its first batch. */
export async function findCursor(
  on: Queries,
  accountId: string,
  connectionId: string,
  source: string,
): Promise<string | null> {
  const rows = await on.query<{ position: string | null }>(
    'SELECT position FROM cursors WHERE account_id = $1 AND connection_id = $2 AND source = $3',
    [accountId, connectionId, source],
  );
  return rows[0]?.position ?? null;
}

/** Forgets how far a source has come: what it was to read is read, or to be read anew. */
export async function clearCursor(
  on: Queries,
  accountId: string,
  connectionId: string,
  source: string,
): Promise<void> {
  await on.run(
    'UPDATE cursors SET position = NULL WHERE account_id = $1 AND connection_id = $2 AND source = $3',
    [accountId, connectionId, source],
  );
}

/** Moves a source; a null position keeps the one that stands. */
export async function moveCursor(
  on: Queries,
  accountId: string,
  connectionId: string,
  source: string,
  position: string | null,
  coveredTo: number | null,
  lastEventAt: number | null,
): Promise<void> {
  await on.run(
    `INSERT INTO cursors (account_id, connection_id, source, position, covered_to, last_event_at)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (account_id, connection_id, source) DO UPDATE
     SET position = coalesce(excluded.position, cursors.position),
       covered_to = greatest(excluded.covered_to, cursors.covered_to), 
       last_event_at = greatest(excluded.last_event_at, cursors.last_event_at), updated_at = now()`,
    [
      accountId,
      connectionId,
      source,
      position,
      coveredTo === null ? null : timeParam(coveredTo),
      lastEventAt === null ? null : timeParam(lastEventAt),
    ],
  );
}
