import { RequestError } from '../errors.ts';
import { type ConnectionRow, findConnection } from '../store/connections.ts';
import { listSteps } from '../store/provisioning.ts';
import { countMapping } from '../store/remoteUsers.ts';
import type { Api } from './api.ts';
import type { Actor } from './auth.ts';
import type { Connection } from './contract.ts';
import { iso, isoOrNull } from './times.ts';

// In the order in which they are done; the words are the page's.
const STEPS = [
  ['verify', 'Verify the edition'],
  ['organization', 'Read the org'],
  ['users', 'Import and map people'],
  ['channel', 'Create the data channel'],
  ['subscribe', 'Subscribe the features'],
  ['stream', 'Start the stream'],
  ['backfill', 'Start the backfill'],
] as const;

/** A connection of the actor's account; 404 for any other id. */
export async function requireConnection(api: Api, actor: Actor, id: string): Promise<ConnectionRow> {
  const row = await findConnection(api.context.db, actor.account.id, id);
  if (row === null) throw new RequestError('not_found', 'There is no such connection.');
  return row;
}

/** A connection as the API gives it, with its progress and counts. */
export async function toConnection(api: Api, row: ConnectionRow): Promise<Connection> {
  const { db } = api.context;
  const steps = new Map((await listSteps(db, row.accountId, row.id)).map((step) => [step.key, step]));
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
    provisioning: STEPS.map(([key, name]) => ({
      key,
      name,
      state: steps.get(key)?.state ?? 'pending',
      detail: steps.get(key)?.detail ?? null,
    })),
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
