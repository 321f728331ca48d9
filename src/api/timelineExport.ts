import type { z } from 'zod';
import { RequestError } from '../errors.ts';
import { listTimeline } from '../store/timeline.ts';
import type { TimelineFilter, TimelinePosition } from '../store/timelineFilter.ts';
import { toActivity } from './activityView.ts';
import type { Api } from './api.ts';
import { type Actor, findActor } from './auth.ts';
import type { Activity } from './contract.ts';
import { listPeopleNames } from './visibility.ts';

const PAGE = 500;

/** An entry with the name of its person. */
export interface ExportedEntry {
  readonly person: string;
  readonly activity: z.output<typeof Activity>;
}

/**
 * Reads all entries that the filter wants, newest first, page by page as they are taken. Who asks, and what they may
 * see, is looked at anew before each page: an export that may not go on breaks off.
 */
export async function* readExport(
  api: Api,
  actor: Actor,
  filterFor: (actor: Actor) => Promise<TimelineFilter>,
  to: number | null,
): AsyncGenerator<readonly ExportedEntry[]> {
  const { db } = api.context;
  for (let position: TimelinePosition | null = null; ; ) {
    const now = await findActor(api, actor.proof);
    if (now === null) throw new RequestError('unauthenticated');
    const filter = await filterFor(now);
    const asked = { ...filter, to: filter.to ?? to };
    const rows = await listTimeline(db, actor.account.id, asked, {
      position,
      direction: 'older',
      limit: PAGE,
    });
    const names = await listPeopleNames(api, actor, new Set(rows.map(({ userId }) => userId)));
    yield rows.map((row) => ({ person: names.get(row.userId) ?? '', activity: toActivity(api, row) }));
    if (rows.length < PAGE) return;
    position = rows.at(-1)!;
  }
}

/** Heads of the columns of an exported entry. */
export const exportColumns = [
  ...['id', 'occurredAt', 'receivedAt', 'person', 'userId', 'service', 'connectionId', 'feature', 'category'],
  ...[
    'action',
    'title',
    'objectType',
    'objectId',
    'objectName',
    'objectUrl',
    'durationSeconds',
    'durationSource',
  ],
  ...['actor', 'via', 'count', 'paths', 'changes'],
];

/** The cells of an exported entry; changes as a person reads them. */
export function toCells({ person, activity }: ExportedEntry): (string | number | null)[] {
  const { id, occurredAt, receivedAt, userId, service, connectionId, feature, category, action, title } =
    activity;
  const { object, durationSeconds, durationSource, actor, via, count, paths, changes } = activity;
  const told = changes.map(({ label, from, to }) => `${label}: ${from ?? '?'} → ${to ?? '?'}`);
  return [
    ...[id, occurredAt, receivedAt, person, userId, service, connectionId, feature, category, action, title],
    ...[object.type, object.id, object.name, object.url, durationSeconds, durationSource],
    ...[actor, via, count, paths.join(' '), told.join('; ')],
  ];
}
