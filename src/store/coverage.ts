import type { Path } from '../activity/activity.ts';
import { type Queries, timeParam } from './database.ts';

/** What read a stretch of time. */
export type CoveredBy = 'stream' | 'sweep' | 'backfill' | 'import' | 'repair';

export interface CoverageRow {
  readonly feature: string;
  readonly path: Path;
  readonly by: CoveredBy;
  readonly from: number;
  readonly to: number;
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
  await on.run(
    `WITH streamed AS (${streamed}), ended AS (
       UPDATE coverage SET is_open = false WHERE account_id = $1 AND connection_id = $2 AND path = 'cdc'
         AND is_open AND feature = ANY($3::text[]) AND feature NOT IN (SELECT feature FROM streamed))
     INSERT INTO coverage (account_id, connection_id, feature, path, by, from_at, to_at, is_open)
     SELECT $1, $2, feature, 'cdc', 'stream', $4, $5, true FROM streamed
     ON CONFLICT (account_id, connection_id, feature, path) WHERE is_open
     DO UPDATE SET to_at = greatest(coverage.to_at, excluded.to_at)`,
    [accountId, connectionId, features, timeParam(from), timeParam(to)],
  );
}

/** Adds time that was read by query; it joins what it touches of the same path and reader. */
export async function addCoverage(
  on: Queries,
  accountId: string,
  connectionId: string,
  row: CoverageRow,
): Promise<void> {
  if (row.from >= row.to) return;
  await on.run(
    `WITH joined AS (
       DELETE FROM coverage WHERE account_id = $1 AND connection_id = $2 AND feature = $3 AND path = $4 AND by = $5
         AND from_at <= $7::timestamptz AND to_at >= $6::timestamptz RETURNING from_at, to_at)
     INSERT INTO coverage (account_id, connection_id, feature, path, by, from_at, to_at, is_open)
     SELECT $1, $2, $3, $4, $5, least(min(from_at), $6::timestamptz), greatest(max(to_at), $7::timestamptz), false
     FROM joined`,
    [accountId, connectionId, row.feature, row.path, row.by, timeParam(row.from), timeParam(row.to)],
  );
}

/** Ends the stream's open interval of features, and begins a new one at a moment for those that it carries. */
export async function restartCoverage(
  on: Queries,
  accountId: string,
  connectionId: string,
  features: readonly string[],
  at: number,
): Promise<void> {
  const whose = [accountId, connectionId, features] as const;
  await on.run(
    `UPDATE coverage SET is_open = false WHERE account_id = $1 AND connection_id = $2 AND path = 'cdc' AND is_open
       AND feature = ANY($3::text[])`,
    whose,
  );
  await on.run(
    `WITH streamed AS (${streamed})
     INSERT INTO coverage (account_id, connection_id, feature, path, by, from_at, to_at, is_open)
     SELECT $1, $2, feature, 'cdc', 'stream', $4, $4, true FROM streamed`,
    [...whose, timeParam(at)],
  );
}

/** What is covered, by feature and time. */
export function listCoverage(on: Queries, accountId: string, connectionId: string): Promise<CoverageRow[]> {
  return on.query(
    `SELECT feature, path, by, from_at AS "from", to_at AS "to" FROM coverage
     WHERE account_id = $1 AND connection_id = $2 ORDER BY feature, from_at, path, by`,
    [accountId, connectionId],
  );
}

/** The newest moment that is covered, by feature, path and reader. */
export function listNewestCoverage(
  on: Queries,
  accountId: string,
  connectionId: string,
): Promise<Omit<CoverageRow, 'from'>[]> {
  return on.query(
    `SELECT feature, path, by, max(to_at) AS "to" FROM coverage
     WHERE account_id = $1 AND connection_id = $2 GROUP BY feature, path, by`,
    [accountId, connectionId],
  );
}
