import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { ConfigurationError } from '../config.ts';
import { systemClock } from '../lib/clock.ts';
import { isTimeZone } from '../lib/timeZone.ts';
import { findAccountByDomain, saveAccount } from '../store/accounts.ts';
import { writeAudit } from '../store/audit.ts';
import type { Database, Queries } from '../store/database.ts';
import { listUsers, saveUsers, setManagers } from '../store/users.ts';
import { grantToken } from './tokens.ts';

const User = z.strictObject({
  email: z.email(),
  name: z.string().min(1).max(200),
  role: z.enum(['owner', 'executive', 'manager', 'member', 'technical_admin']),
  manager: z.email().nullish(),
  timeZone: z.string().refine(isTimeZone, 'is no time zone such as Europe/Berlin').default('UTC'),
});
const Token = z.strictObject({
  email: z.email(),
  token: z.string().min(32, 'must have at least 32 characters').max(500),
});
const Workspace = z.strictObject({
  account: z.strictObject({ name: z.string().min(1).max(200), domain: z.hostname().max(253) }),
  users: z.array(User).default([]),
  tokens: z.array(Token).default([]),
});
const Bootstrap = z.union([z.strictObject({ accounts: z.array(Workspace) }), Workspace]);

/** One account of a bootstrap file with its people and tokens. */
export type Workspace = z.output<typeof Workspace>;

/** Reads a bootstrap file; throws a ConfigurationError that lists every mistake and no token. */
export async function readBootstrap(path: string): Promise<Workspace[]> {
  const content = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ConfigurationError([`WORKSIGHTS_BOOTSTRAP: ${path} cannot be read (${error.code}).`]);
  });
  return parseBootstrap(content, path);
}

/** The accounts of a bootstrap file's text; `name` stands before each mistake. */
export function parseBootstrap(content: string, name: string): Workspace[] {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    // The parser's own message would repeat what stands there, perhaps a token.
    throw new ConfigurationError([`${name}: is not JSON.`]);
  }
  // Chosen by hand, because a union would only say that neither form fits.
  const several = typeof json === 'object' && json !== null && 'accounts' in json;
  const parsed = (several ? Bootstrap.options[0] : Bootstrap.options[1]).safeParse(json);
  if (!parsed.success) {
    throw new ConfigurationError(
      parsed.error.issues.map((issue) => `${name}: ${toPath(issue.path)} ${issue.message}`),
    );
  }
  return 'accounts' in parsed.data ? parsed.data.accounts : [parsed.data];
}

/**
 * Applies accounts, people and tokens in one transaction; safe to repeat. Listed values win, what is not listed
 * stays. Throws a ConfigurationError (and applies nothing) when they contradict each other or what is stored.
 */
export async function applyBootstrap(db: Database, workspaces: readonly Workspace[]): Promise<void> {
  await db.transaction(async (tx) => {
    const mistakes = findRepeated(
      workspaces.map((workspace) => workspace.account.domain.toLowerCase()),
      (domain) => `the account ${domain} is listed twice.`,
    );
    for (const workspace of workspaces) {
      for (const mistake of await applyWorkspace(tx, workspace)) {
        mistakes.push(`${workspace.account.domain}: ${mistake}`);
      }
    }
    if (mistakes.length > 0) throw new ConfigurationError(mistakes);
  });
}

async function applyWorkspace(tx: Queries, workspace: Workspace): Promise<string[]> {
  const repeated = [
    ...findRepeated(
      workspace.users.map((user) => user.email.toLowerCase()),
      (email) => `the user ${email} is listed twice.`,
    ),
    ...findRepeated(
      workspace.tokens.map((token) => token.token),
      (_, index) => `tokens[${index}] repeats an earlier token.`,
    ),
  ];
  if (repeated.length > 0) return repeated;
  const { name, domain } = workspace.account;
  const isNew = (await findAccountByDomain(tx, domain)) === null;
  const accountId = await saveAccount(tx, name, domain);
  if (isNew) {
    const deed = { accountId, by: null, action: 'account.created', at: systemClock.now() } as const;
    await writeAudit(tx, { ...deed, subject: name });
  }
  await saveUsers(tx, accountId, workspace.users);
  const people = await listUsers(tx, accountId, { ids: null, after: null, limit: 1_000_000 });
  const idByEmail = new Map(people.map((user) => [user.email.toLowerCase(), user.id]));
  const managers = new Map(people.map((user) => [user.id, user.managerId]));
  return [
    ...(await applyManagers(tx, accountId, workspace, idByEmail, managers)),
    ...(await applyTokens(tx, accountId, workspace, idByEmail)),
  ];
}

async function applyManagers(
  tx: Queries,
  accountId: string,
  workspace: Workspace,
  idByEmail: ReadonlyMap<string, string>,
  managers: Map<string, string | null>,
): Promise<string[]> {
  const mistakes: string[] = [];
  const pairs: { userId: string; managerId: string | null }[] = [];
  for (const { email, manager } of workspace.users) {
    const userId = idByEmail.get(email.toLowerCase())!;
    const managerId = manager ? idByEmail.get(manager.toLowerCase()) : null;
    if (managerId === undefined) {
      mistakes.push(`the manager ${manager} of ${email} is no user of the account.`);
      continue;
    }
    managers.set(userId, managerId);
    pairs.push({ userId, managerId });
  }
  for (const { email } of workspace.users) {
    const userId = idByEmail.get(email.toLowerCase())!;
    if (leadsBack(userId, managers))
      mistakes.push(`${email} reports to themselves, directly or in a circle.`);
  }
  if (mistakes.length === 0 && pairs.length > 0) await setManagers(tx, accountId, pairs);
  return mistakes;
}

async function applyTokens(
  tx: Queries,
  accountId: string,
  workspace: Workspace,
  idByEmail: ReadonlyMap<string, string>,
): Promise<string[]> {
  const mistakes: string[] = [];
  for (const [index, { email, token }] of workspace.tokens.entries()) {
    const userId = idByEmail.get(email.toLowerCase());
    if (userId === undefined) mistakes.push(`tokens[${index}]: ${email} is no user of the account.`);
    else if (!(await grantToken(tx, accountId, { id: userId, email }, token))) {
      mistakes.push(`tokens[${index}]: the token of ${email} belongs to another account.`);
    }
  }
  return mistakes;
}

/** Creates an account with its first owner; throws where the domain is taken. */
export async function createAccount(db: Database, workspace: Workspace): Promise<void> {
  if (await findAccountByDomain(db, workspace.account.domain)) {
    throw new Error(`an account of ${workspace.account.domain} exists already`);
  }
  await applyBootstrap(db, [workspace]);
}

function leadsBack(userId: string, managers: ReadonlyMap<string, string | null>): boolean {
  const seen = new Set<string>();
  for (let at = managers.get(userId); at && !seen.has(at); at = managers.get(at)) {
    if (at === userId) return true;
    seen.add(at);
  }
  return false;
}

function findRepeated(values: readonly string[], say: (value: string, index: number) => string): string[] {
  const seen = new Set<string>();
  return values.flatMap((value, index) => {
    const known = seen.has(value);
    seen.add(value);
    return known ? [say(value, index)] : [];
  });
}

function toPath(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return text.replace(/^\./, '') || 'the file';
}
