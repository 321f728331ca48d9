import type { z } from 'zod';
import { RequestError } from '../errors.ts';
import { findConnection } from '../store/connections.ts';
import type { TimelineFilter, TimelineRow } from '../store/timeline.ts';
import type { Api } from './api.ts';
import type { Actor } from './auth.ts';
import type { Activity, ActivityFilter } from './contract.ts';
import { iso } from './times.ts';
import { chooseUserIds } from './visibility.ts';

/** An entry as the API gives it. */
export function toActivity(api: Api, row: TimelineRow): Activity {
  return {
    id: row.id,
    userId: row.userId,
    service: row.service,
    connectionId: row.connectionId,
    feature: row.feature,
    category: row.category,
    action: row.action,
    title: row.title,
    object: { type: row.objectType, id: row.objectId, name: row.objectName, url: toObjectUrl(api, row) },
    changes: row.changes.map((change) => ({ ...change })),
    occurredAt: iso(row.occurredAt),
    receivedAt: iso(row.receivedAt),
    latencySeconds: row.latencySeconds,
    durationSeconds: row.durationSeconds,
    durationSource: row.durationSource,
    actor: row.actor,
    via: row.via,
    count: row.count,
    paths: row.paths,
    came: toCame(row, api.context.sweepIntervalSeconds),
  };
}

// A save is told late by its own right: a transaction commits after its first row is stamped.
const committingMs = 15 * 60_000;

function toCame(
  { paths, occurredAt, receivedAt, connectedAt }: TimelineRow,
  sweepIntervalSeconds: number,
): Activity['came'] {
  if (occurredAt < connectedAt) return 'backfill';
  const isLate = receivedAt - occurredAt > 2 * sweepIntervalSeconds * 1000 + committingMs;
  if (isLate) return 'recovered';
  return paths.includes('cdc') ? 'live' : 'sweep';
}

function toObjectUrl(api: Api, row: TimelineRow): string | null {
  const service = api.context.services.get(row.service);
  if (service === undefined || row.instanceUrl === null || row.objectId === null) return null;
  return new URL(service.recordPath(row.objectType, row.objectId), row.instanceUrl).href;
}

/**
 * What was asked for, narrowed to what the actor may see. Throws 403 for a hidden user, 404 for a stranger or
 * another account's connection, 400 for a feature that no service has.
 */
export async function toTimelineFilter(
  api: Api,
  actor: Actor,
  asked: z.output<typeof ActivityFilter>,
): Promise<TimelineFilter> {
  const known = new Set(
    [...api.context.services.values()].flatMap((each) => each.features.map(({ key }) => key)),
  );
  const strange = asked.feature.find((key) => !known.has(key));
  if (strange !== undefined) throw new RequestError('invalid_request', `feature: there is no ${strange}.`);
  for (const id of asked.connectionId) {
    if ((await findConnection(api.context.db, actor.account.id, id)) === null) {
      throw new RequestError('not_found', 'There is no such connection.');
    }
  }
  return {
    userIds: await chooseUserIds(api, actor, asked.userId),
    connectionIds: asked.connectionId.length === 0 ? null : asked.connectionId,
    features: asked.feature.length === 0 ? null : asked.feature,
    from: asked.from === undefined ? null : Date.parse(asked.from),
    to: asked.to === undefined ? null : Date.parse(asked.to),
  };
}
