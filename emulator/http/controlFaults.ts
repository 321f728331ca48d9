import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { ActiveFault, FaultRequest } from '../faultStore.ts';
import { faultCatalogue } from '../faults.ts';
import type { Shared } from './server.ts';

/** GET, POST and DELETE of /control/api/faults and /control/api/requests, and the page's fault buttons. */
export function registerControlFaults(server: FastifyInstance, { faults, requests }: Shared): void {
  server.get('/control/api/faults', async () => ({
    faults: faultCatalogue.map(({ name, area, description, parameters, instant = false }) => ({
      name,
      area,
      description,
      instant,
      parameters: parametersOf(parameters),
    })),
    active: faults.list().map(viewOf),
  }));

  server.post('/control/api/faults', async (request, reply) => {
    if (!/^application\/json\b/.test(request.headers['content-type'] ?? ''))
      return reply.status(415).send({ error: 'send application/json' });
    return orRefuse(reply, () => {
      const input = JSON.parse(String(request.body || '{}')) as FaultRequest & { clear?: string | true };
      if (input.clear) return { cleared: faults.clear(input.clear === true ? undefined : input.clear) };
      return viewOf(faults.inject(input));
    });
  });

  server.delete('/control/api/faults', async (request) => {
    const { name } = request.query as { name?: string };
    return { cleared: faults.clear(name) };
  });

  server.post('/control/fault', async (request, reply) => {
    const { org = '', object = 'Opportunity', name, times, clear } = request.body as Record<string, string>;
    const message = clear
      ? `Cleared ${faults.clear(clear === 'all' ? undefined : clear)}.`
      : injected(faults.inject({ name, times: times === 'always' ? times : 1, org } as FaultRequest));
    return reply.redirect(`/control?${new URLSearchParams({ org, object, message })}#faults`, 303);
  });

  server.get('/control/api/requests', async () => ({ total: requests.total, requests: requests.entries }));

  server.delete('/control/api/requests', async () => {
    requests.clear();
    return {};
  });
}

/** Parameters by name: what each is for, and its default where it has one. */
function parametersOf({ shape }: z.ZodObject): Record<string, string> {
  return Object.fromEntries(
    Object.entries(shape).map(([name, type]) => {
      const schema = z.toJSONSchema(type as z.ZodType) as {
        description?: string;
        default?: unknown;
        enum?: string[];
      };
      const said = schema.description ?? schema.enum?.join(' or ') ?? name;
      return [name, schema.default === undefined ? said : `${said} (${JSON.stringify(schema.default)})`];
    }),
  );
}

const injected = ({ name, left }: ActiveFault): string =>
  left === 0 ? `${name} is done.` : `${name} waits for the next call that it fits.`;

function viewOf({ name, org, left, struck, parameters }: ActiveFault): object {
  return { name, org, left: Number.isFinite(left) ? left : 'always', struck, parameters };
}

function orRefuse(reply: FastifyReply, work: () => object): object {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof z.ZodError || error instanceof SyntaxError)) throw error;
    return reply.status(400).send({ error: 'invalid', message: error.message });
  }
}
