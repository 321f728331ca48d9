import { RequestError } from '../errors.ts';
import { managesPeople } from '../people/rights.ts';
import {
  filterUserIds,
  listNamesByRole,
  listReportIds,
  listUsers,
  type UserRole,
  type UserRow,
} from '../store/users.ts';
import type { Api } from './api.ts';
import type { Actor } from './auth.ts';
import type { Allow } from './route.ts';

/** The only place that says who may see whom, and who may handle connections; people/rights.ts says who changes whom. */

const CONNECTING: readonly UserRole[] = ['owner', 'executive', 'technical_admin'];
const SEEING_ALL: readonly UserRole[] = ['owner', 'executive'];

/** Ids of the users whose activity the actor may see; null means everyone of the account. */
async function visibleUserIds(api: Api, { user, account }: Actor): Promise<readonly string[] | null> {
  if (SEEING_ALL.includes(user.role)) return null;
  if (user.role === 'manager') return listReportIds(api.context.db, account.id, user.id);
  return [user.id];
}

/** Ids of the users whose names the actor may see: whoever maps people must be able to choose among all. */
export async function listableUserIds(api: Api, actor: Actor): Promise<readonly string[] | null> {
  return mayConnect(actor) ? null : visibleUserIds(api, actor);
}

/** The asked ones of the visible users, or all of them; 403 for one that may not be seen, 404 for a stranger. */
export async function chooseUserIds(
  api: Api,
  actor: Actor,
  asked: readonly string[],
): Promise<readonly string[] | null> {
  const visible = await visibleUserIds(api, actor);
  if (asked.length === 0) return visible;
  const hidden = visible === null ? asked : asked.filter((id) => !visible.includes(id));
  if (hidden.length === 0) return asked;
  const known = await filterUserIds(api.context.db, actor.account.id, hidden);
  if (hidden.some((id) => !known.has(id))) throw new RequestError('not_found', 'There is no such user.');
  if (visible !== null) {
    throw new RequestError('forbidden', 'You see your own activity and that of people who report to you.');
  }
  return asked;
}

/** Names of people whom the actor was found to see. */
export async function listPeopleNames(
  api: Api,
  { account }: Actor,
  ids: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> {
  const rows = await listUsers(api.context.db, account.id, { ids: [...ids], after: null, limit: ids.size });
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** True for the roles that see everyone, and so may give somebody their data or erase it. */
export function seesEveryone(actor: Actor): boolean {
  return SEEING_ALL.includes(actor.user.role);
}

/** True for the roles that may see and make connections. */
export function mayConnect({ user }: { readonly user: Pick<UserRow, 'role'> }): boolean {
  return CONNECTING.includes(user.role);
}

/** True for the roles that add, change and deactivate people. */
export function mayManagePeople(actor: Actor): boolean {
  return managesPeople(actor.user.role);
}

/** True for the operators of this installation, whichever account they are of and whatever their role. */
export function isOperator(api: Api, actor: Actor): boolean {
  return api.context.operators?.has(actor.user.email.toLowerCase()) ?? false;
}

/** A sentence for those who may not: whom to ask, by name. */
export async function whomToAsk(
  api: Api,
  actor: Actor,
  matter: Exclude<Allow, 'anyone'> = 'connections',
): Promise<string> {
  if (matter === 'operators') {
    return 'Only the operators of this installation may do this. Ask them in the chat.';
  }
  const names = await listNamesByRole(api.context.db, actor.account.id, CONNECTING, 3);
  const asked =
    names.length === 0 ? 'one of them' : new Intl.ListFormat('en', { type: 'disjunction' }).format(names);
  const what = matter === 'people' ? 'manage people' : 'handle connections';
  return `Only Owners, Executives and Admins ${what}. Ask ${asked}.`;
}
