import type { Database } from '../../src/store/database.ts';

/** The roll-ups of an account as they are kept, and as a full count of its activities has them. */
export async function readRollups(db: Database, accountId: string) {
  const sums = `sum(entries)::int AS entries, sum(seconds)::int AS seconds`;
  const cell = `extract(epoch FROM slot)::bigint AS slot, feature, category, automated`;
  const entries = `(SELECT user_id, date_bin('30 minutes', occurred_at, 'epoch') AS slot, feature, category,
      actor IS NOT DISTINCT FROM 'automation' AS automated, 1 AS entries,
      CASE WHEN duration_seconds <= 36000 THEN duration_seconds ELSE 0 END AS seconds
    FROM activities WHERE account_id = $1 AND user_id IS NOT NULL)`;
  const counted = `${entries} a`;
  const read = (what: string, from: string) =>
    db.query(
      `SELECT ${what}${cell}, ${sums} FROM ${from} GROUP BY ${what}slot, feature, category, automated
       ORDER BY ${what}slot, feature, category, automated`,
      [accountId],
    );
  const kept = (table: string) => `(SELECT * FROM ${table} WHERE account_id = $1) a`;
  const moves = await db.query(
    `SELECT activity_id, at, user_id, stage, CASE WHEN user_id IS NOT NULL THEN next_at END AS next_at
     FROM stage_moves WHERE account_id = $1 ORDER BY 1, 2`,
    [accountId],
  );
  const told = await db.query(
    `SELECT activity_id, at, user_id, stage, CASE WHEN user_id IS NOT NULL THEN lead(at) OVER (
         PARTITION BY object_id, user_id IS NULL ORDER BY at, activity_id) END AS next_at
     FROM (SELECT DISTINCT ON (a.id, c ->> 'at') a.id AS activity_id, (c ->> 'at')::timestamptz AS at,
       a.user_id, c ->> 'to' AS stage, a.object_id
     FROM activities a, json_array_elements(a.changes) WITH ORDINALITY AS e(c, nth)
     WHERE account_id = $1 AND object_type = 'Opportunity' AND object_id IS NOT NULL
       AND c ->> 'field' = 'StageName' AND c ->> 'to' IS NOT NULL ORDER BY a.id, c ->> 'at', nth DESC) t ORDER BY 1, 2`,
    [accountId],
  );
  return {
    kept: {
      moves,
      people: await read('user_id, ', kept('activity_counts')),
      teams: await read('manager_id, ', kept('team_totals')),
      totals: await read('', kept('activity_totals')),
    },
    counted: {
      moves: told,
      people: await read('user_id, ', counted),
      teams: await read(
        'manager_id, ',
        `${entries} c JOIN team_sums_people t ON t.account_id = $1 AND t.user_id = c.user_id`,
      ),
      totals: await read('', counted),
    },
  };
}
