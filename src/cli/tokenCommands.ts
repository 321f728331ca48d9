import type { Context } from '../ingest/context.ts';
import { endToken, makeToken } from '../people/tokens.ts';
import { listTokens } from '../store/tokenList.ts';
import type { TokenScope } from '../store/tokens.ts';
import { requireAccountId, requireUser } from './lookUp.ts';
import { type OutputOptions, printJson, printLine, printRows } from './output.ts';

/** Whose token: a person's, in the only account or in that of a domain. */
interface Whose extends OutputOptions {
  readonly email: string;
  readonly domain?: string;
}

/** Makes a token for a person, or for their account's directory, and prints it, once. */
export async function tokenCreate(
  context: Context,
  options: Whose & { readonly name: string; readonly scope: string; readonly days?: number },
): Promise<void> {
  const accountId = await requireAccountId(context.db, options.domain);
  const user = await requireUser(context.db, accountId, options.email);
  const { token, row } = await makeToken(context, accountId, user.id, {
    ...{ name: options.name, scope: options.scope as TokenScope, expiresInDays: options.days ?? null },
  });
  if (options.json) printJson({ id: row.id, name: row.name, scope: row.scope, token });
  else printLine(`Token of ${options.email}, shown only now: ${token}`);
}

/** Lists a person's tokens with those of their account; never the tokens themselves. */
export async function tokenList({ db }: Context, options: Whose): Promise<void> {
  const accountId = await requireAccountId(db, options.domain);
  const user = await requireUser(db, accountId, options.email);
  const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
  const rows = await listTokens(db, accountId, user.id, true);
  printRows(
    rows.map(({ id, name, scope, createdAt, expiresAt, lastUsedAt, revokedAt }) => ({
      ...{ id, name, scope, created: iso(createdAt), expires: iso(expiresAt) },
      ...{ lastUsed: iso(lastUsedAt), revoked: iso(revokedAt) },
    })),
    options,
  );
}

/** Ends a token of a person, or of their account. */
export async function tokenRevoke(context: Context, id: string, options: Whose): Promise<void> {
  const accountId = await requireAccountId(context.db, options.domain);
  const user = await requireUser(context.db, accountId, options.email);
  await endToken(context, accountId, { userId: user.id, managesPeople: true }, id);
  if (options.json) printJson({ id, revoked: true });
  else printLine('Revoked. Sessions that it began are ended.');
}
