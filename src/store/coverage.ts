import type { Path } from '../activity/activity.ts';
import type { Hole } from '../activity/service.ts';
import { type Queries, timeParam } from './database.ts';

export interface CoverageRow {
  readonly feature: string;
  readonly path: Path;
  readonly from: number;
  readonly to: number;
}

export interface HoleRow {
  readonly feature: string;
  readonly from: number;
  readonly to: number;
  readonly cause: Hole['cause'];
  readonly detectedAt: number;
  readonly closedAt: number | null;
  readonly evidence: Readonly<Record<string, unknown>>;
}

// Features that the stream carries now: time that is switched off, or swept instead, is not its to cover.
const streamed = `
  SELECT feature FROM feature_states
  WHERE account_id = $1 AND connection_id = $2 AND feature = ANY($3::text[]) AND enabled AND path = 'cdc'`;

/** Grows the stream's open interval of each of the features that it carries; the first one begins at `from`. */
export async function extendCoverage(
  on: Queries,
  accountId: string,
  connectionId: string,
  features: readonly string[],
  from: number,
  to: number,
): Promise<void> {
  if (features.length === 0) return;
  await on.query(
    `WITH streamed AS (${streamed}), ended AS (
       UPDATE coverage SET is_open = false WHERE account_id = $1 AND connection_id = $2 AND path = 'cdc'
         AND is_open AND feature = ANY($3::text[]) AND feature NOT IN (SELECT feature FROM streamed))
     INSERT INTO coverage (account_id, connection_id, feature, path, from_at, to_at, is_open)
     SELECT $1, $2, feature, 'cdc', $4, $5, true FROM streamed
     ON CONFLICT (account_id, connection_id, feature, path) WHERE is_open
     DO UPDATE SET to_at = greatest(coverage.to_at, excluded.to_at)`,
    [accountId, connectionId, features, timeParam(from), timeParam(to)],
  );
}

/**
 * Opens a hole in the stream's coverage of each of its features that the stream carries: from where the
 * coverage stood to the hole's end, where a new interval begins. The same hole twice is one, the longer one.
 */
export async function openHole(
  on: Queries,
  accountId: string,
  connectionId: string,
  hole: Hole,
  detectedAt: number,
): Promise<void> {
  const whose = [accountId, connectionId, hole.features] as const;
  const to = timeParam(hole.to);
  await on.query(
    `WITH streamed AS (${streamed})
     INSERT INTO coverage_holes (account_id, connection_id, feature, from_at, to_at, cause, detected_at, evidence)
     SELECT $1, $2, s.feature, least(coalesce(c.to_at, $4), $4), $4, $5, $6, $7::jsonb FROM streamed s
     LEFT JOIN coverage c ON c.account_id = $1 AND c.connection_id = $2 AND c.feature = s.feature
       AND c.path = 'cdc' AND c.is_open
     ON CONFLICT (account_id, connection_id, feature, cause, from_at)
     DO UPDATE SET to_at = greatest(coverage_holes.to_at, excluded.to_at), closed_at = NULL`,
    [...whose, to, hole.cause, timeParam(detectedAt), JSON.stringify(hole.evidence)],
  );
  await on.query(
    `UPDATE coverage SET is_open = false WHERE account_id = $1 AND connection_id = $2 AND path = 'cdc' AND is_open
       AND feature = ANY($3::text[])`,
    whose,
  );
  await on.query(
    `WITH streamed AS (${streamed})
     INSERT INTO coverage (account_id, connection_id, feature, path, from_at, to_at, is_open)
     SELECT $1, $2, feature, 'cdc', $4, $4, true FROM streamed`,
    [...whose, to],
  );
}

/** What is covered, by feature and time. */
export function listCoverage(on: Queries, accountId: string, connectionId: string): Promise<CoverageRow[]> {
  return on.query(
    `SELECT feature, path, from_at AS "from", to_at AS "to" FROM coverage
     WHERE account_id = $1 AND connection_id = $2 ORDER BY feature, from_at, path`,
    [accountId, connectionId],
  );
}

/** Holes, open and closed ones, the newest first. */
export function listHoles(on: Queries, accountId: string, connectionId: string): Promise<HoleRow[]> {
  return on.query(
    `SELECT feature, from_at AS "from", to_at AS "to", cause, detected_at AS "detectedAt",
       closed_at AS "closedAt", evidence FROM coverage_holes
     WHERE account_id = $1 AND connection_id = $2 ORDER BY from_at DESC, feature, cause`,
    [accountId, connectionId],
  );
}
