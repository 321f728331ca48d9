import type { Database } from '../../src/store/database.ts';

/** The roll-ups of an account as they are kept, and as a full count of its activities has them. */
export async function readRollups(db: Database, accountId: string) {
  const sums = `sum(entries)::int AS entries, sum(seconds)::int AS seconds`;
  const cell = `extract(epoch FROM slot)::bigint AS slot, feature, category, automated`;
  const counted = `(SELECT user_id, date_bin('30 minutes', occurred_at, 'epoch') AS slot, feature, category,
      actor IS NOT DISTINCT FROM 'automation' AS automated, 1 AS entries,
      CASE WHEN duration_seconds <= 36000 THEN duration_seconds ELSE 0 END AS seconds
    FROM activities WHERE account_id = $1 AND user_id IS NOT NULL) a`;
  const read = (what: string, from: string) =>
    db.query(
      `SELECT ${what}${cell}, ${sums} FROM ${from} GROUP BY ${what}slot, feature, category, automated
       ORDER BY ${what}slot, feature, category, automated`,
      [accountId],
    );
  const kept = (table: string) => `(SELECT * FROM ${table} WHERE account_id = $1) a`;
  return {
    kept: {
      people: await read('user_id, ', kept('activity_counts')),
      totals: await read('', kept('activity_totals')),
    },
    counted: { people: await read('user_id, ', counted), totals: await read('', counted) },
  };
}
