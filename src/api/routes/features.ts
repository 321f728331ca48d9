import type { Feature } from '../../activity/feature.ts';
import { retryFeature, setFeatureEnabled } from '../../ingest/featureControl.ts';
import { readCertain } from '../../ingest/freshness.ts';
import type { ConnectionRow } from '../../store/connections.ts';
import { type FeatureStateRow, listFeatureStates } from '../../store/features.ts';
import type { Api } from '../api.ts';
import type { Actor } from '../auth.ts';
import { requireConnection } from '../connectionView.ts';
import { ConnectionParams, EnabledRequest, FeatureList, FeatureParams, FeatureState } from '../contract.ts';
import { defineRoute } from '../route.ts';
import { iso, isoOrNull } from '../times.ts';

const base = '/api/v1/connections/:id/features';
const guarded = { tag: 'features', allow: 'connections' } as const;

const list = defineRoute({
  ...guarded,
  method: 'GET',
  url: base,
  summary: 'Every feature of the connection: how it runs and why not',
  params: ConnectionParams,
  response: FeatureList,
  handler: async (api, { actor, params }) => {
    const connection = await requireConnection(api, actor, params.id);
    return { items: await readFeatures(api, connection), nextCursor: null };
  },
});

const patch = defineRoute({
  ...guarded,
  method: 'PATCH',
  url: `${base}/:key`,
  summary: 'Switch a feature for the whole connection',
  params: FeatureParams,
  body: EnabledRequest,
  response: FeatureState,
  handler: async (api, { actor, params, body }) => {
    const connection = await requireConnection(api, actor, params.id);
    await setFeatureEnabled(api.context, {
      ...toChoice(actor, connection, params.key),
      enabled: body.enabled,
    });
    return readFeature(api, connection, params.key);
  },
});

const retry = defineRoute({
  ...guarded,
  method: 'POST',
  url: `${base}/:key/retry`,
  summary: 'Try the slot of a blocked feature again',
  params: FeatureParams,
  response: FeatureState,
  handler: async (api, { actor, params }) => {
    const connection = await requireConnection(api, actor, params.id);
    await retryFeature(api.context, toChoice(actor, connection, params.key));
    return readFeature(api, connection, params.key);
  },
});

function toChoice(actor: Actor, connection: ConnectionRow, feature: string) {
  return { accountId: actor.account.id, connectionId: connection.id, feature, changedBy: actor.user.id };
}

async function readFeatures(api: Api, connection: ConnectionRow): Promise<FeatureState[]> {
  const rows = await listFeatureStates(api.context.db, connection.accountId, connection.id);
  const byKey = new Map(rows.map((row) => [row.feature, row]));
  const service = api.context.services.get(connection.service);
  if (service === undefined) return [];
  const ref = { accountId: connection.accountId, connectionId: connection.id };
  const certain = await readCertain(api.context.db, ref, service);
  return service.features.map((feature) =>
    toFeature(feature, byKey.get(feature.key), certain.get(feature.key) ?? null),
  );
}

// The caller has made sure that there is such a feature.
async function readFeature(api: Api, connection: ConnectionRow, key: string): Promise<FeatureState> {
  return (await readFeatures(api, connection)).find((feature) => feature.key === key)!;
}

/** Who switched a feature for the whole connection last, and when; null where nobody ever did. */
export function toSwitched(row: FeatureStateRow | undefined): FeatureState['switched'] {
  if (row === undefined || row.switchedAt === null) return null;
  return { by: row.switchedBy, at: iso(row.switchedAt) };
}

function toFeature(
  feature: Feature,
  row: FeatureStateRow | undefined,
  certainTo: number | null,
): FeatureState {
  return {
    key: feature.key,
    name: feature.name,
    path: row?.path ?? feature.defaultPath,
    defaultPath: feature.defaultPath,
    status: row?.status ?? 'active',
    reason: row?.reason ?? null,
    enabled: row?.enabled ?? true,
    lastProcessedAt: isoOrNull(row?.lastProcessedAt ?? null),
    certainTo: isoOrNull(certainTo),
    switched: toSwitched(row),
  };
}

export const featureRoutes = [list, patch, retry];
