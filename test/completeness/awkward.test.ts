import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evidenceOf } from '../../emulator/org/evidence.ts';
import { LIGHTNING } from '../../emulator/org/seed.ts';
import type { ConnectionRow } from '../../src/store/connections.ts';
import { settleJobs } from '../helpers/jobs.ts';
import { openWorld, type World } from '../helpers/world.ts';
import { findDiscrepancies } from './discrepancies.ts';
import { openSharedClock, type SharedClock } from './sharedClock.ts';

const minute = 60_000;
const hour = 60 * minute;
// Los Angeles sets its clocks back at 09:00 UTC of this night: an hour happens twice. Tokyo never does.
const nightBegins = Date.UTC(2026, 10, 1, 6);

let clock: SharedClock;
let world: World;
let connection: ConnectionRow;

beforeAll(async () => {
  clock = openSharedClock(nightBegins - 24 * hour);
  world = await openWorld({ orgs: [{ clock }] }, { clock });
  connection = await world.connect();
  await settleJobs(world.context);
}, 60_000);
afterAll(() => world.close());

const by = (key: string) => ({ userId: world.emulator.orgs[0]!.people.get(key)!, origin: LIGHTNING });

/** Lets a sweep interval pass and all that is due be done. */
async function sweepOnce(): Promise<void> {
  clock.advance(10 * minute);
  await settleJobs(world.context);
}

const countOf = async (title: string) =>
  (
    await world.db.query('SELECT 1 FROM activities WHERE connection_id = $1 AND title LIKE $2', [
      connection.id,
      title,
    ])
  ).length;

describe('awkward times', () => {
  it('5,000 rows of one moment are all read, once', async () => {
    const { org } = world.emulator;
    const moment = clock.now();
    for (let part = 0; part < 25; part += 1) {
      // One second, but transactions of few enough records to be told one by one.
      org.transact({ ...by('tomas'), at: moment }, (tx) => {
        for (let index = 0; index < 200; index += 1)
          tx.create('Lead', { LastName: `Tie ${part * 200 + index}`, Company: 'Ties' });
      });
    }
    await sweepOnce();
    await sweepOnce();
    expect(await countOf('Created the lead Tie %')).toBe(5000);
  }, 60_000);

  it('a row that shows up twelve minutes late is read, once', async () => {
    const late = world.emulator.org.begin({ ...by('jon'), savedAt: clock.now() });
    late.tx.create('Lead', { LastName: 'Tardy', Company: 'Late Ltd' });
    await sweepOnce();
    clock.advance(2 * minute);
    expect(await countOf('%Tardy')).toBe(0);
    late.commit();
    await sweepOnce();
    await sweepOnce();
    expect(await countOf('%Tardy')).toBe(1);
  });

  it('a night that is an hour longer is told hour by hour, and no date moves', async () => {
    const { org } = world.emulator;
    clock.advance(nightBegins - clock.now());
    const from = clock.now();
    const people = ['priya', 'yuki'];
    const zones = { priya: 'America/Los_Angeles', yuki: 'Asia/Tokyo' };
    for (const key of people) {
      org.put('User', {
        ...org.find('User', by(key).userId)!,
        TimeZoneSidKey: zones[key as keyof typeof zones],
      });
    }
    const deal = org.transact(by('priya'), (tx) =>
      tx.create('Opportunity', {
        Name: 'Night deal',
        StageName: 'Prospecting',
        CloseDate: '2026-11-01',
        Amount: 1,
      }),
    );
    for (let step = 0; step < 12; step += 1) {
      clock.advance(30 * minute);
      for (const key of people) {
        org.transact(by(key), (tx) => {
          tx.update('Opportunity', deal, { Amount: 100 * (step + 1) + people.indexOf(key) });
          tx.create('Lead', { LastName: `Night ${step} ${key}`, Company: 'Night' });
        });
      }
    }
    org.transact(by('priya'), (tx) => tx.update('Opportunity', deal, { CloseDate: '2026-11-02' }));
    await settleJobs(world.context);
    await sweepOnce();
    await sweepOnce();
    const { items } = evidenceOf(org, { from, to: clock.now(), connectedAt: connection.provisionedAt! });
    const ofNight = items.filter(({ at }) => at >= from);
    expect(ofNight.length).toBeGreaterThan(40);
    const found = await findDiscrepancies(world.db, connection.id, org, items);
    expect(found.filter((text) => !text.includes('did not happen'))).toEqual([]);
    const leads = await world.db.query<{ at: number }>(
      `SELECT occurred_at AS at FROM activities WHERE connection_id = $1 AND title LIKE 'Created the lead Night %'
       ORDER BY occurred_at`,
      [connection.id],
    );
    expect(leads.map(({ at }) => Math.round((at - from) / (30 * minute)))).toEqual(
      Array.from({ length: 24 }, (_, index) => Math.floor(index / 2) + 1),
    );
    const [closing] = await world.db.query<{ changes: { field: string; from: string; to: string }[] }>(
      `SELECT changes FROM activities WHERE connection_id = $1 AND object_id = $2 AND changes::text LIKE '%CloseDate%'`,
      [connection.id, deal],
    );
    expect(closing!.changes.find(({ field }) => field === 'CloseDate')).toMatchObject({
      from: '1 Nov 2026',
      to: '2 Nov 2026',
    });
  });
});
