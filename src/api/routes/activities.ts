import { RequestError } from '../../errors.ts';
import { editDuration } from '../../ingest/edits.ts';
import { listBulkReports, listReports } from '../../store/reports.ts';
import { isSummed } from '../../store/timelineFilter.ts';
import { streamActivities } from '../activityStream.ts';
import { requireActivity, toActivity, toTimelineFilter } from '../activityView.ts';
import {
  Activity,
  ActivityFilter,
  ActivityList,
  ActivityParams,
  ActivityQuery,
  DurationRequest,
  ObjectParams,
  ObjectQuery,
  ReportList,
} from '../contract.ts';
import { defineRoute } from '../route.ts';
import { withTeamSums } from '../teamFilter.ts';
import { readPage } from '../timelinePage.ts';
import { iso } from '../times.ts';

const MOST_SECONDS = 86_400;

const activities = defineRoute({
  method: 'GET',
  url: '/api/v1/activities',
  summary: 'The timeline, newest first, in pages to both sides',
  tag: 'timeline',
  allow: 'signedIn',
  query: ActivityQuery,
  response: ActivityList,
  handler: async (api, { actor, query }) => {
    const filter = await toTimelineFilter(api, actor, query);
    const isOfKinds = query.feature.length > 0 || query.category.length > 0;
    const known = isOfKinds && isSummed(filter) ? await withTeamSums(api, actor, query, filter) : filter;
    return readPage(api, actor.account.id, known, query);
  },
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

const objectHistory = defineRoute({
  method: 'GET',
  url: '/api/v1/objects/:type/:id/activities',
  summary: 'What happened to a record, newest first, by those whom I may see',
  tag: 'timeline',
  allow: 'signedIn',
  params: ObjectParams,
  query: ObjectQuery,
  response: ActivityList,
  handler: async (api, { actor, params, query }) => {
    const asked = ActivityFilter.parse({ objectType: params.type, objectId: params.id });
    const filter = await toTimelineFilter(api, actor, { ...asked, connectionId: query.connectionId });
    return readPage(api, actor.account.id, filter, query);
  },
});

const reports = defineRoute({
  method: 'GET',
  url: '/api/v1/activities/:id/reports',
  summary: 'Which paths told of an entry and when; open to whoever sees the entry',
  tag: 'timeline',
  allow: 'signedIn',
  params: ActivityParams,
  response: ReportList,
  handler: async (api, { actor, params }) => {
    const { id, objectId } = await requireActivity(api, actor, params.id);
    const list = objectId === null ? listBulkReports : listReports;
    const rows = await list(api.context.db, actor.account.id, id);
    const items = rows.map(({ path, at, arrivedAt, lastArrivedAt, records }) => ({
      ...{ path, records, at: iso(at), arrivedAt: iso(arrivedAt), lastArrivedAt: iso(lastArrivedAt) },
    }));
    return { items };
  },
});

const duration = defineRoute({
  method: 'PUT',
  url: '/api/v1/activities/:id/duration',
  summary: 'Set how long an entry took, or take that back; open to whoever sees the entry',
  tag: 'timeline',
  allow: 'signedIn',
  params: ActivityParams,
  body: DurationRequest,
  response: Activity,
  handler: async (api, { actor, params, body }) => {
    const { seconds } = body;
    if (seconds !== null && !(Number.isInteger(seconds) && seconds >= 0 && seconds <= MOST_SECONDS)) {
      throw new RequestError('invalid_value', 'seconds: whole seconds, from 0 to 86400 (a day), or null.');
    }
    const entry = await requireActivity(api, actor, params.id);
    await editDuration(api.context, actor.account.id, entry, { by: actor.user.id, seconds });
    return toActivity(api, await requireActivity(api, actor, params.id));
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

export const activityRoutes = [activities, stream, objectHistory, reports, duration];
