import { RequestError } from '../errors.ts';
import { type Context, feedChannel } from '../ingest/context.ts';
import { randomToken } from '../lib/crypto.ts';
import { writeAudit } from '../store/audit.ts';
import { findToken, insertToken, revokeToken, type TokenRow } from '../store/tokenList.ts';
import { hashToken, type TokenScope } from '../store/tokens.ts';

const DAY_MS = 24 * 3_600_000;

/** What somebody wants a token for; one of scope `scim` is the account's and stays when they leave. */
export interface TokenWish {
  readonly name: string;
  readonly scope: TokenScope;
  /** Null for one without an end. */
  readonly expiresInDays: number | null;
}

/** Makes a token; it is told here once, and kept as a hash. `userId` is whose it is, or who makes it for the account. */
export async function makeToken(
  { db, clock }: Context,
  accountId: string,
  userId: string,
  { name, scope, expiresInDays }: TokenWish,
): Promise<{ token: string; row: TokenRow }> {
  const token = `wst_${randomToken()}`;
  const now = clock.now();
  const row = await db.transaction(async (tx) => {
    const deed = { accountId, by: userId, action: 'token.created', subject: name, at: now } as const;
    await writeAudit(tx, { ...deed, details: { scope, expiresInDays } });
    return insertToken(tx, {
      ...{ accountId, name, scope, now, createdBy: userId, tokenHash: hashToken(token) },
      userId: scope === 'scim' ? null : userId,
      expiresAt: expiresInDays === null ? null : now + expiresInDays * DAY_MS,
    });
  });
  return { token, row };
}

/** Ends a token that the person may end: their own, or one of the account where they manage people. Throws not_found. */
export async function endToken(
  { db, clock }: Context,
  accountId: string,
  by: { readonly userId: string; readonly managesPeople: boolean },
  id: string,
): Promise<void> {
  const token = await findToken(db, accountId, id);
  const isTheirs = token !== null && (token.userId === null ? by.managesPeople : token.userId === by.userId);
  if (!isTheirs) throw new RequestError('not_found', 'There is no such token of yours.');
  const at = clock.now();
  await db.transaction(async (tx) => {
    await revokeToken(tx, accountId, id, at);
    const deed = { accountId, by: by.userId, action: 'token.revoked', subject: token.name, at } as const;
    await writeAudit(tx, { ...deed, details: { scope: token.scope } });
  });
  // Open streams that read by it look, and end.
  await db.notify(feedChannel, accountId);
}
