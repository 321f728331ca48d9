import { RequestError } from '../../errors.ts';
import type { Changer } from '../../people/rights.ts';
import { addPerson, changePerson, withTeam } from '../../people/team.ts';
import { findUser, listUsers, type UserRow } from '../../store/users.ts';
import type { Actor } from '../auth.ts';
import { NewUser, User, UserChange, UserList, UserListQuery, UserParams } from '../contract.ts';
import { nameAndId, parseCursor, toPage } from '../cursor.ts';
import { defineRoute } from '../route.ts';
import { isoOrNull } from '../times.ts';
import { listableUserIds } from '../visibility.ts';

/** A user as the API gives it. */
export function toUser({ deactivatedAt, invitedAt, ...user }: UserRow): User {
  const { id, email, name, role, managerId, timeZone, region, position, loginAccess } = user;
  const shown = { id, email, name, role, managerId, timeZone, region, position, loginAccess };
  return { ...shown, deactivatedAt: isoOrNull(deactivatedAt), invitedAt: isoOrNull(invitedAt) };
}

/** Whoever asks, as somebody who changes people. */
export function toChanger({ user }: Actor): Extract<Changer, { userId: string }> {
  return { userId: user.id, role: user.role };
}

const url = '/api/v1/users';

const list = defineRoute({
  method: 'GET',
  url,
  summary: 'Users that I may see, by name',
  tag: 'people',
  allow: 'signedIn',
  query: UserListQuery,
  response: UserList,
  handler: async (api, { actor, query }) => {
    const position = parseCursor(query.cursor, nameAndId);
    const rows = await listUsers(api.context.db, actor.account.id, {
      ids: await listableUserIds(api, actor),
      after: position && { name: position[0], id: position[1] },
      limit: query.limit + 1,
      active: query.state === undefined ? undefined : query.state === 'active',
      search: query.search,
    });
    return toPage(rows, query.limit, (row) => [row.name, row.id], toUser);
  },
});

const one = defineRoute({
  method: 'GET',
  url: `${url}/:id`,
  summary: 'One of the users that I may see',
  tag: 'people',
  allow: 'signedIn',
  params: UserParams,
  response: User,
  handler: async (api, { actor, params }) => {
    const listable = await listableUserIds(api, actor);
    const user = await findUser(api.context.db, actor.account.id, params.id);
    if (user === null || (listable !== null && !listable.includes(user.id))) {
      throw new RequestError('not_found', 'There is no such user.');
    }
    return toUser(user);
  },
});

const add = defineRoute({
  method: 'POST',
  url,
  summary: 'Add a person; with login access they can sign in at once',
  tag: 'people',
  allow: 'people',
  body: NewUser,
  response: User,
  status: 201,
  handler: async (api, { actor, body }) =>
    toUser(
      await withTeam(api.context, actor.account.id, toChanger(actor), (team) =>
        addPerson(team, { timeZone: actor.user.timeZone, ...body }),
      ),
    ),
});

const change = defineRoute({
  method: 'PATCH',
  url: `${url}/:id`,
  summary: 'Change, deactivate or activate a person; everybody may change their own name and time zone',
  tag: 'people',
  allow: 'signedIn',
  params: UserParams,
  body: UserChange,
  response: User,
  handler: async (api, { actor, params, body }) =>
    toUser(
      await withTeam(api.context, actor.account.id, toChanger(actor), (team) =>
        changePerson(team, params.id, body),
      ),
    ),
});

export const userRoutes = [list, one, add, change];
