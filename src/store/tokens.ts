import { sha256Hex } from '../lib/crypto.ts';
import type { AccountRow } from './accounts.ts';
import { type Queries, timeParam } from './database.ts';
import { maySignIn, type UserRow, userColumns } from './users.ts';

/** Somebody who showed a token or a session, with their account. */
export interface SignedInRow extends UserRow {
  readonly account: AccountRow;
}

/** Columns of a SignedInRow; `u` is the users table and `a` the accounts table. */
export const signedInColumns = `${userColumns},
  json_build_object('id', a.id, 'name', a.name, 'domain', a.domain) AS account`;

/** How API tokens and session tokens are stored: 32 bytes, never the token itself. */
export function hashToken(token: string): Uint8Array {
  return Buffer.from(sha256Hex(token), 'hex');
}

/** What a token opens: reading, all that its person may do, or the account's directory of people (SCIM). */
export type TokenScope = 'read' | 'admin' | 'scim';

/** Somebody who showed an API token. Times are epoch ms. */
export interface TokenOwnerRow extends SignedInRow {
  readonly scope: Exclude<TokenScope, 'scim'>;
  readonly lastUsedAt: number | null;
}

/** True for a living row of api_tokens `t`; `now` is a parameter or an expression. */
export const isLiving = (now: string) =>
  `(t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > ${now}))`;

/** Whose API token this is, or null where it ended, or its person may not sign in. */
export async function findTokenOwner(
  on: Queries,
  tokenHash: Uint8Array,
  now: number,
): Promise<TokenOwnerRow | null> {
  const rows = await on.query<TokenOwnerRow>(
    `SELECT ${signedInColumns}, t.scope, t.last_used_at AS "lastUsedAt" FROM api_tokens t
     JOIN users u ON u.account_id = t.account_id AND u.id = t.user_id
     JOIN accounts a ON a.id = t.account_id
     WHERE t.token_hash = $1 AND ${isLiving('$2::timestamptz')} AND ${maySignIn}`,
    [tokenHash, timeParam(now)],
  );
  return rows[0] ?? null;
}

/** A token that was one once, by whatever it ended; null for what never was one. */
export async function findKnownToken(
  on: Queries,
  tokenHash: Uint8Array,
): Promise<{ accountId: string; name: string } | null> {
  const rows = await on.query<{ accountId: string; name: string }>(
    'SELECT account_id AS "accountId", name FROM api_tokens WHERE token_hash = $1',
    [tokenHash],
  );
  return rows[0] ?? null;
}

/** Notes that a token is in use. */
export async function touchToken(on: Queries, tokenHash: Uint8Array, now: number): Promise<void> {
  await on.query('UPDATE api_tokens SET last_used_at = $2 WHERE token_hash = $1', [
    tokenHash,
    timeParam(now),
  ]);
}

/**
 * Gives a token that a file lists to a user; one that was revoked stays so. Whether it is new, or null where it belongs
 * to another account.
 */
export async function saveToken(
  on: Queries,
  accountId: string,
  userId: string,
  tokenHash: Uint8Array,
): Promise<{ isNew: boolean } | null> {
  const rows = await on.query<{ isNew: boolean }>(
    `INSERT INTO api_tokens AS t (account_id, token_hash, user_id) VALUES ($1, $2, $3)
     ON CONFLICT (token_hash) DO UPDATE SET user_id = excluded.user_id
       WHERE t.account_id = excluded.account_id RETURNING xmax = 0 AS "isNew"`,
    [accountId, tokenHash, userId],
  );
  return rows[0] ?? null;
}
