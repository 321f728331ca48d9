import type { Queries } from './database.ts';

/**
 * Forgets what only the org that a connection had can tell: positions, names of records, people whom nobody
 * mapped by hand, its channel and slots. Entries, manual mappings and switches stay. Returns what was forgotten.
 */
export async function forgetOrganization(
  on: Queries,
  accountId: string,
  connectionId: string,
): Promise<{ positions: number; records: number; remoteUsers: number }> {
  const key = [accountId, connectionId];
  const count = async (text: string) => (await on.query(`${text} RETURNING 1`, key)).length;
  const mine = 'WHERE account_id = $1 AND connection_id = $2';
  const positions = await count(`DELETE FROM cursors ${mine}`);
  const records = await count(`DELETE FROM records ${mine}`);
  const remoteUsers = await count(`DELETE FROM remote_users ${mine} AND NOT manual`);
  // The others come back with the new org's list, if it has them.
  await on.query(`UPDATE remote_users SET active = false, excluded = 'inactive' ${mine}`, key);
  await on.query(`UPDATE coverage SET is_open = false ${mine} AND is_open`, key);
  // Older history, holes and sweeps were those of the org that is gone.
  await on.query(`DELETE FROM jobs ${mine}`, key);
  await on.query(
    `UPDATE coverage_holes SET closed_at = now(), to_at = coalesce(to_at, greatest(from_at, now())),
       evidence = evidence || '{"note": "The org was replaced."}' ${mine} AND closed_at IS NULL`,
    key,
  );
  await on.query(
    `UPDATE connections SET channel = NULL, slots = NULL, delivery = NULL, access_reason = NULL,
       api_samples = NULL, arranged_at = NULL, checked_at = NULL, provisioned_at = NULL, sweep_pause = NULL,
       stream_stood_at = NULL
     WHERE account_id = $1 AND id = $2`,
    key,
  );
  return { positions, records, remoteUsers };
}
