import { type Param, type Queries, timeParam } from './database.ts';
import { type Bind, isSummed, type TimelineFilter } from './timelineFilter.ts';

/** Whose and which sums are wanted; null means all. Times are epoch ms, on the half hour; `to` exclusive. */
export interface TrendsFilter {
  readonly userIds: readonly string[] | null;
  /** The manager whose whole team that is, where its sums are kept (see `keepTeamSums`). */
  readonly teamOf: string | null;
  readonly features: readonly string[] | null;
  readonly categories: readonly string[] | null;
  readonly from: number;
  readonly to: number;
  readonly timeZone: string;
}

/** One sum of the roll-ups: of a day and feature, of an hour of the week, or of a day and category. */
export interface TrendRow {
  readonly of: 'feature' | 'hour' | 'category';
  /** The date; null for hours of the week. */
  readonly date: string | null;
  /** The feature or category; null for hours of the week. */
  readonly key: string | null;
  /** Monday is 1; null but for hours of the week. */
  readonly weekday: number | null;
  readonly hour: number | null;
  readonly entries: number;
  readonly automation: number;
  /** Without automation. */
  readonly seconds: number;
}

/** Sums by day and feature, by hour of the week, and by day and category, read from the roll-ups alone. */
export function listTrends(on: Queries, accountId: string, filter: TrendsFilter): Promise<TrendRow[]> {
  const { features, categories } = filter;
  const params: Param[] = [accountId, timeParam(filter.from), timeParam(filter.to), filter.timeZone];
  const bind = (value: Param) => `$${params.push(value)}`;
  const conditions = ['account_id = $1', 'slot >= $2::timestamptz', 'slot < $3::timestamptz'];
  if (features !== null) conditions.push(`feature = ANY(${bind(features)}::text[])`);
  if (categories !== null) conditions.push(`category = ANY(${bind(categories)}::text[])`);
  return on.query(
    `SELECT CASE WHEN grouping(local::date) = 1 THEN 'hour' WHEN grouping(feature) = 0 THEN 'feature' ELSE 'category' END
         AS "of",
       (local::date)::text AS date, coalesce(feature, category) AS key,
       extract(isodow FROM local)::integer AS weekday, extract(hour FROM local)::integer AS hour,
       coalesce(sum(entries) FILTER (WHERE NOT automated), 0)::float8 AS entries,
       coalesce(sum(entries) FILTER (WHERE automated), 0)::float8 AS automation,
       coalesce(sum(seconds) FILTER (WHERE NOT automated), 0)::float8 AS seconds
     FROM (SELECT slot AT TIME ZONE $4 AS local, feature, category, automated, entries, seconds
       FROM ${toCells(filter, conditions, bind)} OFFSET 0) cells
     GROUP BY GROUPING SETS ((local::date, feature), (local::date, category),
       (extract(isodow FROM local)::integer, extract(hour FROM local)::integer))
     ORDER BY 1, 2, 3, 4, 5`,
    params,
  );
}

/** What is summed up: one index walk a person, brought down to slots; of everyone, and of teams, there are sums already. */
function toCells({ userIds, teamOf }: TrendsFilter, conditions: readonly string[], bind: Bind): string {
  const where = (more: readonly string[]) => `WHERE ${[...conditions, ...more].join(' AND ')}`;
  if (userIds === null) return `activity_totals ${where([])}`;
  if (teamOf !== null) return `team_totals ${where([`manager_id = ${bind(teamOf)}::uuid`])}`;
  return `(SELECT slot, feature, category, automated, sum(entries) AS entries, sum(seconds) AS seconds
     FROM unnest(${bind(userIds)}::uuid[]) AS person(id), LATERAL (
       SELECT * FROM activity_counts ${where(['user_id = person.id'])}) c
     GROUP BY slot, feature, category, automated) c`;
}

/** About how many entries a filter wants, to the half hour; null where it asks for more than the roll-ups know. */
export async function estimateEntries(
  on: Queries,
  accountId: string,
  filter: TimelineFilter,
): Promise<number | null> {
  const { userIds, teamOf, features, categories, from, to } = filter;
  if (!isSummed(filter)) return null;
  const table = userIds === null ? 'activity_totals' : teamOf === null ? 'activity_counts' : 'team_totals';
  const whose =
    userIds === null ? '' : teamOf === null ? 'AND user_id = ANY($6::uuid[])' : 'AND manager_id = $6';
  const rows = await on.query<{ entries: number | null }>(
    `SELECT sum(entries)::float8 AS entries FROM ${table}
     WHERE account_id = $1 AND ($2::text[] IS NULL OR feature = ANY($2::text[]))
       AND ($3::text[] IS NULL OR category = ANY($3::text[]))
       AND ($4::timestamptz IS NULL OR slot >= $4::timestamptz - interval '30 minutes')
       AND ($5::timestamptz IS NULL OR slot < $5::timestamptz)
       ${whose}`,
    [
      ...[accountId, features, categories],
      from === null ? null : timeParam(from),
      to === null ? null : timeParam(to),
      ...(userIds === null ? [] : [teamOf ?? userIds]),
    ],
  );
  return rows[0]?.entries ?? 0;
}
