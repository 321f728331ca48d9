import { afterEach, describe, expect, inject, it } from 'vitest';
import { fastClock } from '../../test/helpers/fastClock.ts';
import { until } from '../../test/helpers/until.ts';
import { openWorld, type World } from '../../test/helpers/world.ts';
import type { Database } from '../store/database.ts';
import type { Context } from './context.ts';
import { openSupervisor } from './supervisor.ts';

/** A database that can be cut off, as for a process that stopped or lost its network. */
function openCuttable(db: Database): { db: Database; cut(): void; mend(): void } {
  let isCut = false;
  const guard = <T>(work: () => Promise<T>): Promise<T> =>
    isCut ? Promise.reject(new Error('the database cannot be reached')) : work();
  return {
    cut: () => {
      isCut = true;
    },
    mend: () => {
      isCut = false;
    },
    db: {
      ...db,
      query: (text, params) => guard(() => db.query(text, params)),
      transaction: (work) => guard(() => db.transaction(work)),
      notify: (channel, payload) => guard(() => db.notify(channel, payload)),
    },
  };
}

// An embedded database has one process; leases are for those that share one.
describe.runIf(inject('postgresUrl') !== null)('two workers on one database', () => {
  let world: World;
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  const open = async () => {
    world = await openWorld({ keepaliveMs: 1000 }, { clock: fastClock(10) });
    closing.push(() => world.close());
    return world;
  };
  const work = async (context: Context) => {
    const supervisor = await openSupervisor(context);
    closing.push(() => supervisor.close());
    return supervisor;
  };
  const openStreams = () => {
    const entries = world.emulator.requests.filter((one) => one.path === 'Subscribe');
    return entries.length;
  };
  const create = (name: string) => {
    const userId = world.emulator.orgs[0]!.people.get('mara')!;
    world.emulator.org.transact({ userId, origin: '' }, (tx) => tx.create('Contact', { LastName: name }));
  };
  const stored = async () => {
    const rows = await world.db.query<{ title: string }>(
      `SELECT title FROM activities WHERE title LIKE 'Created the contact Lease %' ORDER BY title`,
    );
    return rows.map((row) => row.title.replace('Created the contact ', ''));
  };
  const holder = async () =>
    (await world.db.query<{ holder: string }>('SELECT holder FROM leases'))[0]?.holder;

  it('subscribes one of them only', async () => {
    await open();
    await world.connect();
    await work(world.context);
    create('Lease 1');
    await until('it is stored', async () => (await stored()).length === 1);
    // Ten seconds on their clock: both have looked for work at least once more.
    await new Promise((done) => setTimeout(done, 1000));
    expect(openStreams()).toBe(1);
  });

  it('has the other take over within the lease when one is cut off, each event once', async () => {
    await open();
    const cuttable = openCuttable(world.db);
    await work({ ...world.context, db: cuttable.db });
    await world.authorize();
    await until('it streams', async () => {
      const rows = await world.db.query(`SELECT 1 FROM connections WHERE stream_state = 'live'`);
      return rows.length === 1;
    });
    const first = await holder();
    create('Lease 1');
    await until('it is stored', async () => (await stored()).length === 1);
    cuttable.cut();
    create('Lease 2');
    await work(world.context);
    await until('the other has it', async () => (await holder()) !== first && (await stored()).length === 2);
    cuttable.mend();
    create('Lease 3');
    await until('it is stored', async () => (await stored()).length === 3);
    expect(await stored()).toEqual(['Lease 1', 'Lease 2', 'Lease 3']);
  });

  it('writes nothing under a lease that another has taken', async () => {
    await open();
    await world.connect();
    await world.db.query(
      `UPDATE leases SET holder = '00000000-0000-4000-8000-000000000000', expires_at = now() + interval '1 day'`,
    );
    create('Lease 1');
    await new Promise((done) => setTimeout(done, 1500));
    expect(await stored()).toEqual([]);
    await world.db.query('DELETE FROM leases');
    await until('it is stored by who may', async () => (await stored()).length === 1);
  });
});
