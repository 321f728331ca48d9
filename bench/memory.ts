import { withBench } from './bench.ts';
import { openChild } from './child.ts';

const slice = 10_000;
const emptyEvery = 200_000;
const samples = 20;

/** Memory of the process that reads, after so many events; bytes. */
export interface MemorySample {
  readonly events: number;
  readonly rss: number;
  readonly heapUsed: number;
}

/** Streams events into PostgreSQL and looks at the memory, garbage collected, twenty times on the way. */
export function measureMemory(events: number): Promise<MemorySample[]> {
  return withBench(async ({ org, productEnv }) => {
    const product = openChild('product', {
      ...(await productEnv('postgres')),
      NODE_OPTIONS: '--expose-gc',
    });
    await product.call('connect');
    const found: MemorySample[] = [];
    let cursor: string | null = null;
    for (let done = 0; done < events; done += slice) {
      if (done % emptyEvery === 0) await product.call('empty');
      await org.call('emitOnwards', { from: done, count: slice });
      ({ cursor } = await product.call<{ cursor: string | null }>('read', { count: slice, cursor }));
      if (done + slice >= ((found.length + 1) * events) / samples) {
        found.push({
          events: done + slice,
          ...(await product.call<{ rss: number; heapUsed: number }>('memory')),
        });
      }
    }
    await product.close();
    return found;
  });
}
