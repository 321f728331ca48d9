import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { notFound, SalesforceError } from '../org/errors.ts';
import { type ApiAnswer, type ApiCall, type ApiRoute, dispatch, errorAnswer, route } from './api.ts';
import { batchRoute } from './batch.ts';
import { collectionRoutes } from './collections.ts';
import { compositeRoute } from './composite.ts';
import { bearer } from './identity.ts';
import { jobRoutes } from './jobs.ts';
import { limitsOf } from './limits.ts';
import { findSession, type Site } from './options.ts';
import { queryRoutes } from './query.ts';
import { replicationRoutes } from './replication.ts';
import { sobjectRoutes } from './sobjects.ts';
import { toolingRoutes } from './tooling.ts';

const FIRST_VERSION = 31;
const LAST_VERSION = 66;
/** A URI and its headers may have 16,384 bytes together. */
const MAX_URI = 16_384;

const resources = ['tooling', 'limits', 'query', 'queryAll', 'sobjects', 'composite', 'jobs'];

const plainRoutes: readonly ApiRoute[] = [
  ...queryRoutes,
  ...replicationRoutes,
  ...sobjectRoutes,
  ...collectionRoutes,
  ...toolingRoutes,
  route('GET', /^\/limits\/?$/, ({ org }) => ({ status: 200, body: limitsOf(org) })),
  route('GET', /^\/?$/, ({ version }) => ({
    status: 200,
    body: Object.fromEntries(resources.map((name) => [name, `/services/data/v${version}/${name}`])),
  })),
];
const routes: readonly ApiRoute[] = [
  ...plainRoutes,
  compositeRoute(plainRoutes),
  batchRoute(plainRoutes),
  ...jobRoutes,
];

/** Everything under /services/data. */
export function registerData(server: FastifyInstance, site: Site): void {
  server.get('/services/data', async () => versions());
  server.get('/services/data/', async () => versions());
  server.route({
    method: ['GET', 'POST', 'PATCH', 'DELETE', 'PUT'],
    url: '/services/data/:version/*',
    handler: async (request, reply) => send(reply, answer(site, request, reply)),
  });
  server.get('/services/data/:version', async (request, reply) => send(reply, answer(site, request, reply)));
}

function versions(): object[] {
  const seasons = ['Spring', 'Summer', 'Winter'];
  return Array.from({ length: LAST_VERSION - FIRST_VERSION + 1 }, (_, index) => {
    const number = FIRST_VERSION + index;
    // Three releases a year; v31 was Summer '14.
    const year = 14 + Math.floor((index + 1) / 3) + (seasons[(index + 1) % 3] === 'Winter' ? 1 : 0);
    return {
      label: `${seasons[(index + 1) % 3]} '${year}`,
      url: `/services/data/v${number}.0`,
      version: `${number}.0`,
    };
  });
}

function answer(site: Site, request: FastifyRequest, reply: FastifyReply): ApiAnswer {
  try {
    const call = readCall(site, request);
    count(call, reply);
    return dispatch(routes, call);
  } catch (error) {
    if (error instanceof SalesforceError) return errorAnswer(error);
    throw error;
  }
}

function readCall(site: Site, request: FastifyRequest): ApiCall {
  if (request.raw.url!.length > MAX_URI)
    throw new SalesforceError(414, 'URI_TOO_LONG', 'The URI is too long');
  const token = bearer(request.headers.authorization);
  const session = token ? findSession(site, token) : undefined;
  if (!session) throw new SalesforceError(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
  const { org, userId } = session;
  checkApi(org, userId, token!);
  const url = new URL(request.raw.url!, 'http://org');
  const [, version = '', path = ''] = /^\/services\/data\/v(\d+\.0)(\/.*)?$/.exec(url.pathname) ?? [];
  if (!(Number(version) >= FIRST_VERSION && Number(version) <= LAST_VERSION)) throw notFound();
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  return {
    org,
    faults: site.faults,
    userId,
    version,
    method: request.method,
    path,
    query: url.searchParams,
    headers,
    body: readBody(request.body),
  };
}

function checkApi(org: ApiCall['org'], userId: string, token: string): void {
  if (!org.settings.apiEnabled || !org.permissions.has(userId, 'ApiEnabled')) {
    const whose = org.settings.apiEnabled ? 'Organization or user type' : 'Organization';
    throw new SalesforceError(403, 'API_DISABLED_FOR_ORG', `The REST API is not enabled for this ${whose}.`);
  }
  const live = org.sessions.find(token);
  if (live && !live.scopes.includes('api'))
    throw new SalesforceError(
      403,
      'INSUFFICIENT_OAUTH_SCOPE',
      'This session is not valid for use with the REST API',
    );
  if (live) org.sessions.touch(live);
}

/** Counts the call against the day's allocation; the headers tell it on each answer. */
function count({ org }: ApiCall, reply: FastifyReply): void {
  const { usage, settings } = org;
  if (usage.apiRequests >= settings.dailyApiLimit) {
    throw new SalesforceError(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
  }
  usage.apiRequests += 1;
  reply.header('sforce-limit-info', `api-usage=${usage.apiRequests}/${settings.dailyApiLimit}`);
}

function readBody(raw: unknown): unknown {
  if (typeof raw !== 'string' || raw === '') return undefined;
  try {
    return JSON.parse(raw);
  } catch {
    throw new SalesforceError(400, 'JSON_PARSER_ERROR', 'Unexpected character in the request body');
  }
}

function send(reply: FastifyReply, { status, body, stream, headers }: ApiAnswer): FastifyReply {
  reply.status(status).headers(headers ?? {});
  if (stream) return reply.send(stream);
  return body === undefined
    ? reply.send()
    : reply.type('application/json;charset=UTF-8').send(JSON.stringify(body));
}
