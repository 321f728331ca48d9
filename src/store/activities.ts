import type { Activity } from '../activity/activity.ts';
import { type Column, insertRows } from './bulk.ts';
import { type Queries, timeParam } from './database.ts';

type Owned = Activity & { readonly accountId: string };

const columns: readonly Column<Owned>[] = [
  { name: 'account_id', type: 'uuid', of: (row) => row.accountId },
  { name: 'id', type: 'uuid', of: (row) => row.id },
  { name: 'connection_id', type: 'uuid', of: (row) => row.connectionId },
  { name: 'feature', type: 'text', of: (row) => row.feature },
  { name: 'category', type: 'text', of: (row) => row.category },
  { name: 'action', type: 'text', of: (row) => row.action },
  { name: 'remote_user_id', type: 'text', of: (row) => row.remoteUserId },
  { name: 'user_id', type: 'uuid', of: (row) => row.userId },
  { name: 'title', type: 'text', of: (row) => row.title },
  { name: 'object_type', type: 'text', of: (row) => row.objectType },
  { name: 'object_id', type: 'text', of: (row) => row.objectId },
  { name: 'object_name', type: 'text', of: (row) => row.objectName },
  { name: 'changes', type: 'jsonb', of: (row) => JSON.stringify(row.changes) },
  { name: 'occurred_at', type: 'timestamptz', of: (row) => timeParam(row.occurredAt) },
  { name: 'received_at', type: 'timestamptz', of: (row) => timeParam(row.receivedAt) },
  {
    name: 'latency_seconds',
    type: 'real',
    of: (row) => (row.latencySeconds === null ? null : String(row.latencySeconds)),
  },
  { name: 'duration_seconds', type: 'integer', of: (row) => String(row.durationSeconds) },
  { name: 'duration_source', type: 'text', of: (row) => row.durationSource },
  { name: 'actor', type: 'text', of: (row) => row.actor },
  { name: 'via', type: 'text', of: (row) => row.via },
  { name: 'count', type: 'integer', of: (row) => String(row.count) },
  { name: 'paths', type: 'text[]', of: (row) => JSON.stringify(row.paths) },
  {
    name: 'missing_names',
    type: 'text[]',
    of: (row) => (row.missingNames.length === 0 ? null : JSON.stringify(row.missingNames)),
  },
];

const keys = new Set(['account_id', 'id']);
const overwrite = columns
  .filter((column) => !keys.has(column.name))
  .map((column) => `${column.name} = excluded.${column.name}`)
  .join(', ');

/** Writes activities, in the place of those with the same id. */
export async function saveActivities(
  on: Queries,
  accountId: string,
  activities: readonly Activity[],
): Promise<void> {
  await insertRows(
    on,
    'activities',
    columns,
    activities.map((activity) => ({ ...activity, accountId })),
    `ON CONFLICT (account_id, id) DO UPDATE SET ${overwrite}`,
  );
}

/** Deletes activities; returns the ids of those that were there. */
export async function deleteActivities(
  on: Queries,
  accountId: string,
  ids: readonly string[],
): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await on.query<{ id: string }>(
    'DELETE FROM activities WHERE account_id = $1 AND id = ANY($2::uuid[]) RETURNING id',
    [accountId, ids],
  );
  return rows.map((row) => row.id);
}

/** Gives the activities of these remote users to whom they are mapped now (or to nobody); returns their ids. */
export async function reattribute(
  on: Queries,
  accountId: string,
  connectionId: string,
  remoteUserIds: readonly string[],
): Promise<string[]> {
  const rows = await on.query<{ id: string }>(
    `UPDATE activities a SET user_id = r.user_id FROM remote_users r
     WHERE r.account_id = $1 AND r.connection_id = $2 AND r.id = ANY($3::text[])
       AND a.account_id = $1 AND a.connection_id = $2 AND a.remote_user_id = r.id
       AND a.user_id IS DISTINCT FROM r.user_id RETURNING a.id`,
    [accountId, connectionId, remoteUserIds],
  );
  return rows.map((row) => row.id);
}

/** Erases what waited for a remote user who turned out to be no person. */
export async function eraseExcluded(on: Queries, accountId: string, connectionId: string): Promise<void> {
  await on.query(
    `DELETE FROM activities a USING remote_users r
     WHERE r.account_id = $1 AND r.connection_id = $2 AND r.excluded IS NOT NULL AND r.excluded <> 'inactive'
       AND r.user_id IS NULL AND a.account_id = $1 AND a.connection_id = $2 AND a.user_id IS NULL
       AND a.remote_user_id = r.id`,
    [accountId, connectionId],
  );
}

/** Erases unattributed activities that came before a time; returns how many. */
export async function eraseUnattributed(on: Queries, receivedBefore: number): Promise<number> {
  const rows = await on.query<{ erased: number }>(
    `WITH gone AS (DELETE FROM activities WHERE user_id IS NULL AND received_at < $1 RETURNING 1)
     SELECT count(*) AS erased FROM gone`,
    [timeParam(receivedBefore)],
  );
  return rows[0]?.erased ?? 0;
}

/** Entries that wait for names: their ids, objects, and the ids to look up. */
export function listMissingNames(
  on: Queries,
  accountId: string,
  connectionId: string,
  limit: number,
): Promise<{ id: string; objectId: string; missing: string[] }[]> {
  return on.query(
    `SELECT id, object_id AS "objectId", missing_names AS missing FROM activities
     WHERE account_id = $1 AND connection_id = $2 AND missing_names IS NOT NULL AND object_id IS NOT NULL LIMIT $3`,
    [accountId, connectionId, limit],
  );
}
