import type { Actor, Category, DurationSource, FieldChange, Path } from '../activity/activity.ts';
import { type Param, type Queries, timeParam } from './database.ts';

/** An activity as a reader sees it: attributed, with the service and the org's address. Times are epoch ms. */
export interface TimelineRow {
  readonly id: string;
  readonly userId: string;
  readonly connectionId: string;
  readonly service: string;
  readonly instanceUrl: string | null;
  /** When the connection was made. */
  readonly connectedAt: number;
  readonly feature: string;
  readonly category: Category;
  readonly action: string;
  readonly title: string;
  readonly objectType: string;
  readonly objectId: string | null;
  readonly objectName: string | null;
  readonly changes: FieldChange[];
  readonly occurredAt: number;
  readonly receivedAt: number;
  readonly latencySeconds: number | null;
  readonly durationSeconds: number;
  readonly durationSource: DurationSource;
  readonly actor: Actor;
  readonly via: string | null;
  readonly count: number;
  readonly paths: Path[];
}

/** Which entries of an account are wanted; null means no bound. Times are epoch ms, `from` inclusive. */
export interface TimelineFilter {
  readonly userIds: readonly string[] | null;
  readonly connectionIds: readonly string[] | null;
  readonly features: readonly string[] | null;
  readonly from: number | null;
  readonly to: number | null;
}

/** Where a page of the timeline ended. */
export interface TimelinePosition {
  readonly occurredAt: number;
  readonly id: string;
}

const columns = `
  t.id, t.user_id AS "userId", t.connection_id AS "connectionId", c.service, c.instance_url AS "instanceUrl",
  c.created_at AS "connectedAt",
  t.feature, t.category, t.action, t.title, t.object_type AS "objectType", t.object_id AS "objectId",
  t.object_name AS "objectName", t.changes, t.occurred_at AS "occurredAt", t.received_at AS "receivedAt",
  t.latency_seconds AS "latencySeconds", t.duration_seconds AS "durationSeconds",
  t.duration_source AS "durationSource", t.actor, t.via, t.count, t.paths`;
const connection = 'JOIN connections c ON c.account_id = t.account_id AND c.id = t.connection_id';

/** A page of the timeline, newest first by (occurredAt, id), after a position. */
export function listTimeline(
  on: Queries,
  accountId: string,
  filter: TimelineFilter,
  after: TimelinePosition | null,
  limit: number,
): Promise<TimelineRow[]> {
  const params: Param[] = [accountId, limit];
  const bind = (value: Param) => `$${params.push(value)}`;
  const conditions = ['a.account_id = $1', ...toConditions(filter, after, bind)];
  const page = (more: string) => `SELECT a.* FROM activities a WHERE ${[...conditions, more].join(' AND ')}
       ORDER BY a.occurred_at DESC, a.id DESC LIMIT $2`;
  // One short index walk a person: a single walk over time would read everybody else's entries as well.
  const rows =
    filter.userIds === null
      ? `(${page('a.user_id IS NOT NULL')}) t`
      : `unnest(${bind(filter.userIds)}::uuid[]) AS person(id), LATERAL (${page('a.user_id = person.id')}) t`;
  return on.query(
    `SELECT ${columns} FROM ${rows} ${connection} ORDER BY t.occurred_at DESC, t.id DESC LIMIT $2`,
    params,
  );
}

/** An entry as the live feed names it: perhaps nobody's (any more). */
export type FeedRow = Omit<TimelineRow, 'userId'> & { readonly userId: string | null };

/** Entries by id, in no order. */
export function readTimeline(on: Queries, accountId: string, ids: readonly string[]): Promise<FeedRow[]> {
  return on.query(
    `SELECT ${columns} FROM activities t ${connection}
     WHERE t.account_id = $1 AND t.id = ANY($2::uuid[])`,
    [accountId, ids],
  );
}

function toConditions(
  filter: TimelineFilter,
  after: TimelinePosition | null,
  bind: (value: Param) => string,
): string[] {
  const conditions: string[] = [];
  const { connectionIds, features, from, to } = filter;
  if (connectionIds) conditions.push(`a.connection_id = ANY(${bind(connectionIds)}::uuid[])`);
  if (features) conditions.push(`a.feature = ANY(${bind(features)}::text[])`);
  if (from !== null) conditions.push(`a.occurred_at >= ${bind(timeParam(from))}::timestamptz`);
  if (to !== null) conditions.push(`a.occurred_at < ${bind(timeParam(to))}::timestamptz`);
  if (after) {
    const time = bind(timeParam(after.occurredAt));
    conditions.push(`(a.occurred_at, a.id) < (${time}::timestamptz, ${bind(after.id)}::uuid)`);
  }
  return conditions;
}
