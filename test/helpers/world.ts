import { randomBytes } from 'node:crypto';
import { approve } from '../../emulator/approve.ts';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../emulator/start.ts';
import type { Environment } from '../../src/activity/service.ts';
import { finishAuthorization } from '../../src/ingest/authorization.ts';
import { beginConnect } from '../../src/ingest/connect.ts';
import type { Context } from '../../src/ingest/context.ts';
import { openJobs } from '../../src/ingest/jobs.ts';
import { openSupervisor } from '../../src/ingest/supervisor.ts';
import { type Clock, systemClock } from '../../src/lib/clock.ts';
import { type Log, openLog } from '../../src/lib/log.ts';
import { openServices } from '../../src/services/index.ts';
import type { SalesforceSettings } from '../../src/services/salesforce/settings.ts';
import { type ConnectionRow, findConnection } from '../../src/store/connections.ts';
import type { Database } from '../../src/store/database.ts';
import { createAccount } from './account.ts';
import { openTestDatabase } from './database.ts';
import { until } from './until.ts';

/** The product without HTTP, and an emulated org beside it. */
export interface World {
  readonly db: Database;
  readonly context: Context;
  /** What the context's Salesforce service was opened with. */
  readonly settings: SalesforceSettings;
  readonly emulator: Emulator;
  readonly accountId: string;
  readonly ownerId: string;
  readonly userIds: ReadonlyMap<string, string>;
  /** Goes through consent as the user; answers where the browser ends. */
  authorize(
    username?: string,
    edition?: string,
    wish?: { environment?: Environment; myDomain?: string },
  ): Promise<{ id: string; location: string }>;
  /** Walks from an authorisation URL through login and consent, and back; answers where the browser ends. */
  walk(
    authorizationUrl: string,
    approval?: { username?: string; decision?: 'allow' | 'deny' },
  ): Promise<string>;
  /** Connects and waits until the stream stands. */
  connect(): Promise<ConnectionRow>;
  /** Starts what reads the streams. */
  startWorker(): Promise<void>;
  /** Starts what sweeps, backfills, repairs and looks after the connections. */
  startJobs(): Promise<void>;
  /** Ends both. */
  stopWorker(): Promise<void>;
  close(): Promise<void>;
}

/** People of the product: those of the org's sales and service teams who have an e-mail here. */
const people = [
  { name: 'Mara Klein', email: 'mara@acme.example' },
  { name: 'Jon Park', email: 'JON@acme.example' },
  { name: 'Ines Roth', email: 'ines@acme.example', role: 'manager' },
];

/** What a test puts in place of the usual. */
interface WorldParts {
  readonly log?: Log;
  /** Stands between product and org, such as a proxy: takes the org's address and gives its own. */
  readonly through?: (orgUrl: string) => Promise<string>;
  readonly publicUrl?: string;
  readonly clock?: Clock;
}

export async function openWorld(options: EmulatorOptions = {}, parts: WorldParts = {}): Promise<World> {
  const [db, emulator] = await Promise.all([openTestDatabase(), startEmulator(options)]);
  const { accountId, ownerId, userIds } = await createAccount(db, people);
  const orgUrl = (await parts.through?.(emulator.url)) ?? emulator.url;
  const settings = settingsFor(emulator, orgUrl);
  const context = contextFor(db, settings, parts);
  let supervisor: { close(): Promise<void> } | null = null;
  let jobs: { close(): Promise<void> } | null = null;
  const walk: World['walk'] = async (authorizationUrl, approval) => {
    // The person's browser goes to the org itself.
    const page = authorizationUrl.replace(orgUrl, emulator.url);
    const back = new URL(await approve(page, { username: 'olga@acme.example', ...approval }));
    const { location } = await finishAuthorization(context, {
      service: 'salesforce',
      state: back.searchParams.get('state') ?? '',
      code: back.searchParams.get('code'),
      error: back.searchParams.get('error'),
      errorDescription: back.searchParams.get('error_description'),
      session: null,
    });
    return location;
  };
  const authorize: World['authorize'] = async (
    username = 'olga@acme.example',
    edition = 'enterprise',
    { environment = 'production', myDomain } = {},
  ) => {
    const started = await beginConnect(context, {
      ...{ accountId, userId: ownerId, sessionHash: null, service: 'salesforce', environment, edition },
      myDomain: myDomain ?? null,
    });
    return { id: started.id, location: await walk(started.authorizationUrl, { username }) };
  };
  const world: World = {
    db,
    settings,
    context,
    emulator,
    accountId,
    ownerId,
    userIds,
    authorize,
    walk,
    connect: async () => {
      const { id } = await authorize();
      if (supervisor === null) await world.startWorker();
      return until('the connection is live', async () => {
        const connection = await findConnection(db, accountId, id);
        return connection?.streamState === 'live' ? connection : null;
      });
    },
    startWorker: async () => {
      supervisor = await openSupervisor(context);
    },
    startJobs: async () => {
      jobs = await openJobs(context);
    },
    stopWorker: async () => {
      await Promise.all([supervisor?.close(), jobs?.close()]);
      supervisor = null;
      jobs = null;
    },
    close: async () => {
      await world.stopWorker();
      await emulator.close();
      await db.close();
    },
  };
  return world;
}

function settingsFor(emulator: Emulator, orgUrl: string): SalesforceSettings {
  return {
    clientId: emulator.app.clientId,
    clientSecret: emulator.app.clientSecret,
    productionLoginUrl: orgUrl,
    sandboxLoginUrl: emulator.sandboxUrl ?? emulator.url,
    pubsubUrl: emulator.pubsubUrl,
    apiVersion: '66.0',
    installationId: 'a-test-installation',
  };
}

function contextFor(db: Database, settings: SalesforceSettings, parts: WorldParts): Context {
  const clock = parts.clock ?? systemClock;
  const log = parts.log ?? openLog({ level: process.env.LOG_LEVEL ?? 'silent' });
  return {
    db,
    clock,
    log,
    services: openServices({ salesforce: settings }, { clock, log }),
    sealKey: randomBytes(32),
    publicUrl: parts.publicUrl ?? 'http://127.0.0.1:3999',
    backfillDays: 30,
    sweepIntervalSeconds: 600,
    apiFloorPercent: 10,
  };
}
