import type { Hole } from '../activity/service.ts';
import { restartCoverage } from './coverage.ts';
import { type Queries, timeParam } from './database.ts';

/** Why a stretch of time is not certain: what a source told (the first four), or what kept us from reading. */
export const holeCauses = [
  ...(['overflow', 'wildcard', 'position_lost', 'undecodable'] as const),
  ...(['delivery_limit', 'access_lost', 'slot_lost', 'budget_paused', 'outage'] as const),
  'switched_off' as const,
];
export type HoleCause = (typeof holeCauses)[number];

export interface HoleRow {
  readonly feature: string;
  readonly from: number;
  /** Null while it still grows. */
  readonly to: number | null;
  readonly cause: HoleCause;
  readonly detectedAt: number;
  readonly closedAt: number | null;
  readonly evidence: Readonly<Record<string, unknown>>;
}

/** A hole in what the stream of these features covers, up to `to`, epoch ms. */
export interface StreamHole extends Omit<Hole, 'cause'> {
  readonly cause: HoleCause;
}

const columns = `feature, from_at AS "from", to_at AS "to", cause, detected_at AS "detectedAt",
  closed_at AS "closedAt", evidence`;

/**
 * Opens a hole in the stream's coverage of each of its features that the stream carries: from where the
 * coverage stood to the hole's end, where a new interval begins. The same hole twice is one, the longer one; one
 * that grew until now ends with it.
 */
export async function openHole(
  on: Queries,
  accountId: string,
  connectionId: string,
  hole: StreamHole,
  detectedAt: number,
): Promise<void> {
  await endGrowingHoles(on, accountId, connectionId, hole.features, hole.to);
  await on.query(
    `INSERT INTO coverage_holes (account_id, connection_id, feature, from_at, to_at, cause, detected_at, evidence)
     SELECT $1, $2, s.feature, least(coalesce(c.to_at, $4), $4), $4, $5, $6, $7::jsonb
     FROM feature_states s
     LEFT JOIN coverage c ON c.account_id = $1 AND c.connection_id = $2 AND c.feature = s.feature
       AND c.path = 'cdc' AND c.is_open
     WHERE s.account_id = $1 AND s.connection_id = $2 AND s.feature = ANY($3::text[]) AND s.enabled
       AND s.path = 'cdc' AND NOT EXISTS (
         SELECT FROM coverage_holes h WHERE h.account_id = $1 AND h.connection_id = $2 AND h.feature = s.feature
           AND h.closed_at IS NULL AND h.from_at <= least(coalesce(c.to_at, $4), $4) AND h.to_at >= $4
           AND h.cause <> $5)
     ON CONFLICT (account_id, connection_id, feature, cause, from_at)
     DO UPDATE SET to_at = greatest(coverage_holes.to_at, excluded.to_at), closed_at = NULL`,
    [
      accountId,
      connectionId,
      hole.features,
      timeParam(hole.to),
      hole.cause,
      timeParam(detectedAt),
      JSON.stringify(hole.evidence),
    ],
  );
  await restartCoverage(on, accountId, connectionId, hole.features, hole.to);
}

/** Opens a hole that grows until something reads the feature again; one at a time for a feature. */
export async function openGrowingHole(
  on: Queries,
  accountId: string,
  connectionId: string,
  hole: Pick<HoleRow, 'feature' | 'from' | 'cause' | 'evidence'>,
  detectedAt: number,
): Promise<boolean> {
  const rows = await on.query(
    `INSERT INTO coverage_holes (account_id, connection_id, feature, from_at, cause, detected_at, evidence)
     SELECT $1, $2, $3, $4, $5, $6, $7::jsonb WHERE NOT EXISTS (
       SELECT FROM coverage_holes WHERE account_id = $1 AND connection_id = $2 AND feature = $3 AND to_at IS NULL)
     ON CONFLICT (account_id, connection_id, feature, cause, from_at)
     DO UPDATE SET to_at = NULL, closed_at = NULL RETURNING 1`,
    [
      accountId,
      connectionId,
      hole.feature,
      timeParam(hole.from),
      hole.cause,
      timeParam(detectedAt),
      JSON.stringify(hole.evidence),
    ],
  );
  return rows.length === 1;
}

/** Opens a hole whose end is known, for a repair to read. */
export async function openEndedHole(
  on: Queries,
  accountId: string,
  connectionId: string,
  hole: Pick<HoleRow, 'feature' | 'from' | 'cause'> & { readonly to: number },
  detectedAt: number,
): Promise<void> {
  await on.query(
    `INSERT INTO coverage_holes (account_id, connection_id, feature, from_at, to_at, cause, detected_at, evidence)
     VALUES ($1, $2, $3, $4, $5, $6, $7, '{}'::jsonb)
     ON CONFLICT (account_id, connection_id, feature, cause, from_at)
     DO UPDATE SET to_at = greatest(coverage_holes.to_at, excluded.to_at), closed_at = NULL`,
    [
      accountId,
      connectionId,
      hole.feature,
      timeParam(hole.from),
      timeParam(hole.to),
      hole.cause,
      timeParam(detectedAt),
    ],
  );
}

/** Ends the growing holes of features at a moment: what is missing is known then, and can be read. */
export async function endGrowingHoles(
  on: Queries,
  accountId: string,
  connectionId: string,
  features: readonly string[],
  to: number,
): Promise<boolean> {
  const rows = await on.query(
    `UPDATE coverage_holes SET to_at = greatest(from_at, $4) WHERE account_id = $1 AND connection_id = $2
       AND feature = ANY($3::text[]) AND to_at IS NULL RETURNING 1`,
    [accountId, connectionId, features, timeParam(to)],
  );
  return rows.length > 0;
}

/** Closes a hole with what its repair found. */
export async function closeHole(
  on: Queries,
  accountId: string,
  connectionId: string,
  hole: Pick<HoleRow, 'feature' | 'from' | 'cause'>,
  closed: { at: number; to: number; evidence: Readonly<Record<string, unknown>> },
): Promise<void> {
  await on.query(
    `UPDATE coverage_holes SET closed_at = $6, to_at = coalesce(to_at, greatest(from_at, $7)),
       evidence = evidence || $8::jsonb
     WHERE account_id = $1 AND connection_id = $2 AND feature = $3 AND cause = $4 AND from_at = $5
       AND closed_at IS NULL`,
    [
      accountId,
      connectionId,
      hole.feature,
      hole.cause,
      timeParam(hole.from),
      timeParam(closed.at),
      timeParam(closed.to),
      JSON.stringify(closed.evidence),
    ],
  );
}

/** Holes, open and closed ones, the newest first. */
export function listHoles(on: Queries, accountId: string, connectionId: string): Promise<HoleRow[]> {
  return on.query(
    `SELECT ${columns} FROM coverage_holes
     WHERE account_id = $1 AND connection_id = $2 ORDER BY from_at DESC, feature, cause`,
    [accountId, connectionId],
  );
}

/** Holes that nothing has closed yet, the oldest first. */
export function listOpenHoles(on: Queries, accountId: string, connectionId: string): Promise<HoleRow[]> {
  return on.query(
    `SELECT ${columns} FROM coverage_holes
     WHERE account_id = $1 AND connection_id = $2 AND closed_at IS NULL ORDER BY from_at, feature, cause`,
    [accountId, connectionId],
  );
}

/** How many holes are open in all connections, by cause. */
export function countOpenHoles(on: Queries): Promise<{ cause: HoleCause; count: number }[]> {
  return on.query(
    `SELECT cause, count(*) AS count FROM coverage_holes WHERE closed_at IS NULL GROUP BY cause ORDER BY cause`,
  );
}
