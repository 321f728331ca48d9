import { type Queries, timeParam } from './database.ts';
import { isLiving, type SignedInRow, signedInColumns } from './tokens.ts';
import { maySignIn } from './users.ts';

/** A browser's session; `csrfToken` comes back with every unsafe request. Times are epoch ms. */
export interface SessionOwnerRow extends SignedInRow {
  readonly csrfToken: string;
  readonly lastUsedAt: number;
  /** True where a token that only reads began it. */
  readonly readsOnly: boolean;
}

/** When a session counts as ended, in epoch ms: it had to be used after `usedAfter`. */
interface SessionTime {
  readonly now: number;
  readonly usedAfter: number;
}

// A session that an API token began lives no longer than the token.
const alive = `s.expires_at > $1::timestamptz AND s.last_used_at > $2
  AND (s.api_token_hash IS NULL OR t.token_hash IS NOT NULL AND ${isLiving('$1::timestamptz')})`;
const itsToken = 'LEFT JOIN api_tokens t ON t.token_hash = s.api_token_hash';

const toParams = ({ now, usedAfter }: SessionTime) => [timeParam(now), timeParam(usedAfter)];

/** Whose session this is, or null when it ended. */
export async function findSessionOwner(
  on: Queries,
  tokenHash: Uint8Array,
  time: SessionTime,
): Promise<SessionOwnerRow | null> {
  const rows = await on.query<SessionOwnerRow>(
    `SELECT ${signedInColumns}, s.csrf_token AS "csrfToken", s.last_used_at AS "lastUsedAt",
       coalesce(t.scope = 'read', false) AS "readsOnly" FROM sessions s ${itsToken}
     JOIN users u ON u.account_id = s.account_id AND u.id = s.user_id
     JOIN accounts a ON a.id = s.account_id
     WHERE ${alive} AND s.token_hash = $3 AND ${maySignIn}`,
    [...toParams(time), tokenHash],
  );
  return rows[0] ?? null;
}

/** Starts a session, and forgets those that ended. Times are epoch ms. */
export async function insertSession(
  on: Queries,
  session: {
    readonly accountId: string;
    readonly userId: string;
    readonly tokenHash: Uint8Array;
    readonly csrfToken: string;
    /** How it was begun: `token`, `demo`, `first-run`, or the key of a provider. */
    readonly method: string;
    readonly userAgent: string;
    /** Of the API token that began it. */
    readonly apiTokenHash: Uint8Array | null;
    readonly now: number;
    readonly expiresAt: number;
  },
): Promise<void> {
  await on.query('DELETE FROM sessions WHERE expires_at <= $1', [timeParam(session.now)]);
  await on.query(
    `INSERT INTO sessions (account_id, token_hash, user_id, csrf_token, method, user_agent, api_token_hash,
       created_at, last_used_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)`,
    [
      session.accountId,
      session.tokenHash,
      session.userId,
      session.csrfToken,
      session.method,
      session.userAgent,
      session.apiTokenHash,
      timeParam(session.now),
      timeParam(session.expiresAt),
    ],
  );
}

/** Notes that a session is in use. */
export async function touchSession(on: Queries, tokenHash: Uint8Array, now: number): Promise<void> {
  await on.query('UPDATE sessions SET last_used_at = $2 WHERE token_hash = $1', [tokenHash, timeParam(now)]);
}

/** A session as its owner sees it. Times are epoch ms. */
export interface SessionRow {
  readonly id: string;
  readonly method: string;
  readonly userAgent: string;
  readonly current: boolean;
  readonly createdAt: number;
  readonly lastUsedAt: number;
  readonly expiresAt: number;
}

/** A person's living sessions, last used first; `currentHash` is the one that asks, if one does. */
export function listSessions(
  on: Queries,
  accountId: string,
  userId: string,
  currentHash: Uint8Array | null,
  time: SessionTime,
): Promise<SessionRow[]> {
  return on.query(
    `SELECT s.id, s.method, s.user_agent AS "userAgent", coalesce(s.token_hash = $5::bytea, false) AS current,
       s.created_at AS "createdAt", s.last_used_at AS "lastUsedAt", s.expires_at AS "expiresAt"
     FROM sessions s ${itsToken} WHERE ${alive} AND s.account_id = $3 AND s.user_id = $4
     ORDER BY s.last_used_at DESC, s.id`,
    [...toParams(time), accountId, userId, currentHash],
  );
}

/** Ends the session of a cookie; answers whose account it was of. */
export async function deleteSession(
  on: Queries,
  tokenHash: Uint8Array,
): Promise<{ accountId: string; userId: string } | null> {
  const rows = await on.query<{ accountId: string; userId: string }>(
    'DELETE FROM sessions WHERE token_hash = $1 RETURNING account_id AS "accountId", user_id AS "userId"',
    [tokenHash],
  );
  return rows[0] ?? null;
}

/** Ends sessions of a person: the named one or, for null, all but `keptHash`. Answers how many. */
export async function deleteSessions(
  on: Queries,
  accountId: string,
  userId: string,
  which: { readonly id: string | null; readonly keptHash: Uint8Array | null },
): Promise<number> {
  const rows = await on.query(
    `DELETE FROM sessions WHERE account_id = $1 AND user_id = $2 AND ($3::text IS NULL OR id::text = $3)
       AND ($4::bytea IS NULL OR token_hash <> $4) RETURNING 1`,
    [accountId, userId, which.id, which.keptHash],
  );
  return rows.length;
}
