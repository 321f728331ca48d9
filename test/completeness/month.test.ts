import { describe, expect, it } from 'vitest';
import { evidenceOf } from '../../emulator/org/evidence.ts';
import { salesforceFeatures } from '../../src/services/salesforce/features/index.ts';
import type { ConnectionRow } from '../../src/store/connections.ts';
import { listHoles, listOpenHoles } from '../../src/store/holes.ts';
import { until } from '../helpers/until.ts';
import { openWorld, type World } from '../helpers/world.ts';
import { findDiscrepancies } from './discrepancies.ts';
import { openSharedClock } from './sharedClock.ts';
import { liveAWeek } from './week.ts';

const dayMs = 86_400_000;
const seeds =
  process.env.WORKSIGHTS_TEST === 'all' ? Array.from({ length: 20 }, (_, index) => index + 1) : [1, 2, 3];

// They spend half of their time waiting, so they do it beside each other.
describe.concurrent('a month that was lived before the org was connected, and a week after it', () => {
  it.for(seeds)(
    'is on the timeline, each change once (seed %i)',
    { timeout: 480_000 },
    async (seed, { onTestFinished }) => {
      const clock = openSharedClock();
      const world = await openWorld({ orgs: [{ seed, clock, historyMonths: 1.2 }] }, { clock });
      onTestFinished(() => world.close());
      const connection = await world.connect();
      const connectedAt = connection.provisionedAt!;
      await world.startJobs();
      await untilBackfilled(world, connection);
      const { org } = world.emulator;
      const from = connectedAt - 30 * dayMs + 120_000;
      const now = clock.now();
      const first = evidenceOf(org, { from, to: now, connectedAt, looks: [now] });
      const earlier = evidenceOf(org, { from: from - dayMs, to: from, connectedAt, looks: [now] }).items;
      expect(await findDiscrepancies(world.db, connection.id, org, first.items, earlier)).toEqual([]);

      await liveAWeek(world, connection, clock, seed);
      const { id } = connection;
      const looks = await looksOf(world, connection);
      const all = evidenceOf(org, { from, to: clock.now(), connectedAt, looks });
      expect(all.items.length).toBeGreaterThan(first.items.length + 20);
      const unheard = await findUnheard(world, connection, all.items);
      expect(await findDiscrepancies(world.db, id, org, all.items, earlier, unheard)).toEqual([]);
      expect(await listOpenHoles(world.db, connection.accountId, id)).toEqual([]);
      // What Salesforce itself no longer shows is counted, with the reason; nobody can tell it.
      for (const lost of all.lost) expect(lost.reason).not.toBe('');
    },
  );
});

async function untilBackfilled(world: World, { id }: ConnectionRow): Promise<void> {
  await until(
    'the backfill is done',
    async () => {
      const [job] = await world.db.query<{ done: boolean | null }>(
        `SELECT (state ->> 'done')::boolean AS done FROM jobs WHERE connection_id = $1 AND kind = 'backfill'`,
        [id],
      );
      return job?.done === true;
    },
    180_000,
  );
}

type Item = ReturnType<typeof evidenceOf>['items'][number];

/**
 * What an event alone recorded at a time of which the ledger says that events could not be read: the positions of the
 * log were reset, or bytes were damaged. By then the org shows it in no other way; it is counted, not required.
 */
async function findUnheard({ db }: World, connection: ConnectionRow, items: readonly Item[]) {
  const toldByStream: readonly string[] = ['overflow', 'wildcard', 'position_lost', 'undecodable'];
  const holes = (await listHoles(db, connection.accountId, connection.id)).filter(({ cause }) =>
    toldByStream.includes(cause),
  );
  const featureOf = (object: string) =>
    salesforceFeatures.find(({ objects }) => objects.some(({ type }) => type === object))?.key;
  const isUnheard = ({ object, committedAt, sources }: Item) =>
    sources.every((source) => source === 'event') &&
    holes.some(
      ({ feature, from, to }) =>
        feature === featureOf(object) && from <= committedAt && committedAt <= (to ?? from) + 1000,
    );
  return new Set(items.filter(isUnheard));
}

/** When the product has looked by query, epoch ms. */
async function looksOf(world: World, { id }: ConnectionRow): Promise<number[]> {
  const rows = await world.db.query<{ at: number }>(
    `SELECT started_at AS at FROM runs WHERE connection_id = $1 AND kind IN ('delta', 'field_history', 'backfill')
       AND state = 'done' ORDER BY started_at`,
    [id],
  );
  return rows.map(({ at }) => at);
}
