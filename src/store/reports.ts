import type { Path } from '../activity/activity.ts';
import type { Queries } from './database.ts';

/** One path's telling of a save that an entry is made of. Times are epoch ms. */
export interface ReportRow {
  readonly path: Path;
  /** When the path says that it was saved. */
  readonly at: number;
  readonly arrivedAt: number;
}

/**
 * What told of an entry, in the order of arrival: the reports of its window, or of its save within the tolerance of
 * the paths' clocks; of a meeting or call all that its person saved. None of a bulk entry, and of others' saves none.
 */
export function listReports(on: Queries, accountId: string, activityId: string): Promise<ReportRow[]> {
  return on.query(
    `SELECT c.path, c.at, c.arrived_at AS "arrivedAt" FROM activities a
     JOIN changes c ON c.account_id = a.account_id AND c.connection_id = a.connection_id
       AND c.object_id = a.object_id AND c.remote_user_id = a.remote_user_id
     WHERE a.account_id = $1 AND a.id = $2 AND NOT c.bulk AND CASE
       WHEN a.action = 'updated' THEN c.window_start = a.occurred_at
       WHEN a.action IN ('meeting', 'logged_call') THEN true
       ELSE abs(extract(epoch FROM c.at - a.occurred_at)) <= 120
         AND (c.action = a.action OR a.action NOT IN ('created', 'deleted', 'undeleted')) END
     ORDER BY c.arrived_at, c.at LIMIT 200`,
    [accountId, activityId],
  );
}
