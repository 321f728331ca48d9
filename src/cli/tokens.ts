import { systemClock } from '../lib/clock.ts';
import { writeAudit } from '../store/audit.ts';
import type { Queries } from '../store/database.ts';
import { hashToken, saveToken } from '../store/tokens.ts';

/** Gives a token to a user and writes a new one into the audit log; false where it belongs to another account. */
export async function grantToken(
  tx: Queries,
  accountId: string,
  user: { readonly id: string; readonly email: string },
  token: string,
): Promise<boolean> {
  const saved = await saveToken(tx, accountId, user.id, hashToken(token));
  if (saved?.isNew) {
    const deed = { accountId, by: null, action: 'token.created', at: systemClock.now() } as const;
    await writeAudit(tx, { ...deed, subject: user.email });
  }
  return saved !== null;
}
