import type { Queries } from './database.ts';
import { type Counted, countedColumns, type Tally } from './tally.ts';

// What outlives a removed connection, or is erased by a step of its own.
const apart = ['activities', 'audit', 'credentials', 'leases', 'removals', 'support_threads'];

/**
 * Tables that keep something of a connection and forget it when it is removed. They are asked of the database, so that
 * a table that is added later is not forgotten here.
 */
export async function listTablesOfConnections(on: Queries): Promise<string[]> {
  const rows = await on.query<{ name: string }>(
    `SELECT t.table_name AS name FROM information_schema.tables t
     JOIN information_schema.columns c ON c.table_schema = t.table_schema AND c.table_name = t.table_name
     WHERE t.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.column_name = 'connection_id'
       AND t.table_name <> ALL($1::text[]) ORDER BY t.table_name`,
    [apart],
  );
  return rows.map(({ name }) => name);
}

/** Erases at most `limit` rows of a connection from one of those tables, by `which` (SQL); answers how many went. */
export async function eraseRows(
  on: Queries,
  table: string,
  accountId: string,
  connectionId: string,
  limit: number,
  which = 'true',
): Promise<number> {
  const rows = await on.query<{ erased: number }>(
    `WITH gone AS (DELETE FROM "${table}" WHERE ctid = ANY(ARRAY(
       SELECT ctid FROM "${table}" WHERE account_id = $1 AND connection_id = $2 AND ${which} LIMIT $3)) RETURNING 1)
     SELECT count(*) AS erased FROM gone`,
    [accountId, connectionId, limit],
  );
  return rows[0]!.erased;
}

/** An entry that was erased; one of nobody's stood on no page. */
export interface ErasedEntry extends Counted {
  readonly id: string;
  readonly objectId: string | null;
}

/**
 * Erases entries of a connection in order of id, at most `limit`, after the last one of the page before; with
 * `onlyUnattributed` those that are nobody's.
 */
export async function eraseEntries(
  on: Queries,
  accountId: string,
  connectionId: string,
  which: { readonly onlyUnattributed: boolean; readonly after: string | null; readonly limit: number },
  tally: Tally,
): Promise<ErasedEntry[]> {
  const rows = await on.query<ErasedEntry>(
    `WITH gone AS (DELETE FROM activities WHERE account_id = $1 AND id = ANY(ARRAY(
       SELECT id FROM activities WHERE account_id = $1 AND connection_id = $2 AND ($3::uuid IS NULL OR id > $3::uuid)
         AND (user_id IS NULL OR NOT $4::boolean) ORDER BY id LIMIT $5)) RETURNING id,
       object_id AS "objectId", ${countedColumns}),
     moves AS (DELETE FROM stage_moves WHERE account_id = $1 AND activity_id IN (SELECT id FROM gone))
     SELECT * FROM gone`,
    [accountId, connectionId, which.after, which.onlyUnattributed, which.limit],
  );
  for (const row of rows) {
    tally.takeOff(row);
    if (row.objectId !== null) tally.restage(row.objectId);
  }
  return rows.sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** How many entries of a connection stand. */
export async function countEntries(on: Queries, accountId: string, connectionId: string): Promise<number> {
  const rows = await on.query<{ count: number }>(
    'SELECT count(*) AS count FROM activities WHERE account_id = $1 AND connection_id = $2',
    [accountId, connectionId],
  );
  return rows[0]!.count;
}
