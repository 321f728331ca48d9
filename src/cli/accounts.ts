import type { Config } from '../config.ts';
import type { Context } from '../ingest/context.ts';
import { randomToken } from '../lib/crypto.ts';
import { changeAccount } from '../people/account.ts';
import { listAccounts } from '../store/accounts.ts';
import { createAccount, parseBootstrap } from './bootstrap.ts';
import { withStore } from './context.ts';
import { requireAccountId } from './lookUp.ts';
import { type OutputOptions, printJson, printLine, printRows } from './output.ts';

/** Creates an account with its first owner and prints a token to sign in with. */
export async function accountCreate(
  config: Config,
  wish: OutputOptions & {
    name: string;
    domain: string;
    ownerEmail: string;
    ownerName: string;
    timeZone: string;
  },
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
  if (wish.json) return printJson({ domain: wish.domain, owner: email, token: `wst_${token}` });
  printLine(`Created ${wish.name} (${wish.domain}) with ${email} as its owner.`);
  printLine(`Token to sign in with, shown only now: wst_${token}`);
}

/** Gives an account another name or domain. */
export async function accountChange(
  context: Context,
  options: OutputOptions & { domain?: string; name?: string; newDomain?: string },
): Promise<void> {
  const { db } = context;
  const id = await requireAccountId(db, options.domain);
  const before = (await listAccounts(db)).find((account) => account.id === id)!;
  const wish = { name: options.name, domain: options.newDomain?.toLowerCase() };
  const { name, domain } = await changeAccount(context, before, { userId: null, role: 'operator' }, wish);
  printRows([{ domain, name, id }], options);
}

/** Lists the accounts of the installation. */
export async function accountList({ db }: Context, options: OutputOptions): Promise<void> {
  printRows(
    (await listAccounts(db)).map(({ id, name, domain }) => ({ domain, name, id })),
    options,
  );
}
