import { beginReconnect, beginReplace } from '../../ingest/connect.ts';
import { refreshRemoteUsers } from '../../ingest/mapping.ts';
import { listConnections } from '../../store/connections.ts';
import { listRuns, type RunRow } from '../../store/runs.ts';
import { sessionHashOf } from '../auth.ts';
import { requireConnection, toConnection } from '../connectionView.ts';
import {
  Connection,
  ConnectionList,
  ConnectionParams,
  ListQuery,
  ReconnectAnswer,
  RunAnswer,
  RunList,
  SweepRequest,
} from '../contract.ts';
import { parseCursor, timeAndId, toPage } from '../cursor.ts';
import { defineRoute } from '../route.ts';
import { iso, isoOrNull } from '../times.ts';

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

const sweep = defineRoute({
  ...guarded,
  method: 'POST',
  url: `${base}/:id/sweeps`,
  summary: 'Run a sweep now; answers the running one where one runs',
  params: ConnectionParams,
  body: SweepRequest,
  response: RunAnswer,
  status: 202,
  handler: async (api, { actor, params }) => {
    const { id } = await requireConnection(api, actor, params.id);
    return refreshRemoteUsers(api.context, { accountId: actor.account.id, connectionId: id });
  },
});

const runs = defineRoute({
  ...guarded,
  method: 'GET',
  url: `${base}/:id/runs`,
  summary: 'What was run for the connection, newest first',
  params: ConnectionParams,
  query: ListQuery,
  response: RunList,
  handler: async (api, { actor, params, query }) => {
    const { id } = await requireConnection(api, actor, params.id);
    const position = parseCursor(query.cursor, timeAndId);
    const before = position && { startedAt: position[0], id: position[1] };
    const rows = await listRuns(api.context.db, actor.account.id, id, before, query.limit + 1);
    return toPage(rows, query.limit, (row) => [row.startedAt, row.id], toRun);
  },
});

function toRun(row: RunRow) {
  return {
    ...row,
    startedAt: iso(row.startedAt),
    finishedAt: isoOrNull(row.finishedAt),
    counts: { ...row.counts },
  };
}

export const connectionRoutes = [list, one, reconnect, replace, sweep, runs];
