import fastify, { type FastifyInstance } from 'fastify';
import { registerAuthorize } from './authorize.ts';
import { registerControl } from './control.ts';
import type { StagedOrg } from './controlActions.ts';
import { registerData } from './data.ts';
import { registerIdentity } from './identity.ts';
import type { ConnectedApp, Site } from './options.ts';
import { registerToken } from './token.ts';

/** A running login host. */
export interface RunningSite {
  readonly site: Site;
  readonly server: FastifyInstance;
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the orgs of one login host on loopback; port 0 takes a free one. */
export async function startSite(
  staged: readonly StagedOrg[],
  app: ConnectedApp,
  port: number,
): Promise<RunningSite> {
  const server = fastify({ bodyLimit: 10 * 1024 * 1024, forceCloseConnections: true });
  let url = '';
  const site: Site = { app, orgs: staged.map(({ org }) => org), url: () => url };
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
  registerAuthorize(server, site);
  registerToken(server, site);
  registerIdentity(server, site);
  registerData(server, site);
  registerControl(server, staged);
  url = await server.listen({ host: '127.0.0.1', port });
  return { site, server, url, close: () => server.close() };
}
