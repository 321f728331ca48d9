import { z } from 'zod';
import { actions, categories } from '../activity/activity.ts';
import { RequestError } from '../errors.ts';
import { findConnection } from '../store/connections.ts';
import { readTimeline, type TimelineRow } from '../store/timeline.ts';
import { type TimelineFilter, toWordQuery } from '../store/timelineFilter.ts';
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
    edited: toEdited(row),
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

function toEdited(row: TimelineRow): Activity['edited'] {
  const { editedAt, editedById, editedByName, reportedSeconds, reportedSource } = row;
  if (editedAt === null || reportedSeconds === null || reportedSource === null) return null;
  const by = editedById === null ? null : { id: editedById, name: editedByName ?? '' };
  return { by, at: iso(editedAt), reportedSeconds, reportedSource };
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
  requireKnown('feature', asked.feature, known);
  requireKnown('category', asked.category, new Set(categories));
  requireKnown('action', asked.action, new Set(actions));
  for (const id of asked.connectionId) {
    if ((await findConnection(api.context.db, actor.account.id, id)) === null) {
      throw new RequestError('not_found', 'There is no such connection.');
    }
  }
  const orAny = (wanted: readonly string[]) => (wanted.length === 0 ? null : wanted);
  return {
    userIds: await chooseUserIds(api, actor, asked.userId),
    teamOf: null,
    connectionIds: orAny(asked.connectionId),
    features: orAny(asked.feature),
    categories: orAny(asked.category),
    actions: orAny(asked.action),
    objectTypes: orAny(asked.objectType),
    objectIds: orAny(asked.objectId),
    words: asked.text === undefined ? null : requireWords(asked.text),
    from: asked.from === undefined ? null : Date.parse(asked.from),
    to: asked.to === undefined ? null : Date.parse(asked.to),
  };
}

/** An entry that the actor may see; 404 where there is none, 403 where it is somebody's whom they may not see. */
export async function requireActivity(api: Api, actor: Actor, id: string): Promise<TimelineRow> {
  const known = z.uuid().safeParse(id).success;
  const [row] = known ? await readTimeline(api.context.db, actor.account.id, [id], null) : [];
  if (row === undefined || row.userId === null)
    throw new RequestError('not_found', 'There is no such entry.');
  await chooseUserIds(api, actor, [row.userId]);
  return { ...row, userId: row.userId };
}

function requireKnown(name: string, asked: readonly string[], known: ReadonlySet<string>): void {
  const strange = asked.find((each) => !known.has(each));
  if (strange === undefined) return;
  throw new RequestError('invalid_request', `${name}: there is no ${strange}, but ${[...known].join(', ')}.`);
}

function requireWords(text: string): string {
  const words = toWordQuery(text);
  if (words === null) throw new RequestError('invalid_request', 'text: holds no word to look for.');
  return words;
}
