import { type Queries, timeParam } from './database.ts';
import type { TokenScope } from './tokens.ts';

/** A token as it is listed: all but what it is. Times are epoch ms. */
export interface TokenRow {
  readonly id: string;
  readonly name: string;
  readonly scope: TokenScope;
  /** Null for one of the account. */
  readonly userId: string | null;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly lastUsedAt: number | null;
  readonly revokedAt: number | null;
}

const columns = `t.id, t.name, t.scope, t.user_id AS "userId", t.created_at AS "createdAt",
  t.expires_at AS "expiresAt", t.last_used_at AS "lastUsedAt", t.revoked_at AS "revokedAt"`;

/** Adds a token of a person, or of the account where `userId` is null. */
export async function insertToken(
  on: Queries,
  token: {
    readonly accountId: string;
    readonly tokenHash: Uint8Array;
    readonly userId: string | null;
    readonly createdBy: string | null;
    readonly name: string;
    readonly scope: TokenScope;
    readonly now: number;
    readonly expiresAt: number | null;
  },
): Promise<TokenRow> {
  const rows = await on.query<TokenRow>(
    `INSERT INTO api_tokens AS t (account_id, token_hash, user_id, created_by, name, scope, created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING ${columns}`,
    [
      ...[token.accountId, token.tokenHash, token.userId, token.createdBy, token.name, token.scope],
      ...[timeParam(token.now), token.expiresAt === null ? null : timeParam(token.expiresAt)],
    ],
  );
  return rows[0]!;
}

/** Tokens of a person, with those of the account where asked for, newest first; ended ones too. */
export function listTokens(
  on: Queries,
  accountId: string,
  userId: string,
  withAccount: boolean,
): Promise<TokenRow[]> {
  return on.query(
    `SELECT ${columns} FROM api_tokens t
     WHERE t.account_id = $1 AND (t.user_id = $2 OR ($3::boolean AND t.user_id IS NULL))
     ORDER BY t.created_at DESC, t.id`,
    [accountId, userId, withAccount],
  );
}

/** A token of an account, or null; what is no id at all is none. */
export async function findToken(on: Queries, accountId: string, id: string): Promise<TokenRow | null> {
  const rows = await on.query<TokenRow>(
    `SELECT ${columns} FROM api_tokens t WHERE t.account_id = $1 AND t.id::text = $2`,
    [accountId, id],
  );
  return rows[0] ?? null;
}

/** Ends a token, and with it the sessions that it began; ended once, it stays as it is. */
export async function revokeToken(on: Queries, accountId: string, id: string, now: number): Promise<void> {
  await on.query(
    `UPDATE api_tokens SET revoked_at = coalesce(revoked_at, $3) WHERE account_id = $1 AND id = $2`,
    [accountId, id, timeParam(now)],
  );
}
