import type { z } from 'zod';
import { RequestError } from '../../errors.ts';
import { nextDate, startOfDay } from '../../lib/timeZone.ts';
import { listStageMonths } from '../../store/stageMoves.ts';
import { listTrends, type TrendRow } from '../../store/trends.ts';
import { countUsers } from '../../store/users.ts';
import { toTimelineFilter } from '../activityView.ts';
import type { Api } from '../api.ts';
import type { Actor } from '../auth.ts';
import { leastPeople, toWithheld } from '../contract/figures.ts';
import { ActivityFilter, StageTrends, Trends, TrendsQuery } from '../contract.ts';
import { defineRoute } from '../route.ts';
import { withTeamSums } from '../teamFilter.ts';
import { requireTimeZone } from '../times.ts';

const MOST_DAYS = 400;
const DAY_MS = 86_400_000;

const shared = { method: 'GET', tag: 'timeline', allow: 'signedIn', query: TrendsQuery } as const;

const trends = defineRoute({
  ...shared,
  url: '/api/v1/trends',
  summary:
    'Entries by feature and day, by hour of the week, and time in meetings; of five people or more, or mine',
  response: Trends,
  handler: async (api, { actor, query }) => {
    const group = await toGroup(api, actor, query);
    const rows = await listTrends(api.context.db, actor.account.id, group);
    return { ...headOf(query, group), ...toCharts(rows) };
  },
});

const stages = defineRoute({
  ...shared,
  url: '/api/v1/trends/stages',
  summary: 'How long deals and cases stay in their stages, by month; of five people or more, or mine',
  response: StageTrends,
  handler: async (api, { actor, query }) => {
    const group = await toGroup(api, actor, query);
    const staged = [...api.context.services.values()]
      .flatMap(({ features }) => features)
      .filter(({ objects }) => objects.some(({ stage }) => stage !== undefined))
      .map(({ key }) => key);
    const features = staged.filter((key) => group.features?.includes(key) ?? true);
    const items = await listStageMonths(api.context.db, actor.account.id, { ...group, features });
    return { ...headOf(query, group), items };
  },
});

type Asked = z.output<typeof TrendsQuery>;

/** Whose figures are asked for, from when to when; 403 for a group that is too small to hide anybody in. */
async function toGroup(api: Api, actor: Actor, query: Asked) {
  const { db, clock } = api.context;
  const timeZone = requireTimeZone(query.timeZone ?? actor.user.timeZone);
  const days = (Date.parse(query.to) - Date.parse(query.from)) / DAY_MS + 1;
  if (days < 1 || days > MOST_DAYS) {
    throw new RequestError('invalid_value', `from, to: from 1 to ${MOST_DAYS} days, the first one first.`);
  }
  const { userId, feature, category } = query;
  const asked = ActivityFilter.parse({ userId, feature, category });
  const filter = await toTimelineFilter(api, actor, asked);
  const { userIds, features, categories } = filter;
  const people = userIds === null ? await countUsers(db, actor.account.id) : new Set(userIds).size;
  const isOwn = userIds?.every((id) => id === actor.user.id) ?? false;
  if (!isOwn && people < leastPeople) throw new RequestError('forbidden', toWithheld(people));
  const { teamOf } = await withTeamSums(api, actor, asked, filter);
  return {
    ...{ features, categories, people, timeZone, teamOf, userIds: userIds && [...new Set(userIds)] },
    ...{
      from: startOfDay(query.from, timeZone),
      to: Math.min(startOfDay(nextDate(query.to), timeZone), clock.now()),
    },
  };
}

function headOf({ from, to }: Asked, { timeZone, people }: { timeZone: string; people: number }) {
  return { from, to, timeZone, people };
}

function toCharts(rows: readonly TrendRow[]): Pick<Trends, 'days' | 'hours' | 'meetings'> {
  const of = (what: TrendRow['of']) => rows.filter((row) => row.of === what);
  return {
    days: of('feature').map(({ date, key, entries, automation }) => ({
      date: date!,
      feature: key!,
      entries,
      automation,
    })),
    hours: of('hour').flatMap(({ weekday, hour, entries }) =>
      entries === 0 ? [] : [{ weekday: weekday!, hour: hour!, entries }],
    ),
    meetings: toMeetings(of('category')),
  };
}

function toMeetings(rows: readonly TrendRow[]): Trends['meetings'] {
  const days = new Map<string, Trends['meetings'][number]>();
  for (const { date, key, entries, seconds } of rows) {
    if (key !== 'call' && key !== 'meeting_internal' && key !== 'meeting_external') continue;
    const none = { meetings: 0, internalSeconds: 0, externalSeconds: 0, calls: 0, callSeconds: 0 };
    const day = days.get(date!) ?? { date: date!, ...none };
    if (key === 'call') Object.assign(day, { calls: entries, callSeconds: seconds });
    else {
      day.meetings += entries;
      day[key === 'meeting_internal' ? 'internalSeconds' : 'externalSeconds'] = seconds;
    }
    days.set(date!, day);
  }
  return [...days.values()];
}

export const trendRoutes = [trends, stages];
