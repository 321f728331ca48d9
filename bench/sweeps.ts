import { withBench } from './bench.ts';
import { openChild } from './child.ts';
import type { MemorySample } from './memory.ts';
import { measureRounds, openProducts, type PerSecond } from './rounds.ts';

const day = 24 * 3_600_000;
const samples = 20;

/**
 * Reads the same history rows from the same org in alternating rounds: with our sweep into committed rows on each
 * database, and with a plain loop of the usual client, which throws them away.
 */
export function measureSweeps(rows: number, rounds: number): Promise<PerSecond> {
  return withBench(async ({ org, address, productEnv }) => {
    const products = await openProducts(productEnv);
    const peer = openChild('queryPeer');
    for (const product of Object.values(products)) await product.call('connect');
    const span = await org.call<{ from: number; to: number }>('loadHistory', { rows, days: 25 });
    const soql = `SELECT Id, OpportunityId, CreatedById, CreatedDate, Field, DataType, OldValue, NewValue
      FROM OpportunityFieldHistory WHERE CreatedDate >= ${new Date(span.from).toISOString()} ORDER BY CreatedDate, Id`;
    const perSecond = await measureRounds(rows, rounds, {
      product: async (engine) => {
        await products[engine].call('empty');
        return checked(await products[engine].call('sweep', { ...span, large: false }), rows);
      },
      peer: async () => {
        const accessToken = await org.call<string>('token');
        return checked(await peer.call('read', { instanceUrl: address.url, accessToken, soql }), rows);
      },
    });
    for (const child of [...Object.values(products), peer]) await child.close();
    return perSecond;
  });
}

function checked({ rows, seconds }: { rows: number; seconds: number }, wanted: number): number {
  if (rows < wanted) throw new Error(`only ${rows} of ${wanted} rows were read`);
  return seconds;
}

/** API calls of a connection in an org at rest, by what they are for, and what comes of them in a day. */
export interface IdleCalls {
  readonly fieldHistory: number;
  readonly delta: number;
  /** Both sweeps where the org answers no getUpdated in a Composite. */
  readonly queriedPair: number;
  readonly upkeep: number;
  readonly users: number;
  readonly perDay: number;
}

/** Counts the API calls of each regular job where nothing is new, once all that is asked once a day is known. */
export function measureIdle(): Promise<IdleCalls> {
  return withBench(async ({ org, productEnv }) => {
    const product = openChild('product', await productEnv('postgres'));
    await product.call('connect');
    const count = async (job: string) => {
      await product.call('runJob', job);
      const before = await org.call<number>('apiRequests');
      await product.call('runJob', job);
      return (await org.call<number>('apiRequests')) - before;
    };
    await product.call('runJob', 'backfill');
    const [fieldHistory, delta] = [await count('field_history'), await count('delta')];
    const [upkeep, users] = [await count('upkeep'), await count('users')];
    const perDay = 144 * (fieldHistory + delta) + 24 * upkeep + users;
    await org.call('refuseUpdated');
    const queriedPair = (await count('field_history')) + (await count('delta'));
    await product.close();
    return { fieldHistory, delta, queriedPair, upkeep, users, perDay };
  });
}

/** Imports 18 months of history into PostgreSQL by query jobs and looks at the memory twenty times on the way. */
export function measureImport(rows: number): Promise<MemorySample[]> {
  return withBench(async ({ org, productEnv }) => {
    const product = openChild('product', {
      ...(await productEnv('postgres')),
      NODE_OPTIONS: '--expose-gc',
    });
    await product.call('connect');
    const span = await org.call<{ from: number; to: number }>('loadHistory', { rows, days: 548 });
    const found: MemorySample[] = [];
    const slice = Math.ceil((span.to - span.from) / samples / day) * day;
    let events = 0;
    for (let from = span.from; from < span.to; from += slice) {
      const to = Math.min(span.to, from + slice);
      events += (await product.call<{ rows: number }>('sweep', { from, to, large: true })).rows;
      found.push({ events, ...(await product.call<{ rss: number; heapUsed: number }>('memory')) });
    }
    await product.close();
    return found;
  });
}
