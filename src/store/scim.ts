import { type Queries, timeParam } from './database.ts';
import { isLiving } from './tokens.ts';
import { type UserRow, userColumns } from './users.ts';

/** What only the directory says of a person. */
export interface ScimPart {
  /** Null where it is the e-mail. */
  readonly userName: string | null;
  readonly externalId: string | null;
  readonly givenName: string | null;
  readonly familyName: string | null;
}

/** A person as the directory knows them. Times are epoch ms. */
export interface ScimRow extends UserRow, ScimPart {
  readonly managerName: string | null;
  readonly removedAt: number | null;
  readonly createdAt: number;
  readonly changedAt: number;
}

/** Which people: all that the directory did not delete, or the one with a value, in any case but for `externalId`. */
export interface ScimFilter {
  readonly by: 'all' | 'id' | 'userName' | 'externalId' | 'email';
  readonly value: string;
  readonly withRemoved?: boolean;
}

const source = `FROM users u
  LEFT JOIN scim_users d ON d.account_id = u.account_id AND d.user_id = u.id
  LEFT JOIN users m ON m.account_id = u.account_id AND m.id = u.manager_id
  WHERE u.account_id = $1 AND ($2::boolean OR d.removed_at IS NULL) AND CASE $3
    WHEN 'id' THEN u.id::text = lower($4)
    WHEN 'userName' THEN lower(coalesce(d.user_name, u.email)) = lower($4)
    WHEN 'externalId' THEN d.external_id = $4
    WHEN 'email' THEN lower(u.email) = lower($4)
    ELSE true END`;

const toParams = (accountId: string, { by, value, withRemoved }: ScimFilter) => [
  ...[accountId, withRemoved ?? false, by, value],
];

/** A page of people, oldest first; `limit` null reads all. */
export function listScimUsers(
  on: Queries,
  accountId: string,
  filter: ScimFilter,
  page: { readonly offset: number; readonly limit: number | null },
): Promise<ScimRow[]> {
  return on.query(
    `SELECT ${userColumns}, d.user_name AS "userName", d.external_id AS "externalId", d.given_name AS "givenName",
       d.family_name AS "familyName", d.removed_at AS "removedAt", m.name AS "managerName",
       u.created_at AS "createdAt", greatest(u.updated_at, d.updated_at) AS "changedAt"
     ${source} ORDER BY u.created_at, u.id OFFSET $5 LIMIT $6`,
    [...toParams(accountId, filter), page.offset, page.limit],
  );
}

export async function countScimUsers(on: Queries, accountId: string, filter: ScimFilter): Promise<number> {
  const rows = await on.query<{ count: number }>(
    `SELECT count(*) AS count ${source}`,
    toParams(accountId, filter),
  );
  return rows[0]!.count;
}

/** Writes what the directory says of a person, `removedAt` (epoch ms) included. */
export async function saveScimUser(
  on: Queries,
  accountId: string,
  userId: string,
  part: ScimPart,
  removedAt: number | null,
): Promise<void> {
  await on.query(
    `INSERT INTO scim_users (account_id, user_id, user_name, external_id, given_name, family_name, removed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (account_id, user_id) DO UPDATE SET user_name = excluded.user_name, updated_at = now(),
       external_id = excluded.external_id, given_name = excluded.given_name, family_name = excluded.family_name,
       removed_at = excluded.removed_at`,
    [
      ...[accountId, userId, part.userName, part.externalId, part.givenName, part.familyName],
      removedAt === null ? null : timeParam(removedAt),
    ],
  );
}

/** Whose directory shows a token of scope `scim`, or null where it ended. */
export async function findScimAccount(
  on: Queries,
  tokenHash: Uint8Array,
  now: number,
): Promise<{ accountId: string; lastUsedAt: number | null } | null> {
  const rows = await on.query<{ accountId: string; lastUsedAt: number | null }>(
    `SELECT t.account_id AS "accountId", t.last_used_at AS "lastUsedAt" FROM api_tokens t
     WHERE t.token_hash = $1 AND t.scope = 'scim' AND ${isLiving('$2::timestamptz')}`,
    [tokenHash, timeParam(now)],
  );
  return rows[0] ?? null;
}
