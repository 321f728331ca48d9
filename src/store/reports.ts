import type { Path } from '../activity/activity.ts';
import { type BulkKey, bulkId } from '../activity/bulk.ts';
import type { Queries } from './database.ts';

/** One path's telling of a save that an entry is made of, or of all saves of a bulk entry. Times are epoch ms. */
export interface ReportRow {
  readonly path: Path;
  /** When the path says that it was saved; the first of many. */
  readonly at: number;
  readonly arrivedAt: number;
  /** When the last of many arrived. */
  readonly lastArrivedAt: number;
  /** How many records were told of. */
  readonly records: number;
}

/**
 * What told of an entry, in the order of arrival: the reports of its window, or of its save within the tolerance of
 * the paths' clocks; of a meeting or call all that its person saved; of an e-mail what brought it, also as the task
 * that it stands as. Of others' saves none but those that brought an e-mail.
 */
export function listReports(on: Queries, accountId: string, activityId: string): Promise<ReportRow[]> {
  return on.query(
    `SELECT c.path, c.at, c.arrived_at AS "arrivedAt", c.arrived_at AS "lastArrivedAt", 1 AS records
     FROM activities a
     LEFT JOIN records r ON r.account_id = a.account_id AND r.connection_id = a.connection_id AND r.id = a.object_id
     JOIN changes c ON c.account_id = a.account_id AND c.connection_id = a.connection_id
       AND c.object_id = ANY(ARRAY[a.object_id, r.part_of])
     WHERE a.account_id = $1 AND a.id = $2 AND NOT c.bulk AND CASE
       WHEN a.action IN ('sent_email', 'received_email') THEN c.action = 'created'
       WHEN c.remote_user_id <> a.remote_user_id OR c.object_id <> a.object_id THEN false
       WHEN a.action = 'updated' THEN c.window_start = a.occurred_at
       WHEN a.action IN ('meeting', 'logged_call') THEN true
       ELSE abs(extract(epoch FROM c.at - a.occurred_at)) <= 120
         AND (c.action = a.action OR a.action NOT IN ('created', 'deleted', 'undeleted')
           OR (a.action = 'undeleted' AND c.action = 'updated' AND c.path = 'delta')) END
     ORDER BY c.arrived_at, c.at LIMIT 200`,
    [accountId, activityId],
  );
}

/** What told of a bulk entry, path by path: its members, and what else told of the same saves. */
export async function listBulkReports(
  on: Queries,
  accountId: string,
  activityId: string,
): Promise<ReportRow[]> {
  const group = await findGroup(on, accountId, activityId);
  if (group === null) return [];
  const { connectionId, transaction, objectType, action, remoteUserId } = group;
  return on.query(
    `WITH members AS MATERIALIZED (
       SELECT object_id, path, at, arrived_at FROM changes WHERE account_id = $1 AND connection_id = $2
         AND transaction = $3 AND object_type = $4 AND action = $5 AND remote_user_id = $6 AND bulk),
     told AS (
       SELECT * FROM members
       UNION ALL
       SELECT c.* FROM members m, LATERAL (
         SELECT object_id, path, at, arrived_at FROM changes WHERE account_id = $1 AND connection_id = $2
           AND object_id = m.object_id AND action = $5 AND remote_user_id = $6 AND transaction IS NULL
           AND path <> m.path AND abs(extract(epoch FROM at - m.at)) <= 120 OFFSET 0) c)
     SELECT path, min(at) AS at, min(arrived_at) AS "arrivedAt", max(arrived_at) AS "lastArrivedAt",
       count(DISTINCT object_id) AS records
     FROM told GROUP BY path ORDER BY 3, 1`,
    [accountId, connectionId, transaction, objectType, action, remoteUserId],
  );
}

// A bulk entry does not say of which transaction it is: its id does, of those that its person made.
async function findGroup(
  on: Queries,
  accountId: string,
  activityId: string,
): Promise<(BulkKey & { readonly connectionId: string }) | null> {
  const groups = await on.query<BulkKey & { connectionId: string; origin: string }>(
    `SELECT g.transaction, g.object_type AS "objectType", g.action, g.remote_user_id AS "remoteUserId",
       g.connection_id AS "connectionId", coalesce(c.origin_id, c.id) AS origin
     FROM activities a JOIN bulk_groups g ON g.account_id = a.account_id AND g.connection_id = a.connection_id
       AND g.object_type = a.object_type AND g.remote_user_id = a.remote_user_id
     JOIN connections c ON c.account_id = a.account_id AND c.id = a.connection_id
     WHERE a.account_id = $1 AND a.id = $2`,
    [accountId, activityId],
  );
  return groups.find((group) => bulkId(group.origin, group) === activityId) ?? null;
}
