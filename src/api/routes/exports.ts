import { isSummed } from '../../store/timelineFilter.ts';
import { estimateEntries } from '../../store/trends.ts';
import { toTimelineFilter } from '../activityView.ts';
import { ExportQuery } from '../contract.ts';
import { sendCsv, sendJsonLines } from '../csv.ts';
import { defineRoute } from '../route.ts';
import { withTeamSums } from '../teamFilter.ts';
import { exportColumns, readExport, toCells } from '../timelineExport.ts';

/** Several at a time would keep the database from everybody else. */
const EXPORTS_PER_MINUTE = 10;

const timeline = defineRoute({
  method: 'GET',
  url: '/api/v1/activities/export',
  summary:
    'The filtered timeline as a file, CSV or JSON Lines, newest first; x-entries-estimate says how long about',
  tag: 'timeline',
  allow: 'signedIn',
  query: ExportQuery,
  media: 'text/csv',
  perMinute: EXPORTS_PER_MINUTE,
  handler: async (api, { actor, query, reply }) => {
    const now = api.context.clock.now();
    // Before the file begins, so that a filter that is not allowed is answered with its status.
    const filterFor = async (who: typeof actor) => {
      const filter = await toTimelineFilter(api, who, query);
      return isSummed(filter) ? withTeamSums(api, who, query, filter) : filter;
    };
    const filter = await filterFor(actor);
    const estimate = await estimateEntries(api.context.db, actor.account.id, {
      ...filter,
      to: filter.to ?? now,
    });
    if (estimate !== null) reply.header('x-entries-estimate', String(estimate));
    const entries = readExport(api, actor, filterFor, now);
    return query.format === 'csv'
      ? (sendCsv(reply, 'timeline.csv', exportColumns, mapPages(entries, toCells)) as never)
      : (sendJsonLines(
          reply,
          'timeline.jsonl',
          mapPages(entries, ({ activity }) => activity),
        ) as never);
  },
});

async function* mapPages<T, U>(pages: AsyncIterable<readonly T[]>, map: (item: T) => U): AsyncGenerator<U[]> {
  for await (const page of pages) yield page.map(map);
}

export const exportRoutes = [timeline];
