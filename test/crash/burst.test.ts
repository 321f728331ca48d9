import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/start.ts';
import { type Product, prepareProduct } from '../helpers/product.ts';
import { until } from '../helpers/until.ts';

const burst = 2000;
const atOnce = 50;

interface Page {
  readonly items: readonly { action: string; object: { id: string | null; name: string | null } }[];
  readonly nextCursor: string | null;
}

describe('a product that is killed in the middle of a burst', () => {
  let emulator: Emulator;
  let product: Product;
  let emitted = 0;
  beforeAll(async () => {
    emulator = await startEmulator();
    product = await prepareProduct({ emulator });
    await product.start();
  });
  afterAll(async () => {
    await product?.close();
    await emulator?.close();
  });

  /** Creates contacts, a transaction each, in slices so that the product works meanwhile. */
  async function emit(): Promise<void> {
    const { org, orgs } = emulator;
    const userId = orgs[0]!.people.get('olga')!;
    for (emitted = 0; emitted < burst; emitted += 1) {
      org.transact({ userId, origin: '' }, (tx) => tx.create('Contact', { LastName: `Burst ${emitted}` }));
      if (emitted % atOnce === atOnce - 1) await new Promise((done) => setTimeout(done, 50));
    }
  }

  async function readTimeline(): Promise<string[]> {
    const names: string[] = [];
    let cursor: string | null = null;
    do {
      const next: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page: Page = await product.call('GET', `/activities?feature=contacts&limit=200${next}`);
      names.push(...page.items.map((item) => item.object.name ?? ''));
      cursor = page.nextCursor;
    } while (cursor !== null);
    return names.filter((name) => name.startsWith('Burst '));
  }

  it('has each event on the timeline exactly once after it is started again', async () => {
    await product.connect();
    const emitting = emit();
    await until('some of the burst is stored', async () => {
      const page = await product.call<Page>('GET', '/activities?feature=contacts&limit=50');
      return page.items.length >= 50;
    });
    expect(emitted).toBeLessThan(burst);
    await product.kill();
    await emitting;
    await product.start();
    const names = await until(
      'the burst is whole',
      async () => {
        const read = await readTimeline();
        return read.length >= burst ? read : null;
      },
      60_000,
    );
    expect(names).toHaveLength(burst);
    expect(new Set(names).size).toBe(burst);
  }, 120_000);

  it('drains and exits 0 on SIGTERM within ten seconds', async () => {
    const started = performance.now();
    expect(await product.stop()).toBe(0);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
