import { RequestError } from '../../errors.ts';
import { streamActivities } from '../activityStream.ts';
import { toTimelineFilter } from '../activityView.ts';
import { ActivityFilter, ActivityList, ActivityQuery } from '../contract.ts';
import { defineRoute } from '../route.ts';
import { readPage } from '../timelinePage.ts';

const activities = defineRoute({
  method: 'GET',
  url: '/api/v1/activities',
  summary: 'The timeline, newest first, in pages to both sides',
  tag: 'timeline',
  allow: 'signedIn',
  query: ActivityQuery,
  response: ActivityList,
  handler: async (api, { actor, query }) =>
    readPage(api, actor.account.id, await toTimelineFilter(api, actor, query), query),
});

const stream = defineRoute({
  method: 'GET',
  url: '/api/v1/activities/stream',
  summary: 'The timeline live, as server-sent events: activity, activity_removed, reset',
  tag: 'timeline',
  allow: 'signedIn',
  query: ActivityFilter,
  media: 'text/event-stream',
  handler: async (api, { actor, query, request, reply }) => {
    // Once before the stream begins, so that a forbidden filter is answered with its status.
    await toTimelineFilter(api, actor, query);
    const filterFor = (now: typeof actor) => toTimelineFilter(api, now, query);
    const after = parsePosition(request.headers['last-event-id']);
    await streamActivities(api, { actor, after, filterFor }, reply);
  },
});

function parsePosition(header: string | string[] | undefined): number | null {
  if (header === undefined || header === '') return null;
  const position = Number(header);
  if (!Number.isSafeInteger(position) || position < 0) {
    throw new RequestError('invalid_request', 'Last-Event-ID: is no position of this stream.');
  }
  return position;
}

export const activityRoutes = [activities, stream];
