import fastifyCookie from '@fastify/cookie';
import fastifyRateLimit from '@fastify/rate-limit';
import { type FastifyBaseLogger, type FastifyInstance, fastify, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { type Context, chatChannel, feedChannel } from '../ingest/context.ts';
import { openProvider, type SignInProvider } from '../people/providers.ts';
import type { Api } from './api.ts';
import { openFeedHub } from './feedHub.ts';
import { measureRequests, openMetrics } from './metrics.ts';
import { describeApi } from './openapi.ts';
import { refuseUnknown, servePages } from './pages.ts';
import { sendProblem } from './problem.ts';
import { mountRoutes } from './route.ts';
import { healthRoutes } from './routes/health.ts';
import { routes } from './routes/index.ts';
import { serveScim } from './scim/routes.ts';
import { secure } from './security.ts';

const BODY_LIMIT_BYTES = 64 * 1024;
const REQUEST_TIMEOUT_MS = 30_000;
const CLOSE_GRACE_MS = 2_000;

/** What the server needs beyond the context: `webFolder` is the built web app, null where there is none. */
export interface ServerOptions {
  readonly demo: boolean;
  readonly webFolder: string | null;
  /** Only health and metrics, of a process that serves nothing else. */
  readonly isOperationOnly?: boolean;
  readonly signInProviders?: readonly SignInProvider[];
}

/** Builds the HTTP server, not yet listening; its `close` ends open streams and finishes what runs. */
export async function openServer(context: Context, options: ServerOptions): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: context.log as FastifyBaseLogger,
    // Running normally writes no lines; /metrics counts requests.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    frameworkErrors: sendProblem,
  });
  const https = context.publicUrl.startsWith('https:');
  const feed = await openFeedHub(context.db, feedChannel);
  const chat = await openFeedHub(context.db, chatChannel);
  const api: Api = {
    context,
    demo: options.demo,
    https,
    cookieName: https ? '__Host-worksights' : 'worksights',
    providers: new Map(options.signInProviders?.map((each) => [each.key, openProvider(each, context.clock)])),
    feed,
    chat,
    metrics: openMetrics(context),
  };
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(sendProblem);
  app.addHook('preClose', async () => {
    await Promise.all([feed.close(), chat.close()]);
  });
  closeInTime(app);
  acceptJson(app);
  secure(app, api);
  measureRequests(app, api.metrics);
  await app.register(fastifyCookie);
  await app.register(fastifyRateLimit, { global: false });
  if (options.isOperationOnly) mountRoutes(app, api, healthRoutes);
  else {
    await describeApi(app, api);
    mountRoutes(app, api, routes);
    await serveScim(app, api);
  }
  if (options.webFolder === null) refuseUnknown(app);
  else await servePages(app, api, options.webFolder);
  await app.ready();
  return app;
}

// Browsers open connections ahead of use. Such a one counts as busy to Node, and would hold up the end of the
// process until its timeout.
function closeInTime(app: FastifyInstance): void {
  app.addHook('preClose', async () => {
    setTimeout(() => app.server.closeAllConnections(), CLOSE_GRACE_MS).unref();
  });
}

// JSON only: a form or a plain text is what another site could make a browser send. A missing body is fine.
function acceptJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else parse(request, body as string, done);
  });
}
