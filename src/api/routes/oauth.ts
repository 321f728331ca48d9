import { finishAuthorization } from '../../ingest/authorization.ts';
import { findSession } from '../auth.ts';
import { CallbackQuery, ServiceParams } from '../contract.ts';
import { defineRoute } from '../route.ts';

const callback = defineRoute({
  method: 'GET',
  url: '/oauth/:service/callback',
  summary: 'Where the service sends the browser back; answers 303 to the page that shows what came of it',
  tag: 'services',
  allow: 'anyone',
  params: ServiceParams,
  query: CallbackQuery,
  status: 303,
  perMinute: 120,
  handler: async (api, { params, query, request, reply }) => {
    const { location } = await finishAuthorization(api.context, {
      service: params.service,
      state: query.state ?? '',
      code: query.code ?? null,
      error: query.error ?? null,
      errorDescription: query.error_description ?? null,
      session: await findSession(api, request),
    });
    // The code in our own address must not travel on with the next page.
    reply.header('referrer-policy', 'no-referrer').header('cache-control', 'no-store');
    reply.redirect(location, 303);
  },
});

export const oauthRoutes = [callback];
