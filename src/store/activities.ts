import type { Activity } from '../activity/activity.ts';
import type { StoredBulk } from '../activity/bulk.ts';
import { type Column, copyRows, insertRows, toArrayLiteral } from './bulk.ts';
import { type Queries, timeParam } from './database.ts';
import { type Counted, countedColumns, type Tally } from './tally.ts';

const columns: readonly Column<Activity>[] = [
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
  { name: 'changes', type: 'json', json: (row) => row.changes },
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
  { name: 'paths', type: 'text[]', of: (row) => toArrayLiteral(row.paths, String) },
  {
    name: 'missing_names',
    type: 'text[]',
    of: (row) => (row.missingNames.length === 0 ? null : toArrayLiteral(row.missingNames, String)),
  },
];

// A duration that a person set stands; what is reported of it is kept beside it.
const durations = ['duration_seconds', 'duration_source'];
const overwrite = [
  ...columns
    .filter(({ name }) => name !== 'id' && !durations.includes(name))
    .map(({ name }) => `${name} = excluded.${name}`),
  ...durations.map(
    (name) =>
      `${name} = CASE WHEN activities.edited_at IS NULL THEN excluded.${name} ELSE activities.${name} END`,
  ),
  ...durations.map((name) => {
    const reported = name.replace('duration', 'reported');
    return `${reported} = CASE WHEN activities.edited_at IS NOT NULL THEN excluded.${name} END`;
  }),
].join(', ');

/** An entry as it stood before it was overwritten. */
export interface FormerEntry extends Counted {
  readonly id: string;
  readonly remoteUserId: string;
  readonly isEdited: boolean;
}

/** Writes activities, in the place of those with the same id; answers those as they stood. */
export async function saveActivities(
  on: Queries,
  accountId: string,
  activities: readonly Activity[],
  tally: Tally,
): Promise<readonly FormerEntry[]> {
  if (activities.length === 0) return [];
  const former = await on.query<FormerEntry>(
    `SELECT a.* FROM unnest($2::uuid[]) AS u(id), LATERAL (
       SELECT id, remote_user_id AS "remoteUserId", edited_at IS NOT NULL AS "isEdited", ${countedColumns}
       FROM activities WHERE account_id = $1 AND id = u.id LIMIT 1) a`,
    [accountId, activities.map((activity) => activity.id)],
  );
  const edited = new Map<string, number>();
  for (const entry of former) {
    tally.takeOff(entry);
    if (entry.isEdited) edited.set(entry.id, entry.durationSeconds);
  }
  for (const activity of activities) {
    const durationSeconds = edited.get(activity.id) ?? activity.durationSeconds;
    tally.add({ ...activity, durationSeconds });
  }
  const all: readonly Column<Activity>[] = [
    { name: 'account_id', type: 'uuid', same: accountId },
    ...columns,
  ];
  const stood = new Set(former.map((entry) => entry.id));
  // Nobody else adds entries of a connection whose directory is locked: what did not stand is new.
  await copyRows(
    on,
    'activities',
    all,
    activities.filter(({ id }) => !stood.has(id)),
  );
  await insertRows(
    on,
    'activities',
    all,
    activities.filter(({ id }) => stood.has(id)),
    `ON CONFLICT (account_id, id) DO UPDATE SET ${overwrite}`,
  );
  return former;
}

/** Notes further paths that reported entries; returns the ids of those to which one was new. */
export async function addPaths(
  on: Queries,
  accountId: string,
  reported: readonly { readonly id: string; readonly paths: readonly string[] }[],
): Promise<string[]> {
  if (reported.length === 0) return [];
  const pairs = reported.flatMap(({ id, paths }) => paths.map((path) => ({ id, path })));
  const rows = await on.query<{ id: string }>(
    `UPDATE activities a SET paths = ARRAY(SELECT DISTINCT unnest(a.paths || u.paths) ORDER BY 1)
     FROM (SELECT id, array_agg(DISTINCT path) AS paths FROM unnest($2::uuid[], $3::text[]) AS r(id, path)
       GROUP BY id) u
     WHERE a.account_id = $1 AND a.id = u.id AND NOT a.paths @> u.paths RETURNING a.id`,
    [accountId, pairs.map(({ id }) => id), pairs.map(({ path }) => path)],
  );
  return rows.map((row) => row.id);
}

/** An entry that was deleted, with the duration that a person had set. */
export interface DeletedEntry extends Counted {
  readonly id: string;
  readonly remoteUserId: string;
  readonly objectId: string | null;
  readonly action: string;
  /** Epoch ms; null where nobody set the duration. */
  readonly editedAt: number | null;
  readonly editedBy: string | null;
}

/** Deletes activities; returns those that were there. */
export async function deleteActivities(
  on: Queries,
  accountId: string,
  ids: readonly string[],
  tally: Tally,
): Promise<DeletedEntry[]> {
  if (ids.length === 0) return [];
  const rows = await on.query<DeletedEntry>(
    // Most of the ids are of entries that never were: one probe of the key each tells, and names the row.
    `WITH gone AS (DELETE FROM activities WHERE ctid = ANY (ARRAY (
       SELECT a.ctid FROM (SELECT DISTINCT unnest($2::uuid[])) AS u(id), LATERAL (
         SELECT ctid FROM activities WHERE account_id = $1 AND id = u.id LIMIT 1 FOR UPDATE) a))
     RETURNING id, remote_user_id AS "remoteUserId", object_id AS "objectId", action, edited_at AS "editedAt",
       edited_by AS "editedBy", ${countedColumns}),
     moves AS (DELETE FROM stage_moves WHERE account_id = $1 AND activity_id IN (SELECT id FROM gone))
     SELECT * FROM gone`,
    [accountId, ids],
  );
  for (const row of rows) {
    tally.takeOff(row);
    if (row.objectId !== null) tally.restage(row.objectId);
  }
  return rows;
}

/** Whose an entry is, or would be. */
export interface EntryOwner {
  readonly id: string;
  readonly remoteUserId: string;
}

/** Those of the entries that stand under somebody else than said. */
export async function filterOfOthers(
  on: Queries,
  accountId: string,
  owners: readonly EntryOwner[],
): Promise<string[]> {
  if (owners.length === 0) return [];
  const rows = await on.query<{ id: string }>(
    `SELECT a.id FROM unnest($2::uuid[], $3::text[]) AS u(id, owner), LATERAL (
       SELECT id, remote_user_id FROM activities WHERE account_id = $1 AND id = u.id LIMIT 1) a
     WHERE a.remote_user_id <> u.owner`,
    [accountId, owners.map((owner) => owner.id), owners.map((owner) => owner.remoteUserId)],
  );
  return rows.map((row) => row.id);
}

/** Those of the ids that stand. */
export async function filterActivityIds(
  on: Queries,
  accountId: string,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await on.query<{ id: string }>(
    `SELECT a.id FROM unnest($2::uuid[]) AS u(id), LATERAL (
       SELECT id FROM activities WHERE account_id = $1 AND id = u.id LIMIT 1) a`,
    [accountId, ids],
  );
  return new Set(rows.map((row) => row.id));
}

/** Gives the activities of these remote users to whom they are mapped now (or to nobody); returns their ids. */
export async function reattribute(
  on: Queries,
  accountId: string,
  connectionId: string,
  remoteUserIds: readonly string[],
  tally: Tally,
): Promise<string[]> {
  const rows = await on.query<Counted & { id: string; formerUserId: string | null; objectId: string | null }>(
    `WITH former AS (
       SELECT a.id, a.user_id FROM activities a JOIN remote_users r
         ON r.account_id = $1 AND r.connection_id = $2 AND r.id = a.remote_user_id
       WHERE a.account_id = $1 AND a.connection_id = $2 AND a.remote_user_id = ANY($3::text[])
         AND a.user_id IS DISTINCT FROM r.user_id FOR UPDATE OF a),
     moved AS (UPDATE activities a SET user_id = r.user_id FROM remote_users r, former
     WHERE r.account_id = $1 AND r.connection_id = $2 AND r.id = a.remote_user_id
       AND a.account_id = $1 AND a.id = former.id
     RETURNING a.id, former.user_id AS "formerUserId", a.user_id AS "userId", a.occurred_at AS "occurredAt",
       a.feature, a.category, a.actor, a.duration_seconds AS "durationSeconds", a.object_id AS "objectId"),
     moves AS (UPDATE stage_moves s SET user_id = m."userId" FROM moved m
       WHERE s.account_id = $1 AND s.activity_id = m.id)
     SELECT * FROM moved`,
    [accountId, connectionId, remoteUserIds],
  );
  for (const row of rows) {
    tally.takeOff({ ...row, userId: row.formerUserId });
    tally.add(row);
    if (row.objectId !== null) tally.restage(row.objectId);
  }
  return rows.map((row) => row.id);
}

/** Erases what waited for a remote user who turned out to be no person. */
export async function eraseExcluded(on: Queries, accountId: string, connectionId: string): Promise<void> {
  await on.run(
    `WITH gone AS (DELETE FROM activities a USING remote_users r
     WHERE r.account_id = $1 AND r.connection_id = $2 AND r.excluded IS NOT NULL AND r.excluded <> 'inactive'
       AND r.user_id IS NULL AND a.account_id = $1 AND a.connection_id = $2 AND a.user_id IS NULL
       AND a.remote_user_id = r.id RETURNING a.id)
     DELETE FROM stage_moves WHERE account_id = $1 AND activity_id IN (SELECT id FROM gone)`,
    [accountId, connectionId],
  );
}

/** Erases unattributed activities that came before a time; returns how many. */
export async function eraseUnattributed(on: Queries, receivedBefore: number): Promise<number> {
  const rows = await on.query<{ erased: number }>(
    `WITH gone AS (DELETE FROM activities WHERE user_id IS NULL AND received_at < $1 RETURNING account_id, id),
     moves AS (DELETE FROM stage_moves WHERE (account_id, activity_id) IN (SELECT account_id, id FROM gone))
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
): Promise<{ id: string; objectId: string | null; missing: string[] }[]> {
  return on.query(
    `SELECT id, object_id AS "objectId", missing_names AS missing FROM activities
     WHERE account_id = $1 AND connection_id = $2 AND missing_names IS NOT NULL LIMIT $3`,
    [accountId, connectionId, limit],
  );
}

/** Says that entries wait for no name any more. */
export async function clearMissingNames(
  on: Queries,
  accountId: string,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  await on.run('UPDATE activities SET missing_names = NULL WHERE account_id = $1 AND id = ANY($2::uuid[])', [
    accountId,
    ids,
  ]);
}

/** What bulk entries tell by now, by id; absent where they were erased or never written. */
export async function findBulkActivities(
  on: Queries,
  accountId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, StoredBulk>> {
  if (ids.length === 0) return new Map();
  const rows = await on.query<StoredBulk & { id: string }>(
    `SELECT id, changes, occurred_at AS "occurredAt", received_at AS "receivedAt",
       latency_seconds AS "latencySeconds", actor, via, paths, coalesce(missing_names, '{}') AS "missingNames"
     FROM activities WHERE account_id = $1 AND id = ANY($2::uuid[])`,
    [accountId, ids],
  );
  return new Map(rows.map(({ id, ...stored }) => [id, stored]));
}

/** Writes the changes that bulk entries tell; answers the ids of those that have a user. */
export async function saveBulkChanges(
  on: Queries,
  accountId: string,
  entries: readonly Pick<Activity, 'id' | 'changes'>[],
): Promise<readonly string[]> {
  if (entries.length === 0) return [];
  const rows = await on.query<{ id: string; seen: boolean }>(
    `UPDATE activities a SET changes = u.changes::json FROM unnest($2::uuid[], $3::text[]) AS u(id, changes)
     WHERE a.account_id = $1 AND a.id = u.id RETURNING a.id, a.user_id IS NOT NULL AS seen`,
    [accountId, entries.map(({ id }) => id), entries.map(({ changes }) => JSON.stringify(changes))],
  );
  return rows.filter(({ seen }) => seen).map(({ id }) => id);
}
