import { listUsers, type UserRow } from '../../store/users.ts';
import { type User, UserList, UserListQuery } from '../contract.ts';
import { nameAndId, parseCursor, toPage } from '../cursor.ts';
import { defineRoute } from '../route.ts';
import { listableUserIds } from '../visibility.ts';

/** A user as the API gives it. */
export function toUser({ id, email, name, role, managerId, timeZone }: UserRow): User {
  return { id, email, name, role, managerId, timeZone };
}

const users = defineRoute({
  method: 'GET',
  url: '/api/v1/users',
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
    });
    return toPage(rows, query.limit, (row) => [row.name, row.id], toUser);
  },
});

export const userRoutes = [users];
