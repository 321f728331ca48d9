import { type Queries, timeParam } from './database.ts';
import { type UserRow, userColumns } from './users.ts';

/** Holds every other change of the account's people back until the transaction ends: reporting lines are checked as a whole. */
export async function lockTeam(on: Queries, accountId: string): Promise<void> {
  await on.query('SELECT pg_advisory_xact_lock(7073052, hashtext($1))', [accountId]);
}

/** Everybody of an account, in the order of their e-mails. */
export function listTeam(on: Queries, accountId: string): Promise<UserRow[]> {
  return on.query(`SELECT ${userColumns} FROM users u WHERE u.account_id = $1 ORDER BY lower(u.email)`, [
    accountId,
  ]);
}

/** Adds a person; throws a duplicate where somebody has the e-mail already. */
export async function insertUser(
  on: Queries,
  accountId: string,
  user: Omit<UserRow, 'id'>,
): Promise<UserRow> {
  const rows = await on.query<UserRow>(
    `INSERT INTO users AS u (account_id, email, name, role, manager_id, time_zone, region, position, login_access,
       deactivated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING ${userColumns}`,
    [accountId, ...toParams(user)],
  );
  return rows[0]!;
}

/** Writes all of a person; throws a duplicate where somebody else has the e-mail. */
export async function updateUser(on: Queries, accountId: string, user: UserRow): Promise<void> {
  await on.query(
    `UPDATE users SET email = $3, name = $4, role = $5, manager_id = $6, time_zone = $7, region = $8, position = $9,
       login_access = $10, deactivated_at = $11, updated_at = now(),
       invited_at = CASE WHEN lower(email) = lower($3) THEN invited_at END
     WHERE account_id = $1 AND id = $2`,
    [accountId, user.id, ...toParams(user)],
  );
}

function toParams(user: Omit<UserRow, 'id'>) {
  return [
    ...[user.email, user.name, user.role, user.managerId, user.timeZone, user.region, user.position],
    ...[user.loginAccess, user.deactivatedAt === null ? null : timeParam(user.deactivatedAt)],
  ];
}

/** Notes that a person was told how to sign in, at an address that may be another one by now; null where it is. */
export async function setInvited(
  on: Queries,
  accountId: string,
  { id, email }: Pick<UserRow, 'id' | 'email'>,
  at: number,
): Promise<UserRow | null> {
  const rows = await on.query<UserRow>(
    `UPDATE users u SET invited_at = $4 WHERE account_id = $1 AND id = $2 AND lower(email) = lower($3)
     RETURNING ${userColumns}`,
    [accountId, id, email, timeParam(at)],
  );
  return rows[0] ?? null;
}

/** How many Owners can sign in. */
export async function countOwners(on: Queries, accountId: string): Promise<number> {
  const rows = await on.query<{ count: number }>(
    `SELECT count(*) AS count FROM users
     WHERE account_id = $1 AND role = 'owner' AND login_access AND deactivated_at IS NULL`,
    [accountId],
  );
  return rows[0]!.count;
}

/** Ends every session and token of a person. */
export async function endAccess(on: Queries, accountId: string, userId: string, now: number): Promise<void> {
  await on.query('DELETE FROM sessions WHERE account_id = $1 AND user_id = $2', [accountId, userId]);
  await on.query(
    'UPDATE api_tokens SET revoked_at = coalesce(revoked_at, $3) WHERE account_id = $1 AND user_id = $2',
    [accountId, userId, timeParam(now)],
  );
}
