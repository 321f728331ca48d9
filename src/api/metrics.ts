import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Context } from '../ingest/context.ts';
import { workMeasures } from '../ingest/measures.ts';
import { countRejects } from '../store/rejects.ts';
import type { Api } from './api.ts';
import { measureConnections } from './connectionMetrics.ts';
import { measureLedger } from './ledgerMetrics.ts';

/** Opens the process's metrics: its own health, and what the database counts. */
export function openMetrics(context: Context): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Counter({
    name: 'worksights_rejects_total',
    help: 'Events and rows that could not be understood',
    registers: [registry],
    async collect() {
      // Read where they are kept: every process then tells the same number.
      this.reset();
      this.inc(await countRejects(context.db));
    },
  });
  measureLedger(context, registry);
  measureConnections(context, registry);
  return registry;
}

/** Measures every request by route, never by address, so that ids do not become labels. */
export function measureRequests(app: FastifyInstance, registry: Registry): void {
  const seconds = new Histogram({
    name: 'worksights_http_request_duration_seconds',
    help: 'Time to answer, by route',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  });
  const streams = new Gauge({
    name: 'worksights_open_streams',
    help: 'Open live timelines',
    registers: [registry],
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    // An open stream is no slow answer.
    if (String(reply.raw.getHeader('content-type')).startsWith('text/event-stream')) return;
    seconds.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
  });
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.url !== '/api/v1/activities/stream') return;
    streams.inc();
    reply.raw.once('close', () => streams.dec());
  });
}

/** Everything that is measured, as Prometheus text. */
export async function readMetrics(api: Api): Promise<{ contentType: string; text: string }> {
  const all = Registry.merge([api.metrics, workMeasures]);
  return { contentType: all.contentType, text: await all.metrics() };
}
