import { insertRows } from './bulk.ts';
import { type Queries, timeParam } from './database.ts';

/** A record's move into a stage, as an entry tells it. */
export interface StageMove {
  readonly activityId: string;
  /** Epoch ms. */
  readonly at: number;
  readonly userId: string | null;
  readonly objectId: string;
  readonly feature: string;
  /** In the org's own words. */
  readonly stage: string;
}

/** Writes the moves of entries; those of entries that stood before (`former`) are replaced. */
export async function saveStageMoves(
  on: Queries,
  accountId: string,
  moves: readonly StageMove[],
  former: readonly string[],
): Promise<void> {
  if (former.length > 0) {
    await on.run('DELETE FROM stage_moves WHERE account_id = $1 AND activity_id = ANY($2::uuid[])', [
      accountId,
      former,
    ]);
  }
  await insertRows<StageMove>(
    on,
    'stage_moves',
    [
      { name: 'account_id', type: 'uuid', same: accountId },
      { name: 'activity_id', type: 'uuid', of: (move) => move.activityId },
      { name: 'at', type: 'timestamptz', of: (move) => timeParam(move.at) },
      { name: 'user_id', type: 'uuid', of: (move) => move.userId },
      { name: 'object_id', type: 'text', of: (move) => move.objectId },
      { name: 'feature', type: 'text', of: (move) => move.feature },
      { name: 'stage', type: 'text', of: (move) => move.stage },
    ],
    moves,
    'ON CONFLICT (account_id, activity_id, at) DO UPDATE SET user_id = excluded.user_id, stage = excluded.stage',
  );
}

/**
 * Brings the ends of stays in stages to the moves of these records as they stand: whoever moves a record on, its time
 * in the stage is over. Moves of nobody end none.
 */
export async function chainStageMoves(
  on: Queries,
  accountId: string,
  objectIds: readonly string[],
): Promise<void> {
  if (objectIds.length === 0) return;
  await on.run(
    `UPDATE stage_moves s SET next_at = n.next_at FROM (
       SELECT m.activity_id, m.at, m.next_at AS former,
         lead(m.at) OVER (PARTITION BY m.object_id ORDER BY m.at, m.activity_id) AS next_at
       FROM (SELECT DISTINCT unnest($2::text[])) AS u(id), LATERAL (
         SELECT * FROM stage_moves WHERE account_id = $1 AND object_id = u.id AND user_id IS NOT NULL OFFSET 0) m) n
     WHERE s.account_id = $1 AND s.activity_id = n.activity_id AND s.at = n.at
       AND n.next_at IS DISTINCT FROM n.former`,
    [accountId, objectIds],
  );
}

/** Moves into a stage within a month, how many moved on since, and the median of how long that took. */
export interface StageMonth {
  /** `2026-01`, in the zone that was asked for. */
  readonly month: string;
  readonly feature: string;
  readonly stage: string;
  readonly moves: number;
  readonly left: number;
  readonly medianSeconds: number | null;
}

/** Stages by month of a zone; `userIds` null means everyone. Times are epoch ms. */
export function listStageMonths(
  on: Queries,
  accountId: string,
  asked: {
    readonly userIds: readonly string[] | null;
    readonly features: readonly string[];
    readonly from: number;
    readonly to: number;
    readonly timeZone: string;
  },
): Promise<StageMonth[]> {
  // Stage by stage and month by month: an index holds each in one stretch, and no sort is larger than one of them.
  return on.query(
    `WITH RECURSIVE stages AS (
       (SELECT feature, stage FROM stage_moves WHERE account_id = $1 AND user_id IS NOT NULL
        ORDER BY feature, stage LIMIT 1)
       UNION ALL
       SELECT next.* FROM stages s, LATERAL (
         SELECT feature, stage FROM stage_moves WHERE account_id = $1 AND user_id IS NOT NULL
           AND (feature, stage) > (s.feature, s.stage) ORDER BY feature, stage LIMIT 1) next),
     months AS (
       SELECT to_char(month, 'YYYY-MM') AS month, greatest(month AT TIME ZONE $5, $3::timestamptz) AS start,
         least((month + interval '1 month') AT TIME ZONE $5, $4::timestamptz) AS stop
       FROM generate_series(date_trunc('month', $3::timestamptz AT TIME ZONE $5), $4::timestamptz AT TIME ZONE $5,
         interval '1 month') AS month)
     SELECT m.month, s.feature, s.stage, c.* FROM stages s CROSS JOIN months m, LATERAL (
       SELECT count(*) AS moves, count(next_at) AS "left",
         percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM next_at - at)::float8) AS "medianSeconds"
       FROM stage_moves WHERE account_id = $1 AND user_id IS NOT NULL AND feature = s.feature AND stage = s.stage
         AND at >= m.start AND at < m.stop AND ($6::uuid[] IS NULL OR user_id = ANY($6::uuid[]))) c
     WHERE s.feature = ANY($2::text[]) AND c.moves > 0 ORDER BY 1, 2, 3`,
    [accountId, asked.features, timeParam(asked.from), timeParam(asked.to), asked.timeZone, asked.userIds],
  );
}
