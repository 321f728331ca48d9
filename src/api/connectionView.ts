import { RequestError } from '../errors.ts';
import { provisioningSteps } from '../ingest/provision.ts';
import { type ConnectionRow, findConnection } from '../store/connections.ts';
import { listSteps, type StepRow } from '../store/provisioning.ts';
import { countMapping } from '../store/remoteUsers.ts';
import type { Api } from './api.ts';
import type { Actor } from './auth.ts';
import type { Connection } from './contract.ts';
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
  const notSwept = { lastRunAt: null, lastStatus: null, nextRunAt: null };
  return {
    id: row.id,
    service: row.service,
    name: row.name,
    environment: row.environment,
    organizationId: row.organizationId,
    organizationName: row.organizationName,
    edition: row.edition,
    instanceUrl: row.instanceUrl,
    status: row.status,
    statusReason: row.statusReason,
    channel: row.channel,
    connectedBy: {
      userId: row.connectedByUserId,
      name: row.connectedByName ?? '',
      remoteUserId: row.connectedByRemoteId,
    },
    createdAt: iso(row.createdAt),
    provisioning: toProgress(row, await listSteps(db, row.accountId, row.id)),
    stream: {
      state: row.streamState,
      lastEventAt: isoOrNull(row.lastEventAt),
      coveredTo: isoOrNull(row.coveredTo),
      replayId: row.position,
    },
    sweeps: { fieldHistory: notSwept, delta: notSwept },
    backfill: { state: 'pending', percent: 0 },
    cdcSlots: {
      used: row.slots?.used ?? 0,
      limit: row.slots?.limit ?? 0,
      ours: [...(row.slots?.ours ?? [])],
      others: [...(row.slots?.others ?? [])],
    },
    apiUsage: { used: row.apiUsed, limit: row.apiLimit },
    users: await countMapping(db, row.accountId, row.id),
  };
}

// The stream has no end to wait for: it has started once something is known to be read.
function toProgress(row: ConnectionRow, saved: readonly StepRow[]): Connection['provisioning'] {
  const byKey = new Map(saved.map((step) => [step.key, step]));
  const started = row.coveredTo !== null || row.streamState === 'live';
  const starting = ['connecting', 'delayed'].includes(row.streamState);
  return [
    ...provisioningSteps.map(({ key, name }) => {
      const step = byKey.get(key);
      return { key, name, state: step?.state ?? ('pending' as const), detail: step?.detail ?? null };
    }),
    {
      key: 'stream',
      name: 'Start the stream',
      state: started ? 'done' : starting ? 'running' : 'pending',
      detail: null,
    },
  ];
}
