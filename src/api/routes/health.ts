import { readInstallationId } from '../../store/accounts.ts';
import { Health } from '../contract.ts';
import { readMetrics } from '../metrics.ts';
import { httpError } from '../problem.ts';
import { defineRoute } from '../route.ts';

const healthz = defineRoute({
  method: 'GET',
  url: '/healthz',
  summary: 'The process lives',
  tag: 'operation',
  allow: 'anyone',
  response: Health,
  handler: async () => ({ status: 'ok' as const }),
});

const readyz = defineRoute({
  method: 'GET',
  url: '/readyz',
  summary: 'The database answers and is migrated',
  tag: 'operation',
  allow: 'anyone',
  response: Health,
  handler: async (api) => {
    // The first migration wrote this row, and the server listens only after the last one.
    await readInstallationId(api.context.db).catch((cause: Error) => {
      throw httpError(503, 'The database does not answer.', { cause });
    });
    return { status: 'ok' as const };
  },
});

const metrics = defineRoute({
  method: 'GET',
  url: '/metrics',
  summary: 'Prometheus text',
  tag: 'operation',
  allow: 'anyone',
  media: 'text/plain',
  handler: async (api, { reply }) => {
    const { contentType, text } = await readMetrics(api);
    reply.type(contentType).send(text);
  },
});

export const healthRoutes = [healthz, readyz, metrics];
