import { RequestError } from '../errors.ts';
import type { Context } from '../ingest/context.ts';
import { type AccountRow, renameAccount } from '../store/accounts.ts';
import { writeAudit } from '../store/audit.ts';
import type { UserRow } from '../store/users.ts';

/**
 * Gives an account another name; an Owner's matter. Its domain is the installation's: by it a sign-in and a bootstrap
 * file find the account, so that one that somebody took for themselves would draw others' people in.
 */
export async function changeAccount(
  { db, clock }: Context,
  account: AccountRow,
  by: Pick<UserRow, 'id' | 'role'>,
  { name }: { readonly name: string },
): Promise<AccountRow> {
  if (by.role !== 'owner') throw new RequestError('forbidden', 'Only Owners change the account.');
  if (name === account.name) return account;
  return db.transaction(async (tx) => {
    const changed = await renameAccount(tx, account.id, name);
    await writeAudit(tx, {
      ...{ accountId: account.id, by: by.id, action: 'account.renamed', subject: name, at: clock.now() },
      details: { from: account.name, to: name },
    });
    return changed;
  });
}
