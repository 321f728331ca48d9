import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { z } from 'zod';
import { RequestError } from '../errors.ts';
import type { Api } from './api.ts';
import { type Actor, authenticate } from './auth.ts';
import { Problem } from './contract.ts';
import { httpError } from './problem.ts';
import { isOperator, mayConnect, mayManagePeople, whomToAsk } from './visibility.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type Output<S> = S extends z.ZodType ? z.output<S> : undefined;
type Answer<S> = S extends z.ZodType ? Promise<z.output<S>> : Promise<void>;

/**
 * Who may call: anyone, whoever is signed in, those who may handle connections, or people, the installation's
 * operators, or those of connections and operators.
 */
export type Allow = 'anyone' | 'signedIn' | 'connections' | 'people' | 'operators' | 'connectionsOrOperators';

/** A request that was let in and checked. */
interface Call<P, Q, B, A extends Allow> {
  readonly params: Output<P>;
  readonly query: Output<Q>;
  readonly body: Output<B>;
  readonly actor: A extends 'anyone' ? null : Actor;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** One route as data: who may call it, what goes in and out; auth, checks, errors and OpenAPI come from here. */
export interface Route<P, Q, B, R, A extends Allow> {
  readonly method: Method;
  readonly url: string;
  readonly summary: string;
  readonly tag: string;
  readonly allow: A;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** JSON of success; left out where there is none. */
  readonly response?: R;
  /** What the handler answers by itself, in place of JSON or, on wish, beside it. */
  readonly media?: string;
  /** Status of success, 200 when left out. */
  readonly status?: number;
  /** Largest body, in bytes, where the usual does not do. */
  readonly bodyLimit?: number;
  /** True where a token that only reads may call although the method is unsafe. */
  readonly evenReading?: boolean;
  /** Calls a minute, by person where there is one, else by address. */
  readonly perMinute?: number;
  readonly handler: (api: Api, call: Call<P, Q, B, A>) => Answer<R>;
}

type Schema = z.ZodType | undefined;
/** A route whose own types no longer matter. */
export type AnyRoute = Route<Schema, Schema, Schema, Schema, Allow>;

/** Declares a route. */
export function defineRoute<
  A extends Allow,
  P extends Schema = undefined,
  Q extends Schema = undefined,
  B extends Schema = undefined,
  R extends Schema = undefined,
>(route: Route<P, Q, B, R, A>): AnyRoute {
  return route as unknown as AnyRoute;
}

const actors = new WeakMap<FastifyRequest, Actor>();

/** Puts routes on the server, and a 405 on every other method of their paths. */
export function mountRoutes(app: FastifyInstance, api: Api, routes: readonly AnyRoute[]): void {
  for (const route of routes) mountRoute(app, api, route);
  for (const url of new Set(routes.map((route) => route.url))) {
    const ofUrl = routes.filter((route) => route.url === url);
    const allowed = ofUrl.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
    const others = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((method) => !allowed.includes(method));
    app.route({
      method: others as HTTPMethods[],
      url,
      schema: { hide: true } as object,
      handler: (_request, reply) => {
        reply.header('allow', allowed.join(', '));
        throw httpError(405, `Allowed here: ${allowed.join(', ')}.`);
      },
    });
  }
}

function mountRoute(app: FastifyInstance, api: Api, route: AnyRoute): void {
  const status = route.status ?? 200;
  app.route({
    method: route.method,
    url: route.url,
    schema: toSchema(route, status),
    ...(route.bodyLimit ? { bodyLimit: route.bodyLimit } : {}),
    // A HEAD of a stream would never end.
    exposeHeadRoute: route.response !== undefined,
    ...(route.perMinute ? { config: { rateLimit: toRateLimit(route.perMinute) } } : {}),
    // Before the body is read and checked: a stranger learns nothing from what is wrong with it.
    onRequest: async (request) => {
      if (route.allow !== 'anyone') actors.set(request, await admit(api, request, route));
    },
    handler: async (request, reply) => {
      const actor = actors.get(request) ?? null;
      const { params, query, body } = request;
      const result = await route.handler(api, { params, query, body, actor, request, reply } as never);
      if (!reply.sent) reply.code(route.response || status === 204 ? status : reply.statusCode);
      return result;
    },
  });
}

async function admit(api: Api, request: FastifyRequest, { allow, evenReading }: AnyRoute): Promise<Actor> {
  const actor = await authenticate(api, request, evenReading ?? false);
  const isAllowed = {
    signedIn: true,
    connections: mayConnect(actor),
    people: mayManagePeople(actor),
    operators: isOperator(api, actor),
    connectionsOrOperators: mayConnect(actor) || isOperator(api, actor),
  };
  if (allow !== 'anyone' && !isAllowed[allow]) {
    throw new RequestError('forbidden', await whomToAsk(api, actor, allow));
  }
  return actor;
}

function toRateLimit(perMinute: number) {
  return {
    max: perMinute,
    timeWindow: '1 minute',
    hook: 'preHandler' as const,
    keyGenerator: (request: FastifyRequest) => actors.get(request)?.user.id ?? request.ip,
  };
}

function toSchema(route: AnyRoute, status: number): object {
  const problem = { content: { 'application/problem+json': { schema: Problem } }, description: 'A problem' };
  return {
    summary: route.summary,
    tags: [route.tag],
    ...(route.allow === 'anyone' ? { security: [] } : {}),
    ...(route.params ? { params: route.params } : {}),
    ...(route.query ? { querystring: route.query } : {}),
    ...(route.body ? { body: route.body } : {}),
    response: { [status]: toSuccess(route), '4xx': problem },
  };
}

function toSuccess(route: AnyRoute): object {
  // A body of null is how OpenAPI is told that there is none.
  if (!route.media) return route.response ?? z.null().describe('No content');
  const json = route.response && { 'application/json': { schema: route.response } };
  return { description: route.summary, content: { ...json, [route.media]: { schema: z.string() } } };
}
