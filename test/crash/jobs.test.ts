import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/start.ts';
import { type Product, prepareProduct } from '../helpers/product.ts';
import { until } from '../helpers/until.ts';

interface Run {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly error: string | null;
  readonly counts: Readonly<Record<string, number>>;
}
interface Connection {
  readonly backfill: { readonly state: string; readonly percent: number };
  readonly sweeps: { readonly delta: { readonly lastStatus: string | null } };
}

const leads = 300;

describe('a product that is killed in the middle of its backfill', () => {
  let emulator: Emulator;
  let product: Product;
  let id: string;
  beforeAll(async () => {
    emulator = await startEmulator();
    product = await prepareProduct({ emulator, env: { WORKSIGHTS_SWEEP_INTERVAL: '2' } });
    const { org, orgs } = emulator;
    const userId = orgs[0]!.people.get('olga')!;
    for (let index = 0; index < leads; index += 1) {
      org.transact({ userId, origin: '' }, (tx) =>
        tx.create('Lead', { LastName: `Before ${index}`, Company: 'Acme' }),
      );
    }
    await product.start();
  });
  afterAll(async () => {
    await product?.close();
    await emulator?.close();
  });

  const connection = () => product.call<Connection>('GET', `/connections/${id}`);
  const runs = async () =>
    (await product.call<{ items: Run[] }>('GET', `/connections/${id}/runs?limit=200`)).items;

  async function readTimeline(): Promise<string[]> {
    const names: string[] = [];
    let cursor: string | null = null;
    do {
      const next: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page: { items: { object: { name: string | null } }[]; nextCursor: string | null } =
        await product.call('GET', `/activities?feature=leads&limit=200${next}`);
      names.push(...page.items.map((item) => item.object.name ?? ''));
      cursor = page.nextCursor;
    } while (cursor !== null);
    return names.filter((name) => name.includes('Before'));
  }

  it('goes on where it was, leaves no run running, and has each entry once', async () => {
    // Each page of the backfill takes a while, so that it is killed in its middle.
    emulator.faults.inject({ name: 'rest.slow', times: 'always', ms: 150 });
    id = await product.connect();
    const before = await until('the backfill has begun', async () => {
      const run = (await runs()).find((one) => one.kind === 'backfill');
      return run?.state === 'running' && (run.counts.apiCalls ?? 0) > 0 && run;
    });
    await product.kill();
    emulator.faults.clear();
    await product.start();
    await until('the backfill is done', async () => (await connection()).backfill.state === 'done', 60_000);
    expect((await connection()).backfill.percent).toBe(100);
    const after = await runs();
    expect(after.filter((run) => run.kind === 'backfill')).toMatchObject([{ id: before.id, state: 'done' }]);
    await until('a sweep has come by', async () => (await connection()).sweeps.delta.lastStatus === 'done');
    const ended = (await runs()).filter((run) => run.state === 'failed');
    expect(ended.map((run) => run.error)).toEqual(ended.map(() => 'The process that ran it ended.'));
    const names = await readTimeline();
    expect(names).toHaveLength(leads);
    expect(new Set(names).size).toBe(leads);
  }, 180_000);

  it('drains and exits 0 on SIGTERM within ten seconds, sweeps and all, and leaves nothing running', async () => {
    const started = performance.now();
    expect(await product.stop()).toBe(0);
    expect(performance.now() - started).toBeLessThan(10_000);
    await product.start();
    await until('a sweep has come by', async () => {
      const [newest] = (await runs()).filter((run) => run.kind === 'delta');
      return newest?.state === 'done';
    });
  }, 60_000);
});
