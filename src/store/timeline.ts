import type { Action, Actor, Category, DurationSource, FieldChange, Path } from '../activity/activity.ts';
import { type Param, type Queries, timeParam } from './database.ts';
import { toSlot } from './tally.ts';
import {
  type Bind,
  hasWords,
  isSummed,
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

// What the indexes of rare kinds leave out (see migration 0026).
const commonActions: readonly Action[] = ['created', 'updated'];
const commonCategories: readonly Category[] = ['record_change'];

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
  page: TimelinePage,
): Promise<TimelineRow[]> {
  const params: Param[] = [accountId, page.limit];
  const bind = (value: Param) => `$${params.push(value)}`;
  const order = toOrder(page.direction);
  // Only the page's own entries are read whole; which they are, indexes tell.
  const rows = await on.query<TimelineRow>(
    `SELECT ${columns} FROM (
       SELECT k.id FROM ${toKeys(filter, page, bind)} k ORDER BY k.${order[0]}, k.${order[1]} LIMIT $2) page
     JOIN activities t ON t.account_id = $1 AND t.id = page.id ${connection} ORDER BY t.${order[0]}, t.${order[1]}`,
    params,
  );
  return page.direction === 'older' ? rows : rows.reverse();
}

function toOrder(direction: TimelinePage['direction']): readonly [string, string] {
  return direction === 'older' ? ['occurred_at DESC', 'id DESC'] : ['occurred_at', 'id'];
}

// More people than these share a walk over time: each of them has enough of it.
const FEW_PEOPLE = 20;

/** The keys that a page is cut from. */
function toKeys(filter: TimelineFilter, page: TimelinePage, bind: Bind): string {
  const { userIds, teamOf, words, objectIds } = filter;
  const conditions = ['a.account_id = $1', ...toConditions(filter, bind), ...toSide(page, bind)];
  const [first, second] = toOrder(page.direction);
  const keys = (more: readonly string[]) =>
    `SELECT a.id, a.occurred_at FROM activities a WHERE ${[...conditions, ...more].join(' AND ')}
       ORDER BY a.${first}, a.${second} LIMIT $2`;
  const people = userIds === null ? null : bind(userIds);
  const seen = ['a.user_id IS NOT NULL', ...(people === null ? [] : [`a.user_id = ANY(${people}::uuid[])`])];
  // What an index of its own finds is found once for all, not once a person.
  if (words !== null || objectIds !== null) return `(${keys(seen)})`;
  const isMany = userIds === null || userIds.length > FEW_PEOPLE;
  const rare = isMany ? toRare(filter) : null;
  if (rare !== null) {
    const { column, wanted, common } = rare;
    const own = [`a.${column} = kind.key`, ...common.map((key) => `a.${column} <> '${key}'`), ...seen];
    return `(SELECT e.* FROM unnest(${bind(wanted)}::text[]) AS kind(key), LATERAL (${keys(own)}) e)`;
  }
  const slots = userIds === null || teamOf !== null ? toSlots(filter, page, bind) : null;
  if (slots !== null) {
    const inSlot = ['a.occurred_at >= s.slot', `a.occurred_at < s.slot + interval '30 minutes'`];
    return `(SELECT e.* FROM (${slots}) s, LATERAL (${keys([...seen, ...inSlot])}) e)`;
  }
  if (people === null || (isMany && filter.actions !== null)) return `(${keys(seen)})`;
  // One short index walk a person: a single walk over time would read everybody else's entries as well.
  return `(SELECT e.* FROM unnest(${people}::uuid[]) AS person(id), LATERAL (${keys(['a.user_id = person.id'])}) e)`;
}

/** The entries on the asked side of a page's position. */
function toSide({ position, direction }: TimelinePage, bind: Bind): string[] {
  if (position === null) return [];
  const [time, id] = [bind(timeParam(position.occurredAt)), bind(position.id)];
  return [`(a.occurred_at, a.id) ${direction === 'older' ? '<' : '>'} (${time}::timestamptz, ${id}::uuid)`];
}

/** The kinds that are asked for where an index holds them alone, with those that it leaves out; null where none does. */
function toRare({ categories, actions }: TimelineFilter) {
  const without = <T extends string>(wanted: readonly string[] | null, common: readonly T[]) =>
    wanted?.every((key) => !common.some((each) => each === key)) ? { wanted, common } : null;
  const byAction = without(actions, commonActions);
  if (byAction !== null) return { column: 'action', ...byAction };
  const byCategory = without(categories, commonCategories);
  return byCategory && { column: 'category', ...byCategory };
}

/**
 * The half hours that hold the next page, by the roll-ups: what is rare is not looked for among all that is not. Null
 * where they do not tell, because more is asked for than they sum up.
 */
function toSlots(filter: TimelineFilter, { position, direction }: TimelinePage, bind: Bind): string | null {
  const { teamOf, features, categories, from, to } = filter;
  if ((features === null && categories === null) || !isSummed(filter)) return null;
  const older = direction === 'older';
  const conditions = ['account_id = $1', ...(teamOf === null ? [] : [`manager_id = ${bind(teamOf)}::uuid`])];
  const totals = teamOf === null ? 'activity_totals' : 'team_totals';
  const slotOf = (ms: number) => bind(timeParam(toSlot(ms)));
  if (features !== null) conditions.push(`feature = ANY(${bind(features)}::text[])`);
  if (categories !== null) conditions.push(`category = ANY(${bind(categories)}::text[])`);
  if (from !== null) conditions.push(`slot >= ${slotOf(from)}::timestamptz`);
  if (to !== null) conditions.push(`slot <= ${slotOf(to)}::timestamptz`);
  const start = position?.occurredAt ?? to;
  // The slot that a page begins in holds entries of the page before, too: it counts for nothing.
  let counted = 'entries';
  if (position !== null)
    conditions.push(`slot ${older ? '<=' : '>='} ${slotOf(position.occurredAt)}::timestamptz`);
  if (start !== null) counted = `CASE WHEN slot = ${slotOf(start)}::timestamptz THEN 0 ELSE entries END`;
  const side = older ? 'DESC' : 'ASC';
  return `SELECT slot FROM (
      SELECT slot, sum(entries) OVER (ORDER BY slot ${side} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
      FROM (SELECT slot, sum(${counted}) AS entries FROM ${totals} WHERE ${conditions.join(' AND ')}
        GROUP BY slot ORDER BY slot ${side} LIMIT $2 + 2) next) slots
    WHERE coalesce(before, 0) < $2`;
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
