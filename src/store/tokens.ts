import { sha256Hex } from '../lib/crypto.ts';
import type { AccountRow } from './accounts.ts';
import type { Queries } from './database.ts';
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

/** Whose API token this is, or null where nobody's who may sign in. */
export async function findTokenOwner(on: Queries, tokenHash: Uint8Array): Promise<SignedInRow | null> {
  const rows = await on.query<SignedInRow>(
    `SELECT ${signedInColumns} FROM api_tokens t
     JOIN users u ON u.account_id = t.account_id AND u.id = t.user_id
     JOIN accounts a ON a.id = t.account_id
     WHERE t.token_hash = $1 AND ${maySignIn}`,
    [tokenHash],
  );
  return rows[0] ?? null;
}

/** Gives a token to a user; false where it belongs to another account. */
export async function saveToken(
  on: Queries,
  accountId: string,
  userId: string,
  tokenHash: Uint8Array,
): Promise<boolean> {
  const rows = await on.query(
    `INSERT INTO api_tokens AS t (account_id, token_hash, user_id) VALUES ($1, $2, $3)
     ON CONFLICT (token_hash) DO UPDATE SET user_id = excluded.user_id
       WHERE t.account_id = excluded.account_id RETURNING 1`,
    [accountId, tokenHash, userId],
  );
  return rows.length === 1;
}
