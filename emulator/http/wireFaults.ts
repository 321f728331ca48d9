import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ActiveFault } from '../faultStore.ts';
import { fitsPlace } from './faultPlace.ts';
import { bearer } from './identity.ts';
import { findSession, type Site } from './options.ts';
import { findTokenFault } from './tokenFaults.ts';

const MAINTENANCE = '<!doctype html><html><body><h1>We are down for maintenance</h1></body></html>';
/** Faults that are no answer of the API but something wrong with the answer's way. */
const WIRE = /\.(html|slow|dropped|hang)$/;

/** Spoils requests to the data API and the token endpoint before or after they are answered. */
export function registerWireFaults(server: FastifyInstance, site: Site): void {
  const dropAfter = new WeakSet<FastifyRequest>();
  server.addHook('preHandler', async (request, reply) => {
    const fault = findRestFault(site, request) ?? findTokenFault(site, request, (name) => WIRE.test(name));
    if (!fault) return;
    if (fault.parameters.after) dropAfter.add(request);
    else await spoil(fault, request, reply);
  });
  server.addHook('onSend', async (request, _reply, payload) => {
    if (dropAfter.has(request)) request.raw.socket.destroy();
    return payload;
  });
}

async function spoil(fault: ActiveFault, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const kind = WIRE.exec(fault.name)?.[1];
  if (kind === 'slow') await sleep(Number(fault.parameters.ms), undefined, { ref: false });
  else if (kind === 'html') {
    await reply
      .status(Number(fault.parameters.status ?? 503))
      .type('text/html; charset=utf-8')
      .send(MAINTENANCE);
  } else {
    reply.hijack();
    if (kind === 'dropped') request.raw.socket.destroy();
  }
}

function findRestFault({ faults, ...site }: Site, request: FastifyRequest): ActiveFault | undefined {
  const url = new URL(request.raw.url!, 'http://org');
  const path = /^\/services\/data\/v\d+\.0(\/.*)?$/.exec(url.pathname)?.[1];
  if (path === undefined) return undefined;
  const token = bearer(request.headers.authorization);
  const org = token === undefined ? undefined : findSession({ faults, ...site }, token)?.org;
  const place = { method: request.method, path, query: url.searchParams, org };
  return faults.take(['rest'], org?.orgId, (each) => WIRE.test(each.name) && fitsPlace(each, place));
}
