import { insertRows } from './bulk.ts';
import type { Param, Queries } from './database.ts';

export type UserRole = 'owner' | 'executive' | 'manager' | 'member' | 'technical_admin';

/** A person of an account. */
export interface UserRow {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: UserRole;
  readonly managerId: string | null;
  readonly timeZone: string;
  readonly region: string | null;
  readonly position: string | null;
  readonly loginAccess: boolean;
  /** Epoch ms; null while the person is active. */
  readonly deactivatedAt: number | null;
  /** Epoch ms at which they were last told by e-mail how to sign in; null for never, and after the e-mail changed. */
  readonly invitedAt: number | null;
}

/** Columns of a UserRow; `u` is the users table. */
export const userColumns = `u.id, u.email, u.name, u.role, u.manager_id AS "managerId", u.time_zone AS "timeZone",
  u.region, u.position, u.login_access AS "loginAccess", u.deactivated_at AS "deactivatedAt",
  u.invited_at AS "invitedAt"`;

/** True for a row of the users table `u` who may sign in. */
export const maySignIn = '(u.login_access AND u.deactivated_at IS NULL)';

/** The same of a person who was read. */
export function isSignInAllowed({ loginAccess, deactivatedAt }: UserRow): boolean {
  return loginAccess && deactivatedAt === null;
}

/** How many people an account has. */
export async function countUsers(on: Queries, accountId: string): Promise<number> {
  const rows = await on.query<{ count: number }>(
    'SELECT count(*) AS count FROM users WHERE account_id = $1',
    [accountId],
  );
  return rows[0]!.count;
}

/** People of an account by name; `ids` null means everyone. `after` is the last one seen. */
export function listUsers(
  on: Queries,
  accountId: string,
  filter: {
    readonly ids: readonly string[] | null;
    readonly after: { readonly name: string; readonly id: string } | null;
    readonly limit: number;
    readonly active?: boolean | undefined;
    /** Stands in the name or e-mail, in any case. */
    readonly search?: string | undefined;
  },
): Promise<UserRow[]> {
  const params: Param[] = [
    accountId,
    filter.ids,
    filter.after?.name ?? null,
    filter.after?.id ?? null,
    filter.limit,
    filter.active ?? null,
    filter.search ?? null,
  ];
  return on.query(
    `SELECT ${userColumns} FROM users u
     WHERE u.account_id = $1 AND ($2::uuid[] IS NULL OR u.id = ANY($2::uuid[]))
       AND ($3::text IS NULL OR (lower(u.name), u.id) > (lower($3), $4::uuid))
       AND ($6::boolean IS NULL OR (u.deactivated_at IS NULL) = $6)
       AND ($7::text IS NULL OR position(lower($7) IN lower(u.name || ' ' || u.email)) > 0)
     ORDER BY lower(u.name), u.id LIMIT $5`,
    params,
  );
}

/** A person by id, or null; what is no id at all is nobody. */
export async function findUser(on: Queries, accountId: string, id: string): Promise<UserRow | null> {
  const rows = await on.query<UserRow>(
    `SELECT ${userColumns} FROM users u WHERE u.account_id = $1 AND u.id::text = $2`,
    [accountId, id],
  );
  return rows[0] ?? null;
}

/** The person with an e-mail (in any case), or null. */
export async function findUserByEmail(
  on: Queries,
  accountId: string,
  email: string,
): Promise<UserRow | null> {
  const rows = await on.query<UserRow>(
    `SELECT ${userColumns} FROM users u WHERE u.account_id = $1 AND lower(u.email) = lower($2)`,
    [accountId, email],
  );
  return rows[0] ?? null;
}

/** Who may sign in with an e-mail (in any case), in any account; the account of its own domain first, then the oldest. */
export async function findSignIn(
  on: Queries,
  email: string,
): Promise<{ accountId: string; userId: string } | null> {
  const rows = await on.query<{ accountId: string; userId: string }>(
    `SELECT u.account_id AS "accountId", u.id AS "userId" FROM users u JOIN accounts a ON a.id = u.account_id
     WHERE lower(u.email) = lower($1) AND ${maySignIn}
     ORDER BY lower(a.domain) = lower(split_part($1, '@', 2)) DESC, a.created_at, a.id LIMIT 1`,
    [email],
  );
  return rows[0] ?? null;
}

/** The account that somebody with an e-mail belongs to, with or without login access, else that of its domain. */
export async function findAccountOfEmail(on: Queries, email: string): Promise<string | null> {
  const rows = await on.query<{ id: string }>(
    `SELECT a.id FROM accounts a
     WHERE lower(a.domain) = lower(split_part($1, '@', 2))
       OR EXISTS (SELECT FROM users u WHERE u.account_id = a.id AND lower(u.email) = lower($1))
     ORDER BY lower(a.domain) = lower(split_part($1, '@', 2)) DESC, a.created_at, a.id LIMIT 1`,
    [email],
  );
  return rows[0]?.id ?? null;
}

/** Those of the ids that belong to the account; what is no id at all belongs to none. */
export async function filterUserIds(
  on: Queries,
  accountId: string,
  ids: readonly string[],
): Promise<Set<string>> {
  const rows = await on.query<{ id: string }>(
    'SELECT id FROM users WHERE account_id = $1 AND id::text = ANY($2::text[])',
    [accountId, ids],
  );
  return new Set(rows.map((row) => row.id));
}

/** Ids of a user and of everyone who reports up to them. UNION drops who was seen, so a cycle ends. */
export async function listReportIds(on: Queries, accountId: string, userId: string): Promise<string[]> {
  const rows = await on.query<{ id: string }>(
    `WITH RECURSIVE team AS (
       SELECT id FROM users WHERE account_id = $1 AND id = $2
       UNION
       SELECT u.id FROM users u JOIN team t ON u.manager_id = t.id WHERE u.account_id = $1
     ) SELECT id FROM team`,
    [accountId, userId],
  );
  return rows.map((row) => row.id);
}

/** Names of people with one of the roles, at most `limit`, owners first. */
export async function listNamesByRole(
  on: Queries,
  accountId: string,
  roles: readonly UserRole[],
  limit: number,
): Promise<string[]> {
  const rows = await on.query<{ name: string }>(
    `SELECT name FROM users u WHERE account_id = $1 AND role = ANY($2::text[]) AND ${maySignIn}
     ORDER BY array_position($2::text[], role), lower(name) LIMIT $3`,
    [accountId, roles, limit],
  );
  return rows.map((row) => row.name);
}

/** A user to write: found by e-mail in any case; the manager is set apart, once all exist. */
export type UserToSave = Pick<UserRow, 'email' | 'name' | 'role' | 'timeZone'>;

/** Creates or overwrites people; e-mails must differ. */
export async function saveUsers(on: Queries, accountId: string, users: readonly UserToSave[]): Promise<void> {
  await insertRows<UserToSave>(
    on,
    'users',
    [
      { name: 'account_id', type: 'uuid', of: () => accountId },
      { name: 'email', type: 'text', of: (user) => user.email },
      { name: 'name', type: 'text', of: (user) => user.name },
      { name: 'role', type: 'text', of: (user) => user.role },
      { name: 'time_zone', type: 'text', of: (user) => user.timeZone },
    ],
    users,
    `ON CONFLICT (account_id, lower(email)) DO UPDATE SET email = excluded.email, name = excluded.name,
       role = excluded.role, time_zone = excluded.time_zone`,
  );
}

/** Sets who reports to whom; null is nobody. */
export async function setManagers(
  on: Queries,
  accountId: string,
  pairs: readonly { readonly userId: string; readonly managerId: string | null }[],
): Promise<void> {
  await on.query(
    `UPDATE users SET manager_id = pair.manager::uuid
     FROM unnest($2::text[], $3::text[]) AS pair(id, manager)
     WHERE account_id = $1 AND users.id = pair.id::uuid`,
    [accountId, pairs.map((pair) => pair.userId), pairs.map((pair) => pair.managerId)],
  );
}
