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
  // Whoever moves a record on, its time in the stage is over: the next move is looked for among those of all people.
  return on.query(
    `WITH moves AS (
       SELECT feature, stage, at, user_id,
         lead(at) OVER (PARTITION BY object_id ORDER BY at, activity_id) AS next_at
       FROM stage_moves WHERE account_id = $1 AND feature = ANY($2::text[]) AND at >= $3::timestamptz
         AND user_id IS NOT NULL)
     SELECT to_char(at AT TIME ZONE $5, 'YYYY-MM') AS month, feature, stage, count(*) AS moves,
       count(next_at) AS "left",
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM next_at - at)::float8) AS "medianSeconds"
     FROM moves WHERE at < $4::timestamptz AND ($6::uuid[] IS NULL OR user_id = ANY($6::uuid[]))
     GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    [accountId, asked.features, timeParam(asked.from), timeParam(asked.to), asked.timeZone, asked.userIds],
  );
}
