import type { Actor, Category, DurationSource, FieldChange, Path } from '../activity/activity.ts';
import { type Param, type Queries, timeParam } from './database.ts';
import {
  type Bind,
  hasWords,
  type TimelineFilter,
  type TimelinePosition,
  toConditions,
} from './timelineFilter.ts';

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
  /** Who set the duration, and what was reported; null where nobody did. */
  readonly editedAt: number | null;
  readonly editedById: string | null;
  readonly editedByName: string | null;
  readonly reportedSeconds: number | null;
  readonly reportedSource: 'estimated' | 'actual' | null;
}

const columns = `
  t.id, t.user_id AS "userId", t.connection_id AS "connectionId", c.service, c.instance_url AS "instanceUrl",
  c.created_at AS "connectedAt",
  t.feature, t.category, t.action, t.title, t.object_type AS "objectType", t.object_id AS "objectId",
  t.object_name AS "objectName", t.changes, t.occurred_at AS "occurredAt", t.received_at AS "receivedAt",
  t.latency_seconds AS "latencySeconds", t.duration_seconds AS "durationSeconds",
  t.duration_source AS "durationSource", t.actor, t.via, t.count, t.paths, t.edited_at AS "editedAt",
  t.edited_by AS "editedById", e.name AS "editedByName", t.reported_seconds AS "reportedSeconds",
  t.reported_source AS "reportedSource"`;
const connection = `JOIN connections c ON c.account_id = t.account_id AND c.id = t.connection_id
  LEFT JOIN users e ON e.account_id = t.account_id AND e.id = t.edited_by`;

/** Which page: the entries next to a position (null: the end of the list) on its older or newer side. */
export interface TimelinePage {
  readonly position: TimelinePosition | null;
  readonly direction: 'older' | 'newer';
  readonly limit: number;
}

/** A page of the timeline, newest first by (occurredAt, id). */
export async function listTimeline(
  on: Queries,
  accountId: string,
  filter: TimelineFilter,
  { position, direction, limit }: TimelinePage,
): Promise<TimelineRow[]> {
  const params: Param[] = [accountId, limit];
  const bind = (value: Param) => `$${params.push(value)}`;
  const order = (table: string) =>
    `ORDER BY ${table}.occurred_at ${direction === 'older' ? 'DESC' : 'ASC'}, ${table}.id ${direction === 'older' ? 'DESC' : 'ASC'} LIMIT $2`;
  const conditions = ['a.account_id = $1', ...toConditions(filter, bind)];
  if (position !== null) {
    const [time, id] = [bind(timeParam(position.occurredAt)), bind(position.id)];
    conditions.push(
      `(a.occurred_at, a.id) ${direction === 'older' ? '<' : '>'} (${time}::timestamptz, ${id}::uuid)`,
    );
  }
  const rows = await on.query<TimelineRow>(
    `SELECT ${columns} FROM ${toRows(filter, conditions, order('a'), bind)} ${connection} ${order('t')}`,
    params,
  );
  return direction === 'older' ? rows : rows.reverse();
}

/** What pages are cut from, as table `t`. */
function toRows(filter: TimelineFilter, conditions: readonly string[], order: string, bind: Bind): string {
  const page = (more: string) =>
    `SELECT a.* FROM activities a WHERE ${[...conditions, more].join(' AND ')} ${order}`;
  const { userIds, words, objectIds } = filter;
  if (userIds === null) return `(${page('a.user_id IS NOT NULL')}) t`;
  const people = bind(userIds);
  // What an index of its own finds is found once for all, not once a person.
  if (words !== null || objectIds !== null) {
    return `(${page(`a.user_id IS NOT NULL AND a.user_id = ANY(${people}::uuid[])`)}) t`;
  }
  // One short index walk a person: a single walk over time would read everybody else's entries as well.
  return `unnest(${people}::uuid[]) AS person(id), LATERAL (${page('a.user_id = person.id')}) t`;
}

/** An entry as the live feed names it: perhaps nobody's (any more). */
export type FeedRow = Omit<TimelineRow, 'userId'> & {
  readonly userId: string | null;
  /** True where the title has the words that were asked for, or none were. */
  readonly hasWords: boolean;
};

/** Entries by id, in no order; the database says which have the words (see `toWordQuery`) in their titles. */
export function readTimeline(
  on: Queries,
  accountId: string,
  ids: readonly string[],
  words: string | null,
): Promise<FeedRow[]> {
  return on.query(
    `SELECT ${columns}, ($3::text IS NULL OR ${hasWords('t', '$3::text')}) AS "hasWords"
     FROM activities t ${connection} WHERE t.account_id = $1 AND t.id = ANY($2::uuid[])`,
    [accountId, ids, words],
  );
}
