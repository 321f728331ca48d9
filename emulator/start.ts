import { Faults } from './faultStore.ts';
import { type ConnectedApp, defaultApp } from './http/options.ts';
import { type RunningSite, startSite } from './http/server.ts';
import type { Org } from './org/org.ts';
import { type StagedOrg, type StageOptions, stageOrg } from './org/stage.ts';
import type { Story } from './org/story.ts';
import { startPubSub } from './pubsub/server.ts';
import { type LoggedRequest, RequestLog } from './requestLog.ts';

/** How to start; everything has a default, ports 0 take free ones. */
export interface EmulatorOptions {
  /** The orgs; production and sandbox orgs live behind login hosts of their own. Default: one production org. */
  readonly orgs?: readonly StageOptions[];
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
  /** The first org and its story. */
  readonly org: Org;
  readonly story: Story;
  readonly orgs: readonly StagedOrg[];
  /** Faults of all orgs: `faults.inject({ name: 'rest.QUERY_TIMEOUT', times: 2 })`. */
  readonly faults: Faults;
  /** What came in so far over REST, OAuth and the Pub/Sub API, without values. */
  readonly requests: readonly LoggedRequest[];
  /** Plays the stories of all orgs, a beat about every so often, until closed. */
  play(everyMs: number): void;
  close(): Promise<void>;
}

/** Starts login hosts, REST and the Pub/Sub API of the given orgs on loopback. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const app = { ...defaultApp, ...options.app };
  const orgs = (options.orgs ?? [{}]).map((each, index) => stageOrg({ ...distinct(index), ...each }));
  const shared = { faults: new Faults(), requests: new RequestLog() };
  const startHost = async (environment: string, port = 0): Promise<RunningSite | undefined> => {
    const here = orgs.filter(({ org }) => org.settings.environment === environment);
    return here.length > 0 ? startSite(here, app, port, shared) : undefined;
  };
  const production = await startHost('production', options.port);
  const sandbox = await startHost('sandbox', options.sandboxPort);
  const pubsub = await startPubSub({
    orgs: orgs.map(({ org }) => org),
    ...shared,
    ...(options.pubsubPort !== undefined && { port: options.pubsubPort }),
    ...(options.tls !== undefined && { tls: options.tls }),
    ...(options.keepaliveMs !== undefined && { keepaliveMs: options.keepaliveMs }),
    ...(options.zeroCreditMs !== undefined && { zeroCreditMs: options.zeroCreditMs }),
  });
  const stops: (() => void)[] = [];
  const first = production ?? sandbox;
  if (!first) throw new Error('the emulator needs at least one org');
  return {
    url: first.url,
    sandboxUrl: sandbox?.url,
    pubsubUrl: pubsub.url,
    certificate: pubsub.certificate,
    app,
    org: orgs[0]!.org,
    story: orgs[0]!.story,
    orgs,
    faults: shared.faults,
    get requests() {
      return shared.requests.entries;
    },
    play: (everyMs) => {
      for (const { story } of orgs) stops.push(story.play(everyMs));
    },
    close: async () => {
      for (const stop of stops) stop();
      await Promise.all([production?.close(), sandbox?.close(), pubsub.close()]);
    },
  };
}

/** Orgs after the first get ids and usernames of their own, as every org has. */
function distinct(index: number): StageOptions {
  if (index === 0) return {};
  return {
    seed: index + 1,
    instance: `${String.fromCharCode(71 + index)}s`,
    usernameSuffix: `.org${index + 1}`,
  };
}
