import { type ConnectedApp, defaultApp } from './http/options.ts';
import { type RunningSite, startSite } from './http/server.ts';
import type { Org } from './org/org.ts';
import { type SeededOrg, type SeedOptions, seedOrg } from './org/seed.ts';
import { startPubSub } from './pubsub/server.ts';

/** How to start; everything has a default, ports 0 take free ones. */
export interface EmulatorOptions {
  /** The orgs; production and sandbox orgs live behind login hosts of their own. Default: one production org. */
  readonly orgs?: readonly SeedOptions[];
  readonly port?: number;
  readonly sandboxPort?: number;
  readonly pubsubPort?: number;
  /** Serve the Pub/Sub API over TLS with a certificate made for this run. */
  readonly tls?: boolean;
  readonly app?: Partial<ConnectedApp>;
  readonly keepaliveMs?: number;
  readonly zeroCreditMs?: number;
}

/** A running emulator. */
export interface Emulator {
  /** Login host of the production orgs (of the sandboxes where there is no production org). */
  readonly url: string;
  /** Login host of the sandboxes; undefined without one. */
  readonly sandboxUrl: string | undefined;
  readonly pubsubUrl: string;
  /** PEM to trust, with TLS. */
  readonly certificate: string | undefined;
  readonly app: ConnectedApp;
  /** The first org. */
  readonly org: Org;
  readonly orgs: readonly SeededOrg[];
  close(): Promise<void>;
}

/** Starts login hosts, REST and the Pub/Sub API of the given orgs on loopback. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const app = { ...defaultApp, ...options.app };
  const orgs = (options.orgs ?? [{}]).map((each) => seedOrg(each));
  const startHost = async (environment: string, port = 0): Promise<RunningSite | undefined> => {
    const here = orgs.filter(({ org }) => org.settings.environment === environment);
    return here.length > 0
      ? startSite(
          here.map(({ org }) => org),
          app,
          port,
        )
      : undefined;
  };
  const production = await startHost('production', options.port);
  const sandbox = await startHost('sandbox', options.sandboxPort);
  const pubsub = await startPubSub({
    orgs: orgs.map(({ org }) => org),
    ...(options.pubsubPort !== undefined && { port: options.pubsubPort }),
    ...(options.tls !== undefined && { tls: options.tls }),
    ...(options.keepaliveMs !== undefined && { keepaliveMs: options.keepaliveMs }),
    ...(options.zeroCreditMs !== undefined && { zeroCreditMs: options.zeroCreditMs }),
  });
  const first = production ?? sandbox;
  if (!first) throw new Error('the emulator needs at least one org');
  return {
    url: first.url,
    sandboxUrl: sandbox?.url,
    pubsubUrl: pubsub.url,
    certificate: pubsub.certificate,
    app,
    org: orgs[0]!.org,
    orgs,
    close: async () => {
      await Promise.all([production?.close(), sandbox?.close(), pubsub.close()]);
    },
  };
}
