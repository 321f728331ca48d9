import { randomBytes, randomUUID } from 'node:crypto';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import type { Activity } from '../../src/activity/activity.ts';
import { openServer } from '../../src/api/server.ts';
import { applyBootstrap, parseBootstrap } from '../../src/cli/bootstrap.ts';
import type { Context } from '../../src/ingest/context.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { openLog } from '../../src/lib/log.ts';
import type { SignInProvider } from '../../src/people/providers.ts';
import { openServices } from '../../src/services/index.ts';
import { saveActivities } from '../../src/store/activities.ts';
import { insertConnection, setAuthorized } from '../../src/store/connections.ts';
import type { Database } from '../../src/store/database.ts';
import { appendFeed } from '../../src/store/feed.ts';
import { openTally, saveTally } from '../../src/store/tally.ts';
import { emptyDatabase, openTestDatabase } from './database.ts';

/** The moment at which tests of the server happen, until they move it. */
export const START = Date.parse('2026-01-15T12:00:00Z');

const people = [
  ['olga', 'owner', null],
  ['clara', 'executive', null],
  ['theo', 'technical_admin', null],
  ['mara', 'manager', 'olga'],
  ['tom', 'manager', 'mara'],
  ['jon', 'member', 'tom'],
  ['pia', 'member', 'clara'],
] as const;

/** One of the cast: mara leads tom, who leads jon; pia reports to somebody else. */
export type Person = (typeof people)[number][0];

const tokenOf = (name: string) => `wst_${name.padEnd(36, '0')}`;

/** The API on a real database, without a network. */
export interface TestServer {
  readonly app: FastifyInstance;
  readonly db: Database;
  readonly context: Context;
  /** Moved by tests; starts at START. */
  now: number;
  /** Asks as one of the cast, or as the owner of another account. */
  as(who: Person | 'stranger'): (options: InjectOptions) => Promise<LightMyRequestResponse>;
  token(who: Person | 'stranger'): string;
  userId(who: Person | 'stranger'): Promise<string>;
  accountId(who?: Person | 'stranger'): Promise<string>;
  /** An authorised connection of the account. */
  addConnection(who?: 'olga' | 'stranger'): Promise<string>;
  /** Stores an activity of a user and puts it on the feed; returns its id. */
  addActivity(
    connectionId: string,
    who: Person | 'stranger' | null,
    given?: Partial<Activity>,
  ): Promise<string>;
  /** Deletes everything and brings the cast back. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the API for one test file. */
export async function openTestServer(
  options: {
    publicUrl?: string;
    demo?: boolean;
    webFolder?: string | null;
    configured?: boolean;
    signInProviders?: readonly SignInProvider[];
    operators?: readonly string[];
  } = {},
): Promise<TestServer> {
  const db = await openTestDatabase();
  const state = { now: START };
  const clock = { ...systemClock, now: () => state.now };
  const log = openLog({ level: 'silent' });
  const services = openServices({ salesforce: toSettings(options.configured ?? true) }, { clock, log });
  const context: Context = {
    ...{ db, clock, log, services, sealKey: randomBytes(32) },
    publicUrl: options.publicUrl ?? 'http://localhost:3000',
    backfillDays: 30,
    sweepIntervalSeconds: 600,
    operators: new Set(options.operators?.map((email) => email.toLowerCase())),
    apiFloorPercent: 10,
  };
  const app = await openServer(context, {
    demo: options.demo ?? false,
    webFolder: options.webFolder ?? null,
    signInProviders: options.signInProviders ?? [],
  });
  const findId = async (text: string, who: string) =>
    (await db.query<{ id: string }>(text, [`${who}@%`]))[0]!.id;
  const userId = (who: string) => findId('SELECT id FROM users WHERE email LIKE $1', who);
  const accountId = (who = 'olga') => findId('SELECT account_id AS id FROM users WHERE email LIKE $1', who);
  const server: TestServer = {
    ...{ app, db, context, userId, accountId, token: tokenOf },
    get now() {
      return state.now;
    },
    set now(value) {
      state.now = value;
    },
    as: (who) => (asked) =>
      app.inject({ ...asked, headers: { authorization: `Bearer ${tokenOf(who)}`, ...asked.headers } }),
    addConnection: async (who = 'olga') =>
      addConnection(db, await accountId(who), await userId(who), state.now),
    addActivity: async (connectionId, who, given = {}) => {
      const activity = toActivity(connectionId, who === null ? null : await userId(who), state.now, given);
      const account = await accountId(who === 'stranger' ? 'stranger' : 'olga');
      await db.transaction(async (tx) => {
        const tally = openTally();
        await saveActivities(tx, account, [activity], tally);
        await saveTally(tx, account, tally);
        await appendFeed(tx, account, [activity.id], []);
      });
      await db.notify('feed', account);
      return activity.id;
    },
    reset: async () => {
      state.now = START;
      await emptyDatabase(db);
      // One by one: the oldest account is the demo's.
      for (const workspace of cast()) await applyBootstrap(db, [workspace]);
    },
    close: async () => {
      await app.close();
      await db.close();
    },
  };
  await server.reset();
  return server;
}

function cast() {
  const workspace = (domain: string, names: readonly (readonly [string, string, string | null])[]) => ({
    account: { name: domain, domain },
    users: names.map(([name, role, manager]) => ({
      email: `${name}@${domain}`,
      name: `${name[0]!.toUpperCase()}${name.slice(1)}`,
      role,
      manager: manager && `${manager}@${domain}`,
      timeZone: 'Europe/Berlin',
    })),
    tokens: names.map(([name]) => ({ email: `${name}@${domain}`, token: tokenOf(name) })),
  });
  const accounts = [
    workspace('acme.example', people),
    workspace('other.example', [['stranger', 'owner', null]]),
  ];
  return parseBootstrap(JSON.stringify({ accounts }), 'the cast');
}

function toSettings(configured: boolean) {
  return {
    clientId: configured ? 'client' : null,
    clientSecret: configured ? 'secret' : null,
    productionLoginUrl: 'https://login.salesforce.example',
    sandboxLoginUrl: 'https://test.salesforce.example',
    pubsubUrl: 'http://127.0.0.1:9',
    apiVersion: '66.0',
    installationId: '00000000-0000-4000-8000-000000000000',
  };
}

async function addConnection(
  db: Database,
  accountId: string,
  userId: string,
  createdAt: number,
): Promise<string> {
  const id = await insertConnection(db, {
    ...{ accountId, service: 'salesforce', name: 'Salesforce', environment: 'production' },
    myDomain: null,
    connectedByUserId: userId,
    createdAt,
  });
  await setAuthorized(db, accountId, id, {
    organizationId: `00D${randomUUID().replaceAll('-', '').slice(0, 15)}`,
    organizationName: 'Acme Inc.',
    edition: 'enterprise',
    instanceUrl: 'https://acme.my.salesforce.com',
    remoteUserId: '005000000000001AAA',
    remoteUserName: 'Olga Owner',
  });
  return id;
}

function toActivity(
  connectionId: string,
  userId: string | null,
  now: number,
  given: Partial<Activity>,
): Activity {
  return {
    ...{ id: randomUUID(), connectionId, userId, remoteUserId: '005000000000001AAA' },
    ...{ feature: 'opportunities', category: 'record_change', action: 'updated' },
    ...{ title: 'Moved Acme renewal to Negotiation', objectType: 'Opportunity' },
    ...{ objectId: '006000000000001AAA', objectName: 'Acme renewal', changes: [] },
    ...{ occurredAt: now - 1000, receivedAt: now, latencySeconds: 1 },
    ...{ durationSeconds: 60, durationSource: 'estimated', actor: 'person', via: null },
    ...{ count: 1, paths: ['cdc'], missingNames: [] },
    ...given,
  };
}
