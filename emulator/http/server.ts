import fastify, { type FastifyInstance } from 'fastify';
import { Faults } from '../faultStore.ts';
import type { StagedOrg } from '../org/stage.ts';
import { RequestLog } from '../requestLog.ts';
import { registerAuthorize } from './authorize.ts';
import { registerControl } from './control.ts';
import { registerData } from './data.ts';
import { registerIdentity } from './identity.ts';
import type { ConnectedApp, Site } from './options.ts';
import { registerRequestLog } from './requests.ts';
import { registerToken } from './token.ts';
import { registerWireFaults } from './wireFaults.ts';

/** A running login host. */
export interface RunningSite {
  readonly site: Site;
  readonly server: FastifyInstance;
  readonly url: string;
  close(): Promise<void>;
}

/** What the hosts of one emulator have in common. */
export interface Shared {
  readonly faults: Faults;
  readonly requests: RequestLog;
}

/** Serves the orgs of one login host on loopback; port 0 takes a free one. */
export async function startSite(
  staged: readonly StagedOrg[],
  app: ConnectedApp,
  port: number,
  { faults, requests }: Shared = { faults: new Faults(), requests: new RequestLog() },
): Promise<RunningSite> {
  const server = fastify({ bodyLimit: 10 * 1024 * 1024, forceCloseConnections: true });
  let url = '';
  const site: Site = { app, orgs: staged.map(({ org }) => org), faults, requests, url: () => url };
  // Bodies stay text, so that broken JSON is answered in Salesforce's words.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => {
      done(null, Object.fromEntries(new URLSearchParams(String(body))));
    },
  );
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  registerRequestLog(server, requests);
  registerWireFaults(server, site);
  registerAuthorize(server, site);
  registerToken(server, site);
  registerIdentity(server, site);
  registerData(server, site);
  registerControl(server, staged, { faults, requests });
  url = await server.listen({ host: '127.0.0.1', port });
  return { site, server, url, close: () => server.close() };
}
