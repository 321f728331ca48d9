import type { Service } from '../../activity/service.ts';
import { RequestError } from '../../errors.ts';
import { beginConnect } from '../../ingest/connect.ts';
import { listConnections } from '../../store/connections.ts';
import { listRemoved } from '../../store/removals.ts';
import type { Api } from '../api.ts';
import { type Actor, sessionHashOf } from '../auth.ts';
import { toConnection } from '../connectionView.ts';
import { ConnectAnswer, ConnectRequest, type ServiceInfo, ServiceList, ServiceParams } from '../contract.ts';
import { defineRoute } from '../route.ts';
import { iso } from '../times.ts';
import { mayConnect, whomToAsk } from '../visibility.ts';

const services = defineRoute({
  method: 'GET',
  url: '/api/v1/services',
  summary: 'What can be connected, and what is',
  tag: 'services',
  allow: 'signedIn',
  response: ServiceList,
  handler: async (api, { actor }) => {
    const infos = [...api.context.services.values()].map((service) => toServiceInfo(api, actor, service));
    return { items: await Promise.all(infos), nextCursor: null };
  },
});

const connect = defineRoute({
  method: 'POST',
  url: '/api/v1/services/:service/connections',
  summary: 'Begin to connect an org; the browser then goes to authorizationUrl',
  tag: 'services',
  allow: 'connections',
  params: ServiceParams,
  body: ConnectRequest,
  response: ConnectAnswer,
  status: 201,
  perMinute: 60,
  handler: (api, { actor, params, body }) => {
    const service = api.context.services.get(params.service);
    if (service === undefined) throw new RequestError('not_found', 'There is no such service.');
    return beginConnect(api.context, {
      accountId: actor.account.id,
      userId: actor.user.id,
      sessionHash: sessionHashOf(actor),
      service: service.key,
      environment: body.environment,
      edition: body.edition,
      myDomain: body.myDomain ?? null,
    });
  },
});

async function toServiceInfo(api: Api, actor: Actor, service: Service): Promise<ServiceInfo> {
  const canConnect = mayConnect(actor);
  const rows = canConnect ? await listConnections(api.context.db, actor.account.id) : [];
  const ours = rows.filter((row) => row.service === service.key && row.status !== 'authorizing');
  return {
    key: service.key,
    name: service.name,
    description: service.description,
    configured: service.missingSettings.length === 0,
    missingSettings: [...service.missingSettings],
    canConnect,
    askWhom: canConnect ? null : await whomToAsk(api, actor),
    editions: Object.entries(service.editions).map(([key, edition]) => ({ key, ...edition })),
    removed: canConnect ? await toRemoved(api, actor, service) : null,
    connections: canConnect ? await Promise.all(ours.map((row) => toConnection(api, row))) : null,
  };
}

async function toRemoved(api: Api, actor: Actor, { key }: Service): Promise<ServiceInfo['removed']> {
  const rows = await listRemoved(api.context.db, actor.account.id);
  return rows
    .filter(({ service }) => service === key)
    .map(({ id, name, environment, removedAt, keepsEntries }) => ({
      ...{ id, name, environment, removedAt: iso(removedAt), keepsEntries },
    }));
}

export const serviceRoutes = [services, connect];
