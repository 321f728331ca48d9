import type { FastifyInstance, FastifyRequest } from 'fastify';
import { keysOf, type RequestLog } from '../requestLog.ts';

/** Records each request of the product, its keys and queries but none of its values. */
export function registerRequestLog(server: FastifyInstance, log: RequestLog): void {
  const record = (request: FastifyRequest, status: number): void => {
    const url = new URL(request.raw.url!, 'http://org');
    if (!/^\/(services|id)\//.test(url.pathname)) return;
    const body = readBody(request.body);
    const parts = partsOf(body);
    log.add({
      method: request.method,
      path: url.pathname,
      status,
      keys: keysOf(body),
      soql: [
        ...[url, ...parts.map((part) => new URL(part.url, url))].flatMap((each) =>
          each.searchParams.getAll('q'),
        ),
        ...jobQuery(url.pathname, body),
      ],
      parts: parts.map(({ method, url: part }) => `${method} ${part.split('?', 1)[0]}`),
    });
  };
  const recorded = new WeakSet<FastifyRequest>();
  server.addHook('onResponse', async (request, reply) => {
    if (recorded.has(request)) return;
    recorded.add(request);
    record(request, reply.statusCode);
  });
  // A connection that breaks off before the answer.
  server.addHook('preHandler', async (request, reply) => {
    reply.raw.once('close', () => {
      if (recorded.has(request) || reply.raw.writableFinished) return;
      recorded.add(request);
      record(request, 0);
    });
  });
}

/** The query of a bulk job, which stands in the body. */
function jobQuery(path: string, body: unknown): string[] {
  const { query } = (body ?? {}) as { query?: unknown };
  return path.endsWith('/jobs/query') && typeof query === 'string' ? [query] : [];
}

function readBody(body: unknown): unknown {
  if (typeof body !== 'string') return body;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function partsOf(body: unknown): { method: string; url: string }[] {
  const { compositeRequest } = (body ?? {}) as { compositeRequest?: { method: string; url: string }[] };
  return Array.isArray(compositeRequest)
    ? compositeRequest.filter((each) => URL.canParse(each.url, 'http://org'))
    : [];
}
