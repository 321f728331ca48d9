import { findAccountByDomain, listAccounts } from '../store/accounts.ts';
import { type ConnectionRow, findAnyConnection } from '../store/connections.ts';
import type { Queries } from '../store/database.ts';
import { findUserByEmail, type UserRow } from '../store/users.ts';

/** The account of a domain, or the only one; throws with what to name. */
export async function requireAccountId(on: Queries, domain: string | undefined): Promise<string> {
  if (domain !== undefined) {
    const account = await findAccountByDomain(on, domain);
    if (account === null) throw new Error(`there is no account of ${domain}`);
    return account.id;
  }
  const accounts = await listAccounts(on);
  if (accounts.length === 1) return accounts[0]!.id;
  throw new Error(
    accounts.length === 0 ? 'there is no account yet' : 'there are several accounts: name one with --domain',
  );
}

/** The person with an e-mail. */
export async function requireUser(on: Queries, accountId: string, email: string): Promise<UserRow> {
  const user = await findUserByEmail(on, accountId, email);
  if (user === null) throw new Error(`there is no user ${email} in the account`);
  return user;
}

/** A connection of any account, by id. */
export async function requireConnection(on: Queries, id: string): Promise<ConnectionRow> {
  const connection = await findAnyConnection(on, id);
  if (connection === null)
    throw new Error(`there is no connection ${id}: worksights connection list names them`);
  return connection;
}
