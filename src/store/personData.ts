import { type Queries, timeParam } from './database.ts';
import { type Counted, countedColumns, type Tally } from './tally.ts';

/** A remote user who is mapped to a person, and the connection that they are of. */
export interface MappedRow {
  readonly connectionId: string;
  readonly connectionName: string;
  readonly service: string;
  readonly remoteUserId: string;
  readonly name: string;
  readonly manual: boolean;
}

/** Who is mapped to a person, in `all` connections or only those that were not removed. */
export function listMapped(
  on: Queries,
  accountId: string,
  userId: string,
  which: 'connected' | 'all',
): Promise<MappedRow[]> {
  return on.query(
    `SELECT c.id AS "connectionId", c.name AS "connectionName", c.service, r.id AS "remoteUserId", r.name, r.manual
     FROM remote_users r JOIN connections c ON c.account_id = r.account_id AND c.id = r.connection_id
     WHERE r.account_id = $1 AND r.user_id = $2 AND ($3::text = 'all' OR c.status <> 'removed')
     ORDER BY c.created_at, c.id, r.id`,
    [accountId, userId, which],
  );
}

/** A switch as somebody set it; epoch ms. */
export interface SwitchRow {
  readonly connectionId: string;
  readonly remoteUserId: string;
  readonly feature: string;
  readonly enabled: boolean;
  readonly by: string | null;
  readonly at: number;
}

/** Switches of the remote users who are mapped to a person, with the names of those who set them. */
export function listSwitchesOfUser(on: Queries, accountId: string, userId: string): Promise<SwitchRow[]> {
  return on.query(
    `SELECT s.connection_id AS "connectionId", s.remote_user_id AS "remoteUserId", s.feature, s.enabled,
       u.name AS by, s.changed_at AS at
     FROM remote_users r
     JOIN user_switches s ON s.account_id = r.account_id AND s.connection_id = r.connection_id
       AND s.remote_user_id = r.id
     LEFT JOIN users u ON u.account_id = s.account_id AND u.id = s.changed_by
     WHERE r.account_id = $1 AND r.user_id = $2 ORDER BY s.connection_id, s.feature, s.remote_user_id`,
    [accountId, userId],
  );
}

/** How much is stored of a person, by connection, feature and kind. */
export function listStored(
  on: Queries,
  accountId: string,
  userId: string,
): Promise<
  {
    connectionId: string;
    feature: string;
    category: string;
    entries: number;
    edited: number;
    first: number;
    last: number;
  }[]
> {
  return on.query(
    `SELECT connection_id AS "connectionId", feature, category, count(*) AS entries, count(edited_at) AS edited,
       min(occurred_at) AS first, max(occurred_at) AS last
     FROM activities WHERE account_id = $1 AND user_id = $2 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    [accountId, userId],
  );
}

/** Erases entries of a person, at most `limit`; returns which, with the records that they were of. */
export async function erasePersonEntries(
  on: Queries,
  accountId: string,
  userId: string,
  limit: number,
  tally: Tally,
): Promise<{ readonly id: string; readonly connectionId: string }[]> {
  const rows = await on.query<Counted & { id: string; connectionId: string; objectId: string | null }>(
    `WITH gone AS (DELETE FROM activities WHERE account_id = $1 AND id = ANY(ARRAY(
       SELECT id FROM activities WHERE account_id = $1 AND user_id = $2 LIMIT $3 FOR UPDATE))
       RETURNING id, connection_id AS "connectionId", object_id AS "objectId", ${countedColumns}),
     moves AS (DELETE FROM stage_moves WHERE account_id = $1 AND activity_id IN (SELECT id FROM gone))
     SELECT * FROM gone`,
    [accountId, userId, limit],
  );
  for (const row of rows) {
    tally.takeOff(row);
    if (row.objectId !== null) tally.restage(row.objectId);
  }
  return rows;
}

/** Erases what was reported of a remote user's saves, at most `limit` of them; returns how many went. */
export async function eraseSaves(
  on: Queries,
  accountId: string,
  connectionId: string,
  remoteUserId: string,
  limit: number,
): Promise<number> {
  const rows = await on.query<{ erased: number }>(
    `WITH gone AS (DELETE FROM changes WHERE ctid = ANY(ARRAY(
       SELECT ctid FROM changes WHERE account_id = $1 AND connection_id = $2 AND remote_user_id = $3 LIMIT $4))
       RETURNING 1)
     SELECT count(*) AS erased FROM gone`,
    [accountId, connectionId, remoteUserId, limit],
  );
  return rows[0]!.erased;
}

/** Forgets which transactions of a remote user one entry told. */
export async function eraseBulkGroups(
  on: Queries,
  accountId: string,
  connectionId: string,
  remoteUserId: string,
): Promise<void> {
  await on.run(
    'DELETE FROM bulk_groups WHERE account_id = $1 AND connection_id = $2 AND remote_user_id = $3',
    [accountId, connectionId, remoteUserId],
  );
}

/** An erasure of a person's data; epoch ms. */
export interface ErasureRow {
  readonly accountId: string;
  readonly userId: string;
  readonly requestedBy: string | null;
  readonly requestedAt: number;
  readonly finishedAt: number | null;
  readonly entries: number;
}

const erasureColumns = `account_id AS "accountId", user_id AS "userId", requested_by AS "requestedBy",
  requested_at AS "requestedAt", finished_at AS "finishedAt", entries`;

/** Notes that a person's data is to be erased; one erasure at a time for a person, or the unique index refuses. */
export async function insertErasure(
  on: Queries,
  wish: Pick<ErasureRow, 'accountId' | 'userId' | 'requestedBy' | 'requestedAt'>,
): Promise<void> {
  await on.run(
    'INSERT INTO erasures (account_id, user_id, requested_by, requested_at) VALUES ($1, $2, $3, $4)',
    [wish.accountId, wish.userId, wish.requestedBy, timeParam(wish.requestedAt)],
  );
}

/** Keeps other processes from the pieces of an erasure until the transaction ends; false where it is at its end. */
export async function lockErasure(on: Queries, accountId: string, userId: string): Promise<boolean> {
  const rows = await on.query(
    'SELECT 1 FROM erasures WHERE account_id = $1 AND user_id = $2 AND finished_at IS NULL FOR UPDATE',
    [accountId, userId],
  );
  return rows.length === 1;
}

/** Counts what a piece of an erasure erased. */
export async function countErased(
  on: Queries,
  accountId: string,
  userId: string,
  { entries, saves }: { readonly entries: number; readonly saves: number },
): Promise<void> {
  await on.run(
    `UPDATE erasures SET entries = entries + $3, saves = saves + $4
     WHERE account_id = $1 AND user_id = $2 AND finished_at IS NULL`,
    [accountId, userId, entries, saves],
  );
}

/** Ends an erasure; what it erased, or null where another process has ended it. */
export async function finishErasure(
  on: Queries,
  accountId: string,
  userId: string,
  at: number,
): Promise<{ requestedBy: string | null; entries: number; saves: number } | null> {
  const rows = await on.query<{ requestedBy: string | null; entries: number; saves: number }>(
    `UPDATE erasures SET finished_at = $3 WHERE account_id = $1 AND user_id = $2 AND finished_at IS NULL
     RETURNING requested_by AS "requestedBy", entries, saves`,
    [accountId, userId, timeParam(at)],
  );
  return rows[0] ?? null;
}

/** The newest erasure of a person's data, or null. */
export async function findErasure(
  on: Queries,
  accountId: string,
  userId: string,
): Promise<ErasureRow | null> {
  const rows = await on.query<ErasureRow>(
    `SELECT ${erasureColumns} FROM erasures WHERE account_id = $1 AND user_id = $2
     ORDER BY requested_at DESC LIMIT 1`,
    [accountId, userId],
  );
  return rows[0] ?? null;
}

/** Erasures of all accounts that are not at their end. */
export function listRunningErasures(on: Queries): Promise<ErasureRow[]> {
  return on.query(`SELECT ${erasureColumns} FROM erasures WHERE finished_at IS NULL ORDER BY requested_at`);
}
