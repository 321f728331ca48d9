import { beginReconnect, beginReplace } from '../../ingest/connect.ts';
import { listConnections } from '../../store/connections.ts';
import { sessionHashOf } from '../auth.ts';
import { applyConnectionChange } from '../connectionChange.ts';
import { requireConnection, toConnection } from '../connectionView.ts';
import {
  Connection,
  ConnectionList,
  ConnectionParams,
  ConnectionPatch,
  ReconnectAnswer,
} from '../contract.ts';
import { defineRoute } from '../route.ts';

const base = '/api/v1/connections';
const guarded = { tag: 'connections', allow: 'connections' } as const;

const list = defineRoute({
  ...guarded,
  method: 'GET',
  url: base,
  summary: 'Connections of the account, oldest first',
  response: ConnectionList,
  handler: async (api, { actor }) => {
    const rows = await listConnections(api.context.db, actor.account.id);
    return { items: await Promise.all(rows.map((row) => toConnection(api, row))), nextCursor: null };
  },
});

const one = defineRoute({
  ...guarded,
  method: 'GET',
  url: `${base}/:id`,
  summary: 'One connection with its progress, stream, slots and counts',
  params: ConnectionParams,
  response: Connection,
  handler: async (api, { actor, params }) =>
    toConnection(api, await requireConnection(api, actor, params.id)),
});

const patch = defineRoute({
  ...guarded,
  method: 'PATCH',
  url: `${base}/:id`,
  summary: 'Rename a connection, or give it another owner',
  params: ConnectionParams,
  body: ConnectionPatch,
  response: Connection,
  handler: async (api, { actor, params, body }) => {
    await applyConnectionChange(api, actor, await requireConnection(api, actor, params.id), body);
    return toConnection(api, await requireConnection(api, actor, params.id));
  },
});

const reconnect = defineRoute({
  ...guarded,
  method: 'POST',
  url: `${base}/:id/reconnect`,
  summary: 'Begin to authorise again; the connection goes on from its stored positions',
  params: ConnectionParams,
  response: ReconnectAnswer,
  status: 201,
  perMinute: 60,
  handler: async (api, { actor, params }) => {
    const { id } = await requireConnection(api, actor, params.id);
    return beginReconnect(api.context, {
      accountId: actor.account.id,
      userId: actor.user.id,
      sessionHash: sessionHashOf(actor),
      connectionId: id,
    });
  },
});

const replace = defineRoute({
  ...guarded,
  method: 'POST',
  url: `${base}/:id/replace`,
  summary: 'Begin to authorise what a refreshed sandbox became; entries stay, positions start anew',
  params: ConnectionParams,
  response: ReconnectAnswer,
  status: 201,
  perMinute: 60,
  handler: async (api, { actor, params }) => {
    const { id } = await requireConnection(api, actor, params.id);
    return beginReplace(api.context, {
      accountId: actor.account.id,
      userId: actor.user.id,
      sessionHash: sessionHashOf(actor),
      connectionId: id,
    });
  },
});

export const connectionRoutes = [list, one, patch, reconnect, replace];
