import { expect } from 'vitest';
import type { FaultRequest } from '../../emulator/faultStore.ts';
import type { Connection } from '../../src/api/contract.ts';
import { openServer } from '../../src/api/server.ts';
import { applyBootstrap, parseBootstrap } from '../../src/cli/bootstrap.ts';
import { CODES } from '../../src/errors.ts';
import { beginReconnect } from '../../src/ingest/connect.ts';
import { fastClock } from '../helpers/fastClock.ts';
import { freePort } from '../helpers/freePort.ts';
import { until } from '../helpers/until.ts';
import { openWorld, type World } from '../helpers/world.ts';
import type { Outcome } from './rows.ts';

/** A minute of the product passes in a second, where nobody looks at its pages. */
export const speed = 60;
// Somebody who goes through consent in a browser has ten minutes of the product for it.
const pageSpeed = 20;

/** How long it is watched that little is asked, and how many requests that may be at each pace. */
const watchedMs = 30_000;
const bounds = { fast: 60, slow: 20, person: 0 };
// A stream that stood for so long is tried again from the shortest wait on.
const steadyMs = 6_000;

/** Signs in as the Owner. */
export const token = 'wst_for-the-tests-of-faults-000000000000';

/** A world in which faults are tried one by one: what its pages show, what it asks, what is on the timeline. */
export interface Trial {
  readonly world: World;
  /** Where the pages are, if they are served. */
  readonly url: string;
  inject(fault: FaultRequest): void;
  /** The connection as the pages get it. */
  view(id: string): Promise<Connection>;
  /** Waits until the page says what the outcome means, then sees that little is asked for half a minute. */
  expectStanding(id: string, outcome: Exclude<Outcome, 'passes'>): Promise<void>;
  /** Sees that little is asked for half a minute. */
  expectFew(pace: keyof typeof bounds): Promise<void>;
  expectLive(id: string): Promise<void>;
  reconnect(id: string): Promise<void>;
  /** Somebody saves a contact; answers its name. */
  save(): string;
  /** How often each of the names stands on the timeline. */
  countTold(names: readonly string[]): Promise<readonly number[]>;
  close(): Promise<void>;
}

/** Opens one; `webFolder` is the built web app, for tests that look at pages. */
export async function openTrial(webFolder: string | null = null): Promise<Trial> {
  const factor = webFolder === null ? speed : pageSpeed;
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  // The org's signs of life come as much sooner, but not as much more often as they could.
  const world = await openWorld({ keepaliveMs: 1000 }, { clock: fastClock(factor), publicUrl: url });
  const { emulator, accountId, ownerId } = world;
  await applyBootstrap(
    world.db,
    parseBootstrap(
      JSON.stringify({
        account: { name: 'Acme', domain: 'acme.example' },
        tokens: [{ email: 'olga@acme.example', token }],
      }),
      'the owner',
    ),
  );
  const app = await openServer(world.context, { demo: false, webFolder });
  if (webFolder !== null) await app.listen({ host: '127.0.0.1', port });
  const view: Trial['view'] = async (id) => {
    const headers = { authorization: `Bearer ${token}` };
    return (await app.inject({ url: `/api/v1/connections/${id}`, headers })).json<Connection>();
  };
  const untilSeen = (what: string, id: string, is: (connection: Connection) => boolean) =>
    until(`the page of the connection says ${what}`, async () => {
      const connection = await view(id);
      return is(connection) && connection;
    });
  const expectFew: Trial['expectFew'] = async (pace) => {
    const before = emulator.requests.length;
    await new Promise((done) => setTimeout(done, watchedMs / factor));
    expect(emulator.requests.length - before).toBeLessThanOrEqual(bounds[pace]);
  };
  let count = 0;
  return {
    world,
    url,
    view,
    expectFew,
    inject: (fault) => void emulator.faults.inject(fault),
    expectStanding: async (id, outcome) => {
      const { code, status, state, pace } = wanted(outcome);
      const standing = async () => {
        const { statusReason } = await untilSeen(
          `${status}, ${state}, ${code}`,
          id,
          (one) => one.status === status && one.stream.state === state && one.statusReason?.code === code,
        );
        expectSentences(statusReason!, outcome);
      };
      await standing();
      await expectFew(pace);
      await standing();
    },
    expectLive: async (id) => {
      await untilSeen('Live', id, (one) => one.stream.state === 'live');
      await new Promise((done) => setTimeout(done, steadyMs / factor));
      const { status, statusReason } = await untilSeen('Live', id, (one) => one.stream.state === 'live');
      expect({ status, statusReason }).toEqual({ status: 'active', statusReason: null });
    },
    reconnect: async (id) => {
      const wish = { accountId, userId: ownerId, sessionHash: null, connectionId: id };
      const { authorizationUrl } = await beginReconnect(world.context, wish);
      expect(await world.walk(authorizationUrl)).toBe(`/settings/services/salesforce/${id}`);
    },
    save: () => {
      const name = `Fall ${++count}`;
      const by = { userId: emulator.orgs[0]!.people.get('mara')!, origin: '' };
      emulator.org.transact(by, (tx) => tx.create('Contact', { LastName: name }));
      return name;
    },
    countTold: async (names) => {
      const rows = await world.db.query<{ title: string }>(
        `SELECT title FROM activities WHERE feature = 'contacts' AND user_id IS NOT NULL`,
      );
      return names.map((name) => rows.filter(({ title }) => title.endsWith(` ${name}`)).length);
    },
    close: async () => {
      await app.close();
      await world.close();
    },
  };
}

/** What the pages make Delayed, Paused (quota), and Needs attention or Reconnect required of. */
function wanted(outcome: Exclude<Outcome, 'passes'>) {
  const waits = { state: 'delayed' } as const;
  if (outcome === 'fast')
    return { ...waits, status: 'active', code: 'stream_delayed', pace: 'fast' } as const;
  if (outcome === 'slow')
    return { ...waits, status: 'attention', code: 'quota_paused', pace: 'slow' } as const;
  return { state: 'stopped', status: 'attention', code: outcome, pace: 'person' } as const;
}

function expectSentences({ code, text, fix }: { code: string; text: string; fix: string }, outcome: Outcome) {
  expect(text).toMatch(/^[A-Z].*\.$/);
  expect(fix).toMatch(/^[A-Z].*\.$/);
  expect(text).not.toContain('defect');
  expect(text).toContain(CODES[code as keyof typeof CODES].text);
  if (outcome === 'fast' || outcome === 'slow') expect(fix).toContain('Nothing is to be done');
}
