import type { z } from 'zod';
import { RequestError } from '../errors.ts';
import { listTimeline } from '../store/timeline.ts';
import { leastId, type TimelineFilter, type TimelinePosition } from '../store/timelineFilter.ts';
import { toActivity } from './activityView.ts';
import type { Api } from './api.ts';
import type { ActivityList, ActivityQuery } from './contract.ts';
import { parseCursor, timeAndId, toCursor } from './cursor.ts';

type Asked = Pick<z.output<typeof ActivityQuery>, 'cursor' | 'direction' | 'at' | 'limit'>;

/** Answers one page of the timeline, with cursors to both of its sides. */
export async function readPage(
  api: Api,
  accountId: string,
  filter: TimelineFilter,
  asked: Asked,
): Promise<z.output<typeof ActivityList>> {
  const { direction, limit } = asked;
  const position = toPosition(asked);
  const bounded = { ...filter, to: filter.to ?? api.context.clock.now() };
  // The extra row only tells that there is more.
  const page = { position, direction, limit: limit + 1 };
  const found = await listTimeline(api.context.db, accountId, bounded, page);
  const more = found.length > limit;
  const rows = direction === 'older' ? found.slice(0, limit) : found.slice(-limit);
  const [first, last] = [rows[0] ?? position, rows.at(-1) ?? position];
  const olderLeft = direction === 'older' ? more : true;
  const newerLeft = direction === 'older' ? position !== null : more;
  return {
    items: rows.map((row) => toActivity(api, row)),
    nextCursor: olderLeft ? cursorAt(last) : null,
    previousCursor: newerLeft ? cursorAt(first) : null,
  };
}

function toPosition({ cursor, at, direction }: Asked): TimelinePosition | null {
  const position = parseCursor(cursor, timeAndId);
  if (position !== null && at !== undefined) {
    throw new RequestError('invalid_request', 'at: goes without a cursor; the cursor says where to go on.');
  }
  if (position !== null) return { occurredAt: position[0], id: position[1] };
  if (at !== undefined) return { occurredAt: Date.parse(at), id: leastId };
  if (direction === 'newer') {
    throw new RequestError('invalid_request', 'direction: newer needs a cursor or at, from where to go on.');
  }
  return null;
}

function cursorAt(position: TimelinePosition | null): string | null {
  return position === null ? null : toCursor([position.occurredAt, position.id]);
}
