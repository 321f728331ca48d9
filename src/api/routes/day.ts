import type { z } from 'zod';
import { nextDate, startOfDay } from '../../lib/timeZone.ts';
import { type DayEntry, type GapRow, listConnectionsOfUsers, listDay, listGaps } from '../../store/day.ts';
import { listUsers } from '../../store/users.ts';
import type { Api } from '../api.ts';
import type { Actor } from '../auth.ts';
import { Day, DayQuery } from '../contract.ts';
import { nameAndId, parseCursor, toPage } from '../cursor.ts';
import { defineRoute } from '../route.ts';
import { iso, isoOrNull, requireTimeZone } from '../times.ts';
import { chooseUserIds, mayConnect } from '../visibility.ts';

const ENTRIES_OF_A_PERSON = 500;

const day = defineRoute({
  method: 'GET',
  url: '/api/v1/day',
  summary:
    'A day of a zone, one row a person: entries and meetings as intervals, and why time is not certain',
  tag: 'timeline',
  allow: 'signedIn',
  query: DayQuery,
  response: Day,
  handler: async (api, { actor, query }) => {
    const timeZone = requireTimeZone(query.timeZone ?? actor.user.timeZone);
    const span = { from: startOfDay(query.date, timeZone), to: startOfDay(nextDate(query.date), timeZone) };
    const { items, nextCursor } = await readPeople(api, actor, query, span);
    const gaps = mayConnect(actor) ? await readGaps(api, actor, span) : null;
    return { date: query.date, timeZone, from: iso(span.from), to: iso(span.to), items, nextCursor, gaps };
  },
});

interface Span {
  readonly from: number;
  readonly to: number;
}

async function readPeople(api: Api, actor: Actor, query: z.output<typeof DayQuery>, span: Span) {
  const { db } = api.context;
  const accountId = actor.account.id;
  const position = parseCursor(query.cursor, nameAndId);
  const users = await listUsers(db, accountId, {
    ids: await chooseUserIds(api, actor, query.userId),
    after: position && { name: position[0], id: position[1] },
    limit: query.limit + 1,
  });
  const ids = users.slice(0, query.limit).map(({ id }) => id);
  const byUser = groupByUser(await listDay(db, accountId, ids, span, ENTRIES_OF_A_PERSON + 1));
  const connections = groupByUser(await listConnectionsOfUsers(db, accountId, ids));
  return toPage(
    users,
    query.limit,
    (user) => [user.name, user.id],
    (user) => {
      const entries = byUser.get(user.id) ?? [];
      return {
        user: { id: user.id, name: user.name, timeZone: user.timeZone },
        connectionIds: (connections.get(user.id) ?? []).map(({ connectionId }) => connectionId),
        intervals: entries.slice(0, ENTRIES_OF_A_PERSON).map(toInterval).reverse(),
        cut: entries.length > ENTRIES_OF_A_PERSON,
      };
    },
  );
}

function groupByUser<T extends { readonly userId: string }>(rows: readonly T[]): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.userId);
    if (group === undefined) groups.set(row.userId, [row]);
    else group.push(row);
  }
  return groups;
}

function toInterval(entry: DayEntry): Day['items'][number]['intervals'][number] {
  const { id, occurredAt, durationSeconds, feature, category, action, title, durationSource, count } = entry;
  return {
    ...{ activityId: id, kind: action === 'meeting' ? 'meeting' : 'activity' },
    ...{ from: iso(occurredAt), to: iso(occurredAt + durationSeconds * 1000) },
    ...{ feature, category, action, title, durationSource, count },
    automation: entry.actor === 'automation',
  };
}

async function readGaps(api: Api, actor: Actor, span: Span): Promise<Day['gaps']> {
  const now = api.context.clock.now();
  const until = Math.min(span.to, now);
  const toGap = ({ closedAt, ...gap }: GapRow) => ({
    ...gap,
    ...{ from: iso(gap.from), to: iso(Math.min(gap.to ?? now, until)) },
    ...{ ongoing: gap.to === null, repairedAt: isoOrNull(closedAt) },
  });
  if (span.from >= until) return [];
  return (await listGaps(api.context.db, actor.account.id, { from: span.from, to: until })).map(toGap);
}

export const dayRoutes = [day];
