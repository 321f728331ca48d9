import type { RemoteUser } from '../activity/service.ts';
import { type Column, insertRows } from './bulk.ts';
import { type Queries, timeParam } from './database.ts';

type MappingState = 'automatic' | 'manual' | 'unmapped' | 'conflict';

/** A person of the remote org as the Users tab lists them. */
export interface RemoteUserRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly username: string;
  readonly active: boolean;
  readonly state: MappingState;
  readonly userId: string | null;
  /** Entries that mapping would attribute; 0 once mapped. */
  readonly waiting: number;
  /** Switches that stand differently from on, by feature. */
  readonly switches: Readonly<Record<string, boolean>>;
  readonly lastProcessedAt: number | null;
}

const columns: readonly Column<RemoteUser & { accountId: string; connectionId: string }>[] = [
  { name: 'account_id', type: 'uuid', of: (row) => row.accountId },
  { name: 'connection_id', type: 'uuid', of: (row) => row.connectionId },
  { name: 'id', type: 'text', of: (row) => row.id },
  { name: 'name', type: 'text', of: (row) => row.name },
  { name: 'email', type: 'text', of: (row) => row.email },
  { name: 'username', type: 'text', of: (row) => row.username },
  { name: 'active', type: 'boolean', of: (row) => String(row.active) },
  { name: 'excluded', type: 'text', of: (row) => row.excluded },
  { name: 'match_email', type: 'text', of: (row) => row.matchEmail },
  { name: 'time_zone', type: 'text', of: (row) => row.timeZone ?? null },
];

/** Writes what the org says of its users; mappings stay as they are. */
export async function saveRemoteUsers(
  on: Queries,
  accountId: string,
  connectionId: string,
  users: readonly RemoteUser[],
): Promise<void> {
  await insertRows(
    on,
    'remote_users',
    columns,
    users.map((user) => ({ ...user, accountId, connectionId })),
    `ON CONFLICT (account_id, connection_id, id) DO UPDATE SET name = excluded.name, email = excluded.email,
       username = excluded.username, active = excluded.active, excluded = excluded.excluded,
       match_email = excluded.match_email, time_zone = excluded.time_zone`,
  );
}

/**
 * Maps people to users with the same e-mail, where nobody chose by hand. A person who left keeps their
 * mapping. Returns the ids whose mapping changed.
 */
export async function mapByEmail(on: Queries, accountId: string, connectionId: string): Promise<string[]> {
  const rows = await on.query<{ id: string }>(
    `UPDATE remote_users r SET user_id = u.id FROM users u
     WHERE r.account_id = $1 AND r.connection_id = $2 AND NOT r.manual AND ${listed('r')}
       AND u.account_id = r.account_id AND lower(u.email) = r.match_email AND r.user_id IS DISTINCT FROM u.id
     RETURNING r.id`,
    [accountId, connectionId],
  );
  return rows.map((row) => row.id);
}

/** Remembers whom somebody mapped by hand; the name in the org, or null where nobody of this id is in the list. */
export async function setManualMapping(
  on: Queries,
  accountId: string,
  connectionId: string,
  id: string,
  userId: string | null,
): Promise<string | null> {
  const rows = await on.query<{ name: string }>(
    `UPDATE remote_users SET user_id = $4, manual = true
     WHERE account_id = $1 AND connection_id = $2 AND id = $3 AND ${listed('remote_users')} RETURNING name`,
    [accountId, connectionId, id, userId],
  );
  return rows[0]?.name ?? null;
}

/** What the ingest must know of every remote user, by id. */
export interface RemoteUserInfo {
  readonly id: string;
  readonly name: string;
  readonly userId: string | null;
  /** Why this one is a program or nobody of ours; null for people, those who left among them. */
  readonly excluded: string | null;
  readonly timeZone: string | null;
}

export function listRemoteUserInfo(
  on: Queries,
  accountId: string,
  connectionId: string,
): Promise<RemoteUserInfo[]> {
  return on.query(
    `SELECT id, name, user_id AS "userId", nullif(excluded, 'inactive') AS excluded, time_zone AS "timeZone"
     FROM remote_users WHERE account_id = $1 AND connection_id = $2`,
    [accountId, connectionId],
  );
}

// Excluded users are not in the list at all, but a leaver who was mapped, or of whom something is stored, is.
function listed(alias: string): string {
  const isKnown = `(${alias}.user_id IS NOT NULL OR ${alias}.last_processed_at IS NOT NULL)`;
  return `(${alias}.excluded IS NULL OR (${alias}.excluded = 'inactive' AND ${isKnown}))`;
}

// A choice by hand that disagrees with the e-mail is a conflict, also where the choice is "nobody".
const withState = `
  SELECT r.*, CASE
      WHEN r.manual AND m.id IS NOT NULL AND r.user_id IS DISTINCT FROM m.id THEN 'conflict'
      WHEN r.user_id IS NULL THEN 'unmapped'
      WHEN r.manual THEN 'manual'
      ELSE 'automatic' END AS state
  FROM remote_users r
  LEFT JOIN users m ON m.account_id = r.account_id AND lower(m.email) = r.match_email
  WHERE r.account_id = $1 AND r.connection_id = $2 AND ${listed('r')}`;

export interface RemoteUserFilter {
  readonly state?: MappingState | 'former' | undefined;
  readonly search?: string | undefined;
  /** Id after which to go on, with its name: `name\nid`. */
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** The Users tab: people by name, with their mapping, what waits for it and their switches. */
export async function listRemoteUsers(
  on: Queries,
  accountId: string,
  connectionId: string,
  filter: RemoteUserFilter,
): Promise<RemoteUserRow[]> {
  const [afterName, afterId] = filter.cursor?.split('\n') ?? [null, null];
  return on.query<RemoteUserRow>(
    `SELECT s.id, s.name, s.email, s.username, s.active, s.state, s.user_id AS "userId",
       s.last_processed_at AS "lastProcessedAt",
       CASE WHEN s.user_id IS NULL THEN (SELECT count(*) FROM activities a WHERE a.account_id = s.account_id
         AND a.connection_id = s.connection_id AND a.remote_user_id = s.id AND a.user_id IS NULL) ELSE 0 END AS waiting,
       coalesce((SELECT jsonb_object_agg(w.feature, w.enabled) FROM user_switches w WHERE w.account_id = s.account_id
         AND w.connection_id = s.connection_id AND w.remote_user_id = s.id), '{}') AS switches
     FROM (${withState}) s
     WHERE ($3::text IS NULL OR s.state = $3 OR ($3 = 'former' AND NOT s.active))
       AND ($4::text IS NULL OR position(lower($4) IN lower(s.name || ' ' || s.email || ' ' || s.username)) > 0)
       AND ($5::text IS NULL OR (lower(s.name), s.id) > (lower($5), $6))
     ORDER BY lower(s.name), s.id LIMIT $7`,
    [
      accountId,
      connectionId,
      filter.state ?? null,
      filter.search ?? null,
      afterName ?? null,
      afterId ?? null,
      filter.limit,
    ],
  );
}

/** How many people are mapped and not, left and in conflict; and by reason how many users are in no list. */
export async function countMapping(
  on: Queries,
  accountId: string,
  connectionId: string,
): Promise<{
  mapped: number;
  unmapped: number;
  former: number;
  conflict: number;
  excluded: Record<string, number>;
}> {
  const rows = await on.query<Omit<Awaited<ReturnType<typeof countMapping>>, 'excluded'>>(
    `SELECT count(*) FILTER (WHERE user_id IS NOT NULL) AS mapped,
       count(*) FILTER (WHERE user_id IS NULL) AS unmapped, count(*) FILTER (WHERE NOT active) AS former,
       count(*) FILTER (WHERE state = 'conflict') AS conflict
     FROM (${withState}) s`,
    [accountId, connectionId],
  );
  const excluded = await on.query<{ reason: string; count: number }>(
    `SELECT r.excluded AS reason, count(*) AS count FROM remote_users r
     WHERE r.account_id = $1 AND r.connection_id = $2 AND NOT ${listed('r')} GROUP BY r.excluded ORDER BY 1`,
    [accountId, connectionId],
  );
  return {
    ...rows[0]!,
    excluded: Object.fromEntries(excluded.map(({ reason, count }) => [reason, count])),
  };
}

/** The name of a person in the list; null where nobody of this id is in it. */
export async function findListedName(
  on: Queries,
  accountId: string,
  connectionId: string,
  id: string,
): Promise<string | null> {
  const rows = await on.query<{ name: string }>(
    `SELECT name FROM remote_users r WHERE account_id = $1 AND connection_id = $2 AND id = $3 AND ${listed('r')}`,
    [accountId, connectionId, id],
  );
  return rows[0]?.name ?? null;
}

/** Notes when something of these people was last stored. */
export async function touchRemoteUsers(
  on: Queries,
  accountId: string,
  connectionId: string,
  ids: readonly string[],
  at: number,
): Promise<void> {
  await on.run(
    `UPDATE remote_users SET last_processed_at = $4 WHERE account_id = $1 AND connection_id = $2 AND id = ANY($3::text[])`,
    [accountId, connectionId, ids, timeParam(at)],
  );
}

/** Addresses of the people of a connection: their own, and those of the users they are mapped to; lower case. */
export function listAddresses(
  on: Queries,
  accountId: string,
  connectionId: string,
): Promise<{ address: string; remoteUserId: string }[]> {
  return on.query(
    `SELECT DISTINCT ON (a.address) a.address, r.id AS "remoteUserId" FROM remote_users r
     LEFT JOIN users u ON u.account_id = r.account_id AND u.id = r.user_id
     CROSS JOIN LATERAL (VALUES (lower(r.email), 1), (r.match_email, 1), (lower(u.email), 2)) AS a (address, rank)
     WHERE r.account_id = $1 AND r.connection_id = $2 AND (r.excluded IS NULL OR r.excluded = 'inactive')
       AND a.address <> ''
     ORDER BY a.address, r.active DESC, a.rank, r.id`,
    [accountId, connectionId],
  );
}
