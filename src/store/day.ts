import type { Actor, Category, DurationSource } from '../activity/activity.ts';
import { type Queries, timeParam } from './database.ts';
import type { HoleCause } from './holes.ts';

/** An entry as the day view draws it; times are epoch ms. */
export interface DayEntry {
  readonly id: string;
  readonly userId: string;
  readonly occurredAt: number;
  readonly durationSeconds: number;
  readonly durationSource: DurationSource;
  readonly feature: string;
  readonly category: Category;
  readonly action: string;
  readonly title: string;
  readonly actor: Actor;
  readonly count: number;
}

/** How long before a day an entry may have begun that reaches into it. */
const REACH = `interval '1 day'`;

/** Entries of people that touch a time (an estimated length reaches over no midnight), at most `most` of each, a person's newest first. */
export function listDay(
  on: Queries,
  accountId: string,
  userIds: readonly string[],
  { from, to }: { readonly from: number; readonly to: number },
  most: number,
): Promise<DayEntry[]> {
  // The end of an entry stands in no index: only those that began within reach are looked at.
  return on.query(
    `SELECT t.* FROM unnest($2::uuid[]) AS person(id), LATERAL (
       SELECT a.id, a.user_id AS "userId", a.occurred_at AS "occurredAt", a.duration_seconds AS "durationSeconds",
         a.duration_source AS "durationSource", a.feature, a.category, a.action, a.title, a.actor, a.count
       FROM activities a WHERE a.account_id = $1 AND a.user_id = person.id
         AND a.occurred_at >= $3::timestamptz - ${REACH} AND a.occurred_at < $4::timestamptz
         AND (a.occurred_at >= $3::timestamptz
           OR a.duration_source <> 'estimated' AND a.occurred_at + a.duration_seconds * interval '1 second' > $3::timestamptz)
       ORDER BY a.occurred_at DESC, a.id DESC LIMIT $5) t`,
    [accountId, userIds, timeParam(from), timeParam(to), most],
  );
}

/** On which connections of the account somebody is mapped to each of these people. */
export function listConnectionsOfUsers(
  on: Queries,
  accountId: string,
  userIds: readonly string[],
): Promise<{ userId: string; connectionId: string }[]> {
  return on.query(
    `SELECT DISTINCT r.user_id AS "userId", r.connection_id AS "connectionId"
     FROM remote_users r JOIN connections c ON c.account_id = r.account_id AND c.id = r.connection_id
     WHERE r.account_id = $1 AND r.user_id = ANY($2::uuid[]) AND c.status <> 'removed' ORDER BY 1, 2`,
    [accountId, userIds],
  );
}

/** A stretch of time of some features that is not certain, or was not to be read. */
export interface GapRow {
  readonly connectionId: string;
  readonly connectionName: string;
  readonly features: string[];
  readonly from: number;
  /** Null while it goes on. */
  readonly to: number | null;
  /** `not_read`: older than all that was read; `switched_off`: the feature was off for the whole connection. */
  readonly cause: HoleCause | 'not_read' | 'switched_off';
  readonly closedAt: number | null;
}

/** Why time of an account is not certain: holes of the ledger, features that were off, what is older than all. */
export function listGaps(
  on: Queries,
  accountId: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<GapRow[]> {
  return on.query(
    `WITH gaps AS (
       SELECT connection_id, feature, from_at, to_at, cause, closed_at FROM coverage_holes
       WHERE account_id = $1 AND from_at < $3::timestamptz AND (to_at IS NULL OR to_at > $2::timestamptz)
       UNION ALL
       SELECT connection_id, feature, from_at, to_at, 'switched_off', NULL FROM off_periods
       WHERE account_id = $1 AND remote_user_id = '' AND from_at < $3::timestamptz
         AND (to_at IS NULL OR to_at > $2::timestamptz)
       UNION ALL
       SELECT connection_id, feature, '-infinity', min(from_at), 'not_read', NULL FROM coverage
       WHERE account_id = $1 GROUP BY connection_id, feature HAVING min(from_at) > $2::timestamptz)
     SELECT c.id AS "connectionId", c.name AS "connectionName", array_agg(g.feature ORDER BY g.feature) AS features,
       greatest(g.from_at, $2::timestamptz) AS "from", g.to_at AS "to", g.cause, g.closed_at AS "closedAt"
     FROM gaps g JOIN connections c ON c.account_id = $1 AND c.id = g.connection_id
     WHERE c.status <> 'removed' GROUP BY c.id, c.name, greatest(g.from_at, $2::timestamptz), g.to_at, g.cause, g.closed_at
     ORDER BY 4, c.name, c.id, g.cause`,
    [accountId, timeParam(from), timeParam(to)],
  );
}
