import { RequestError } from '../errors.ts';
import type { Context } from '../ingest/context.ts';
import { type AccountRow, findAccountByDomain, updateAccount } from '../store/accounts.ts';
import { writeAudit } from '../store/audit.ts';
import type { Changer } from './rights.ts';

/** What can be said of an account; what is left out stays. */
export interface AccountWish {
  readonly name?: string | undefined;
  readonly domain?: string | undefined;
}

/**
 * Gives an account another name (an Owner's matter) or domain. By its domain a sign-in and a bootstrap file find the
 * account, and one that somebody took for themselves would draw others' people in: so only whoever runs the
 * installation changes it. Throws a RequestError.
 */
export async function changeAccount(
  { db, clock }: Context,
  account: AccountRow,
  by: Changer,
  wish: AccountWish,
): Promise<AccountRow> {
  const after = { ...account, name: wish.name ?? account.name, domain: wish.domain ?? account.domain };
  const isMoved = after.domain.toLowerCase() !== account.domain.toLowerCase();
  if (by.role !== 'operator' && (by.role !== 'owner' || isMoved)) {
    throw new RequestError('forbidden', 'Only Owners change the account.');
  }
  if (after.name === account.name && !isMoved) return account;
  return db.transaction(async (tx) => {
    if (isMoved && (await findAccountByDomain(tx, after.domain)) !== null) {
      throw new RequestError('conflict', `An account of ${after.domain} exists already.`);
    }
    await updateAccount(tx, after);
    await writeAudit(tx, {
      ...{ accountId: account.id, by: by.userId, action: 'account.changed', subject: after.name },
      details: {
        ...(after.name === account.name ? {} : { from: account.name, to: after.name }),
        ...(isMoved ? { fromDomain: account.domain, toDomain: after.domain } : {}),
      },
      at: clock.now(),
    });
    return after;
  });
}
