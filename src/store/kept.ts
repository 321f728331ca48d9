import { type Queries, timeParam } from './database.ts';

/**
 * What of a removed connection stays beside kept entries, by table: its key is the SQL of what goes all the same. It
 * is what the org would tell again: without it, connecting the org again would tell each save a second time, change
 * entries that somebody's mapping gave them, and bring back what was switched off.
 */
export const goesFromKept: Readonly<Record<string, string>> = {
  bulk_groups: ofNobody('bulk_groups'),
  changes: ofNobody('changes'),
  off_periods: 'false',
  records: `NOT EXISTS (SELECT FROM changes c WHERE c.account_id = records.account_id
    AND c.connection_id = records.connection_id AND c.object_id = records.id)`,
  remote_users: 'user_id IS NULL AND NOT manual',
  user_switches: 'false',
};

function ofNobody(table: string): string {
  return `NOT EXISTS (SELECT FROM remote_users r WHERE r.account_id = ${table}.account_id
    AND r.connection_id = ${table}.connection_id AND r.id = ${table}.remote_user_id AND r.user_id IS NOT NULL)`;
}

// Last of all what says whether anything is left to be taken over.
const moved = [...Object.keys(goesFromKept), 'activities'] as const;

/**
 * The newest removed connection of the same org whose entries were kept and are still its own, and what their ids are
 * made from; null where there is none, or where this one has entries of another origin already.
 */
export async function findKept(
  on: Queries,
  accountId: string,
  connectionId: string,
): Promise<{ readonly id: string; readonly origin: string } | null> {
  const rows = await on.query<{ id: string; origin: string }>(
    `SELECT k.id, coalesce(k.origin_id, k.id) AS origin FROM connections c
     JOIN connections k ON k.account_id = c.account_id AND k.service = c.service
       AND k.organization_id = c.organization_id AND k.status = 'removed' AND k.id <> c.id
     WHERE c.account_id = $1 AND c.id = $2
       AND EXISTS (SELECT FROM activities a WHERE a.account_id = k.account_id AND a.connection_id = k.id)
       AND (coalesce(k.origin_id, k.id) = c.origin_id OR (c.origin_id IS NULL AND NOT EXISTS (
         SELECT FROM changes o WHERE o.account_id = c.account_id AND o.connection_id = c.id)))
     ORDER BY k.created_at DESC, k.id LIMIT 1`,
    [accountId, connectionId],
  );
  return rows[0] ?? null;
}

/** Lets ids of a connection's entries be made as those were that it takes over; ends what was off for all of it. */
export async function setOrigin(
  on: Queries,
  accountId: string,
  connectionId: string,
  kept: { readonly id: string; readonly origin: string },
  at: number,
): Promise<void> {
  await on.query('UPDATE connections SET origin_id = $3 WHERE account_id = $1 AND id = $2', [
    ...[accountId, connectionId, kept.origin],
  ]);
  // A connection begins with all features on; what was off until now stays unread.
  await on.query(
    `UPDATE off_periods SET to_at = date_trunc('second', $3::timestamptz)
     WHERE account_id = $1 AND connection_id = $2 AND remote_user_id = '' AND to_at IS NULL`,
    [accountId, kept.id, timeParam(at)],
  );
}

/** Gives at most `limit` rows of a table to another connection; entries first last. Returns the entries among them. */
export async function moveKept(
  on: Queries,
  accountId: string,
  fromId: string,
  toId: string,
  limit: number,
): Promise<{ readonly rows: number; readonly entryIds: readonly string[] }> {
  for (const table of moved) {
    const rows = await on.query<{ id: string | null }>(
      `UPDATE "${table}" SET connection_id = $3 WHERE ctid = ANY(ARRAY(
         SELECT ctid FROM "${table}" WHERE account_id = $1 AND connection_id = $2 LIMIT $4))
       RETURNING ${table === 'activities' ? 'id' : 'NULL AS id'}`,
      [accountId, fromId, toId, limit],
    );
    if (rows.length > 0) return { rows: rows.length, entryIds: rows.flatMap(({ id }) => id ?? []) };
  }
  return { rows: 0, entryIds: [] };
}
