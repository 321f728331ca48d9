import { type Queries, timeParam } from './database.ts';
import { type SignedInRow, signedInColumns } from './tokens.ts';

/** A browser's session; `csrfToken` comes back with every unsafe request. */
export interface SessionOwnerRow extends SignedInRow {
  readonly csrfToken: string;
}

/** Whose session this is, or null when it ended. */
export async function findSessionOwner(
  on: Queries,
  tokenHash: Uint8Array,
  now: number,
): Promise<SessionOwnerRow | null> {
  const rows = await on.query<SessionOwnerRow>(
    `SELECT ${signedInColumns}, s.csrf_token AS "csrfToken" FROM sessions s
     JOIN users u ON u.account_id = s.account_id AND u.id = s.user_id
     JOIN accounts a ON a.id = s.account_id
     WHERE s.token_hash = $1 AND s.expires_at > $2`,
    [tokenHash, timeParam(now)],
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
    readonly now: number;
    readonly expiresAt: number;
  },
): Promise<void> {
  await on.query('DELETE FROM sessions WHERE expires_at <= $1', [timeParam(session.now)]);
  await on.query(
    `INSERT INTO sessions (account_id, token_hash, user_id, csrf_token, created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [
      session.accountId,
      session.tokenHash,
      session.userId,
      session.csrfToken,
      timeParam(session.now),
      timeParam(session.expiresAt),
    ],
  );
}

export async function deleteSession(on: Queries, tokenHash: Uint8Array): Promise<void> {
  await on.query('DELETE FROM sessions WHERE token_hash = $1', [tokenHash]);
}
