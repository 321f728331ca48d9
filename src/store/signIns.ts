import { type Queries, timeParam } from './database.ts';

/** A sign-in under way at a provider. */
export interface SignInRow {
  readonly provider: string;
  readonly sealed: string;
  readonly returnTo: string;
}

/** Remembers a sign-in until `expiresAt` (epoch ms), and forgets those that ended. */
export async function insertSignIn(
  on: Queries,
  stateHash: Uint8Array,
  browserHash: Uint8Array,
  row: SignInRow & { readonly now: number; readonly expiresAt: number },
): Promise<void> {
  await on.query('DELETE FROM sign_ins WHERE expires_at <= $1', [timeParam(row.now)]);
  await on.query(
    `INSERT INTO sign_ins (state_hash, browser_hash, provider, sealed, return_to, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [stateHash, browserHash, row.provider, row.sealed, row.returnTo, timeParam(row.expiresAt)],
  );
}

/** Uses a sign-in up: null where it is unknown, too old, used before, or of another browser or provider. */
export async function takeSignIn(
  on: Queries,
  which: {
    readonly stateHash: Uint8Array;
    readonly browserHash: Uint8Array;
    readonly provider: string;
    readonly now: number;
  },
): Promise<SignInRow | null> {
  const rows = await on.query<SignInRow>(
    `DELETE FROM sign_ins WHERE state_hash = $1 AND browser_hash = $2 AND provider = $3 AND expires_at > $4
     RETURNING provider, sealed, return_to AS "returnTo"`,
    [which.stateHash, which.browserHash, which.provider, timeParam(which.now)],
  );
  return rows[0] ?? null;
}
