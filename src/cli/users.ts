import type { Context } from '../ingest/context.ts';
import { addPerson, changePerson, type PersonWish, withTeam } from '../people/team.ts';
import { listTeam } from '../store/team.ts';
import type { UserRow } from '../store/users.ts';
import { requireAccountId, requireUser } from './lookUp.ts';
import { type OutputOptions, printRows } from './output.ts';

// Whoever runs the installation stands above the roles in its accounts.
const operator = { userId: null, role: 'operator' } as const;

/** What is said of a person on the command line; a manager by e-mail, `none` for nobody. */
export interface UserOptions extends OutputOptions {
  readonly domain?: string;
  readonly email: string;
  readonly newEmail?: string;
  readonly name?: string;
  readonly role?: string;
  readonly manager?: string;
  readonly timeZone?: string;
  readonly region?: string;
  readonly position?: string;
  readonly login?: boolean;
}

/** Lists the people of an account. */
export async function userList({ db }: Context, options: OutputOptions & { domain?: string }): Promise<void> {
  const team = await listTeam(db, await requireAccountId(db, options.domain));
  printRows(
    team.map((user) => toRow(user, team)),
    options,
  );
}

/** Adds a person. */
export async function userAdd(context: Context, options: UserOptions): Promise<void> {
  const { db } = context;
  const accountId = await requireAccountId(db, options.domain);
  const wish = await toWish(context, accountId, options);
  const person = { ...wish, email: options.email, name: options.name ?? '' };
  const user = await withTeam(context, accountId, operator, (team) => addPerson(team, person));
  printRows([toRow(user, await listTeam(db, accountId))], options);
}

/** Changes, deactivates or activates a person. */
export async function userChange(
  context: Context,
  options: UserOptions & { readonly active?: boolean },
): Promise<void> {
  const { db } = context;
  const accountId = await requireAccountId(db, options.domain);
  const { id } = await requireUser(db, accountId, options.email);
  const wish = { ...(await toWish(context, accountId, options)), active: options.active };
  const user = await withTeam(context, accountId, operator, (team) => changePerson(team, id, wish));
  printRows([toRow(user, await listTeam(db, accountId))], options);
}

async function toWish({ db }: Context, accountId: string, options: UserOptions): Promise<PersonWish> {
  const { manager, role, newEmail, name, timeZone, region, position, login } = options;
  return {
    ...{ name, timeZone, region, position },
    ...{ email: newEmail, role: role as PersonWish['role'], loginAccess: login },
    managerId:
      manager === undefined || manager === 'none'
        ? manager && null
        : (await requireUser(db, accountId, manager)).id,
  } as PersonWish;
}

function toRow(user: UserRow, team: readonly UserRow[]) {
  const { id, email, name, role, timeZone, region, position, loginAccess } = user;
  const manager = team.find((other) => other.id === user.managerId)?.email ?? null;
  const shown = { email, name, role, manager, timeZone, region, position, loginAccess };
  return { ...shown, active: user.deactivatedAt === null, id };
}
