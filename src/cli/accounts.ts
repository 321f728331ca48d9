import type { Config } from '../config.ts';
import { randomToken } from '../lib/crypto.ts';
import { findAccountByDomain, listAccounts } from '../store/accounts.ts';
import type { Database } from '../store/database.ts';
import { findUserByEmail } from '../store/users.ts';
import { createAccount, parseBootstrap } from './bootstrap.ts';
import { withStore } from './context.ts';
import { grantToken } from './tokens.ts';

/** Creates an account with its first owner and prints a token to sign in with. */
export async function accountCreate(
  config: Config,
  wish: { name: string; domain: string; ownerEmail: string; ownerName: string; timeZone: string },
): Promise<void> {
  const token = randomToken();
  const { ownerEmail: email, ownerName, timeZone } = wish;
  // Through the same checks as a bootstrap file.
  const workspaces = parseBootstrap(
    JSON.stringify({
      account: { name: wish.name, domain: wish.domain },
      users: [{ email, name: ownerName, role: 'owner', timeZone }],
      tokens: [{ email, token: `wst_${token}` }],
    }),
    'account create',
  );
  await withStore(config, (db) => createAccount(db, workspaces[0]!));
  print(`Created ${wish.name} (${wish.domain}) with ${email} as its owner.`);
  print(`Token to sign in with, shown only now: wst_${token}`);
}

/** Makes one more token for a user and prints it, once. */
export async function tokenCreate(config: Config, wish: { email: string; domain?: string }): Promise<void> {
  const token = `wst_${randomToken()}`;
  await withStore(config, async (db) => {
    const accountId = await findAccountId(db, wish.domain);
    const user = await findUserByEmail(db, accountId, wish.email);
    if (user === null) throw new Error(`there is no user ${wish.email} in the account`);
    await db.transaction((tx) => grantToken(tx, accountId, user, token));
  });
  print(`Token of ${wish.email}, shown only now: ${token}`);
}

async function findAccountId(db: Database, domain: string | undefined): Promise<string> {
  if (domain !== undefined) {
    const account = await findAccountByDomain(db, domain);
    if (account === null) throw new Error(`there is no account of ${domain}`);
    return account.id;
  }
  const accounts = await listAccounts(db);
  if (accounts.length === 1) return accounts[0]!.id;
  throw new Error(
    accounts.length === 0 ? 'there is no account yet' : 'there are several accounts: name one with --domain',
  );
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
