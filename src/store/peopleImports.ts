import { type Queries, timeParam } from './database.ts';

/** Keeps a file of people until `expiresAt` (epoch ms), and forgets those that were never applied; returns its id. */
export async function insertImport(
  on: Queries,
  row: {
    readonly accountId: string;
    readonly createdBy: string;
    readonly wishes: unknown;
    readonly planHash: Uint8Array;
    readonly now: number;
    readonly expiresAt: number;
  },
): Promise<string> {
  await on.query('DELETE FROM people_imports WHERE expires_at <= $1', [timeParam(row.now)]);
  const rows = await on.query<{ id: string }>(
    `INSERT INTO people_imports (account_id, created_by, wishes, plan_hash, expires_at)
     VALUES ($1, $2, $3::json, $4, $5) RETURNING id`,
    [row.accountId, row.createdBy, JSON.stringify(row.wishes), row.planHash, timeParam(row.expiresAt)],
  );
  return rows[0]!.id;
}

/** A kept file of a person, or null; `W` is what was kept. */
export async function findImport<W>(
  on: Queries,
  accountId: string,
  createdBy: string,
  id: string,
  now: number,
): Promise<{ wishes: W; planHash: Uint8Array } | null> {
  const rows = await on.query<{ wishes: W; planHash: Uint8Array }>(
    `SELECT wishes, plan_hash AS "planHash" FROM people_imports
     WHERE account_id = $1 AND created_by = $2 AND id::text = $3 AND expires_at > $4`,
    [accountId, createdBy, id, timeParam(now)],
  );
  return rows[0] ?? null;
}

export async function deleteImport(on: Queries, accountId: string, id: string): Promise<void> {
  await on.query('DELETE FROM people_imports WHERE account_id = $1 AND id::text = $2', [accountId, id]);
}
