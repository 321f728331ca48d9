import type { Slots } from '../activity/service.ts';
import { RequestError } from '../errors.ts';
import { forecastUse } from '../ingest/forecast.ts';
import { provisioningSteps } from '../ingest/provision.ts';
import { planSlots } from '../ingest/slotPlan.ts';
import { type ConnectionRow, findConnection } from '../store/connections.ts';
import { listFeatureStates } from '../store/features.ts';
import { listSteps, type StepRow } from '../store/provisioning.ts';
import { countMapping } from '../store/remoteUsers.ts';
import { findUser } from '../store/users.ts';
import type { Api } from './api.ts';
import type { Actor } from './auth.ts';
import type { Connection } from './contract.ts';
import { toSweeps } from './sweepView.ts';
import { iso, isoOrNull } from './times.ts';

/** A connection of the actor's account; 404 for any other id. */
export async function requireConnection(api: Api, actor: Actor, id: string): Promise<ConnectionRow> {
  const row = await findConnection(api.context.db, actor.account.id, id);
  if (row === null) throw new RequestError('not_found', 'There is no such connection.');
  return row;
}

/** A connection as the API gives it, with its progress and counts. */
export async function toConnection(api: Api, row: ConnectionRow): Promise<Connection> {
  const { db } = api.context;
  return {
    id: row.id,
    service: row.service,
    name: row.name,
    environment: row.environment,
    organizationId: row.organizationId,
    organizationName: row.organizationName,
    edition: row.edition,
    instanceUrl: row.instanceUrl,
    // Sweeps that rest are a connection that waits for a quota, though its stream goes on.
    status: row.status === 'active' && row.sweepPause !== null ? 'attention' : row.status,
    // What stops the stream comes before what holds back the sweeps, and what only holds back its upkeep.
    statusReason: row.statusReason ?? toPauseReason(row) ?? row.accessReason,
    channel: row.channel,
    connectedBy: {
      userId: row.connectedByUserId,
      name: row.connectedByName ?? '',
      remoteUserId: row.connectedByRemoteId,
    },
    owner: await findOwner(api, row),
    createdAt: iso(row.createdAt),
    provisioning: toProgress(row, await listSteps(db, row.accountId, row.id)),
    stream: {
      state: row.streamState,
      lastEventAt: isoOrNull(row.lastEventAt),
      coveredTo: isoOrNull(row.coveredTo),
      replayId: row.position,
    },
    ...(await toSweeps(api, row)),
    cdcSlots: await toSlots(api, row),
    delivery: toDelivery(row),
    apiUsage: toApiUsage(row, api.context.apiFloorPercent),
    users: await countMapping(db, row.accountId, row.id),
    directoryVersion: row.directoryVersion,
  };
}

function toPauseReason({ sweepPause }: ConnectionRow): Connection['statusReason'] {
  if (sweepPause === null) return null;
  const { code, text, fix, since } = sweepPause;
  return { code, text, fix, since };
}

async function findOwner(api: Api, { accountId, ownerId }: ConnectionRow): Promise<Connection['owner']> {
  const user = ownerId === null ? null : await findUser(api.context.db, accountId, ownerId);
  return user && { userId: user.id, name: user.name };
}

async function toSlots(api: Api, row: ConnectionRow): Promise<Connection['cdcSlots']> {
  const none = { used: 0, limit: 0, ours: [], others: [], shared: [], exempt: [], channels: {} };
  const slots: Slots = { ...none, ...row.slots };
  const features = api.context.services.get(row.service)?.features ?? [];
  const states = await listFeatureStates(api.context.db, row.accountId, row.id);
  return {
    ...slots,
    ours: [...slots.ours],
    others: [...slots.others],
    shared: [...slots.shared],
    exempt: [...slots.exempt],
    channels: Object.fromEntries(Object.entries(slots.channels).map(([key, names]) => [key, [...names]])),
    plan: row.slots === null ? [] : planSlots(features, states, slots),
  };
}

function toDelivery({ delivery }: ConnectionRow): Connection['delivery'] {
  if (delivery === null) return null;
  const { used, limit, samples } = delivery;
  const readAt = isoOrNull(samples.at(-1)?.at ?? null);
  return { used, limit, forecast: isoOrNull(forecastUse(samples, limit)), readAt };
}

function toApiUsage(row: ConnectionRow, floorPercent: number): Connection['apiUsage'] {
  const { apiUsed: used, apiLimit: limit, apiSamples } = row;
  const forecast =
    limit === null ? null : forecastUse(apiSamples ?? [], (limit * (100 - floorPercent)) / 100);
  return { used, limit, floorPercent, forecast: isoOrNull(forecast) };
}

// The stream has no end to wait for: it has started once something is known to be read. It comes before the last
// step, which only sets going what then reads behind it.
function toProgress(row: ConnectionRow, saved: readonly StepRow[]): Connection['provisioning'] {
  const byKey = new Map(saved.map((step) => [step.key, step]));
  const started = row.coveredTo !== null || row.streamState === 'live';
  const starting = ['connecting', 'delayed'].includes(row.streamState);
  const steps = provisioningSteps.map(({ key, name }) => {
    const step = byKey.get(key);
    return { key, name, state: step?.state ?? ('pending' as const), detail: step?.detail ?? null };
  });
  const stream = {
    key: 'stream',
    name: 'Start the stream',
    state: started ? ('done' as const) : starting ? ('running' as const) : ('pending' as const),
    detail: null,
  };
  return [...steps.slice(0, -1), stream, ...steps.slice(-1)];
}
