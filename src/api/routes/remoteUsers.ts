import { setUserSwitch } from '../../ingest/featureControl.ts';
import { setMapping } from '../../ingest/mapping.ts';
import { listRemoteUsers, type RemoteUserRow as Row } from '../../store/remoteUsers.ts';
import { requireConnection } from '../connectionView.ts';
import {
  ConnectionParams,
  EnabledRequest,
  MappingRequest,
  RemoteFeatureParams,
  RemoteParams,
  RemoteUserList,
  RemoteUserListQuery,
  type RemoteUserRow,
} from '../contract.ts';
import { nameAndId, parseCursor, toPage } from '../cursor.ts';
import { defineRoute } from '../route.ts';
import { isoOrNull } from '../times.ts';

const base = '/api/v1/connections/:id/users';
const guarded = { tag: 'mapping', allow: 'connections' } as const;

const list = defineRoute({
  ...guarded,
  method: 'GET',
  url: base,
  summary: "The org's people by name, with their mapping and switches",
  params: ConnectionParams,
  query: RemoteUserListQuery,
  response: RemoteUserList,
  handler: async (api, { actor, params, query }) => {
    const connection = await requireConnection(api, actor, params.id);
    const keys = api.context.services.get(connection.service)?.features.map(({ key }) => key) ?? [];
    const rows = await listRemoteUsers(api.context.db, connection.accountId, connection.id, {
      state: query.state,
      search: query.search,
      cursor: parseCursor(query.cursor, nameAndId)?.join('\n'),
      limit: query.limit + 1,
    });
    return toPage(
      rows,
      query.limit,
      (row) => [row.name, row.id],
      (row) => toRow(row, keys),
    );
  },
});

const map = defineRoute({
  ...guarded,
  method: 'PUT',
  url: `${base}/:remote/mapping`,
  summary: 'Map a person of the org to a user, or to nobody; remembered',
  params: RemoteParams,
  body: MappingRequest,
  status: 204,
  handler: async (api, { actor, params, body }) => {
    const { accountId, id } = await requireConnection(api, actor, params.id);
    await setMapping(api.context, {
      accountId,
      connectionId: id,
      remoteUserId: params.remote,
      userId: body.userId,
      changedBy: actor.user.id,
    });
  },
});

const switchFeature = defineRoute({
  ...guarded,
  method: 'PUT',
  url: `${base}/:remote/features/:key`,
  summary: 'Switch a feature for one person of the org',
  params: RemoteFeatureParams,
  body: EnabledRequest,
  status: 204,
  handler: async (api, { actor, params, body }) => {
    const { accountId, id } = await requireConnection(api, actor, params.id);
    await setUserSwitch(api.context, {
      accountId,
      connectionId: id,
      remoteUserId: params.remote,
      feature: params.key,
      enabled: body.enabled,
      changedBy: actor.user.id,
    });
  },
});

function toRow(row: Row, keys: readonly string[]): RemoteUserRow {
  const { id, name, email, username, active } = row;
  return {
    remoteUser: { id, name, email, username, active },
    mapping: { state: row.state, userId: row.userId, waiting: row.waiting },
    features: Object.fromEntries(keys.map((key) => [key, row.switches[key] ?? true])),
    lastProcessedAt: isoOrNull(row.lastProcessedAt),
  };
}

export const remoteUserRoutes = [list, map, switchFeature];
