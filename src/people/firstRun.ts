import { RequestError } from '../errors.ts';
import type { Context } from '../ingest/context.ts';
import { randomToken } from '../lib/crypto.ts';
import { isTimeZone } from '../lib/timeZone.ts';
import { listAccounts, saveAccount } from '../store/accounts.ts';
import { writeAudit } from '../store/audit.ts';
import type { Queries } from '../store/database.ts';
import { findFirstRunLink, insertFirstRunLink, takeFirstRunLink } from '../store/firstRun.ts';
import { hashToken } from '../store/tokens.ts';
import { findUserByEmail, saveUsers } from '../store/users.ts';

const LINK_MS = 3_600_000;

/** Makes a link that leads one person through creating the account; null once there is one. It serves for an hour. */
export async function makeFirstRunLink({ db, clock, publicUrl }: Context): Promise<string | null> {
  if (await hasAccount(db)) return null;
  const token = randomToken();
  await insertFirstRunLink(db, hashToken(token), clock.now(), clock.now() + LINK_MS);
  // After the #, where neither proxies nor logs see it.
  return `${publicUrl}/first-run#${token}`;
}

/** True while there is no account, so that somebody has to create the first one. */
export async function needsFirstRun({ db }: Pick<Context, 'db'>): Promise<boolean> {
  return !(await hasAccount(db));
}

/** When the link of a token ends, in epoch ms; throws `first_run_link` for one that serves no more. */
export async function checkFirstRunLink({ db, clock }: Context, token: string): Promise<number> {
  const endsAt = await findFirstRunLink(db, hashToken(token), clock.now());
  if (endsAt === null || (await hasAccount(db))) throw new RequestError('first_run_link');
  return endsAt;
}

/** What is asked in the first run. */
interface FirstAccount {
  readonly name: string;
  readonly domain: string;
  readonly owner: { readonly email: string; readonly name: string; readonly timeZone: string };
}

/** Creates the account and its Owner, once; throws `first_run_link`, or `invalid_value` for what cannot be right. */
export async function createFirstAccount(
  { db, clock }: Context,
  token: string,
  { name, domain, owner }: FirstAccount,
): Promise<{ accountId: string; userId: string }> {
  if (!isTimeZone(owner.timeZone)) {
    throw new RequestError('invalid_value', 'owner.timeZone: is no time zone such as Europe/Berlin.');
  }
  return db.transaction(async (tx) => {
    const isMine = await takeFirstRunLink(tx, hashToken(token), clock.now());
    if (!isMine || (await hasAccount(tx))) throw new RequestError('first_run_link');
    const accountId = await saveAccount(tx, name, domain);
    await saveUsers(tx, accountId, [{ ...owner, role: 'owner' }]);
    const { id: userId } = (await findUserByEmail(tx, accountId, owner.email))!;
    const deed = { accountId, by: userId, action: 'account.created', at: clock.now() } as const;
    await writeAudit(tx, { ...deed, subject: name });
    return { accountId, userId };
  });
}

async function hasAccount(on: Queries): Promise<boolean> {
  return (await listAccounts(on)).length > 0;
}
