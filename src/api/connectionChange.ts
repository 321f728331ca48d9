import { RequestError } from '../errors.ts';
import { writeAudit } from '../store/audit.ts';
import { type ConnectionRow, changeConnection } from '../store/connections.ts';
import { findUser, type UserRow } from '../store/users.ts';
import type { Api } from './api.ts';
import type { Actor } from './auth.ts';
import { mayConnect } from './visibility.ts';

/** Renames a connection or gives it another owner. Throws invalid_value for who may not be one, and conflict. */
export async function applyConnectionChange(
  api: Api,
  actor: Actor,
  connection: ConnectionRow,
  wish: { readonly name?: string | undefined; readonly ownerId?: string | undefined },
): Promise<void> {
  const { db, clock } = api.context;
  const { accountId, id } = connection;
  const owner = wish.ownerId === undefined ? null : await requireOwner(api, accountId, wish.ownerId);
  const deed = { accountId, connectionId: id, by: actor.user.id, at: clock.now() };
  await db.transaction(async (tx) => {
    const change = { name: wish.name ?? null, ownerId: owner?.id ?? null };
    if (!(await changeConnection(tx, accountId, id, change))) {
      throw new RequestError('conflict', `The connection is ${connection.status}: it cannot be changed.`);
    }
    if (wish.name !== undefined && wish.name !== connection.name) {
      const details = { from: connection.name, to: wish.name };
      await writeAudit(tx, { ...deed, action: 'connection.renamed', details });
    }
    if (owner !== null && owner.id !== connection.ownerId) {
      const details = { from: connection.ownerId, to: owner.id };
      await writeAudit(tx, { ...deed, action: 'connection.owner_changed', subject: owner.email, details });
    }
  });
}

async function requireOwner(api: Api, accountId: string, id: string): Promise<UserRow> {
  const user = await findUser(api.context.db, accountId, id);
  if (user === null)
    throw new RequestError('invalid_value', 'ownerId: there is no such user in this account.');
  if (!mayConnect({ user })) {
    throw new RequestError(
      'invalid_value',
      'ownerId: only an Owner, Executive or Admin can own a connection.',
    );
  }
  return user;
}
