import { type Engine, withBench } from './bench.ts';
import { openChild } from './child.ts';

const hoursKept = 60;

/** Median events per second of each side, and how often it was measured. */
export interface Throughput {
  readonly events: number;
  readonly rounds: number;
  readonly perSecond: Readonly<Record<Engine | 'peer', number>>;
}

/**
 * Reads the same events from the same server in alternating rounds: with our client into committed rows on
 * each database, and with the public client, which only decodes. Over TLS; the clock runs from the first event.
 */
export function measureThroughput(events: number, rounds: number): Promise<Throughput> {
  return withBench(async ({ org, address, productEnv }) => {
    const products = {
      postgres: openChild('product.ts', await productEnv('postgres')),
      pglite: openChild('product.ts', await productEnv('pglite')),
    };
    const peer = openChild('peer.ts');
    const topics = {
      postgres: await products.postgres.call<string>('connect'),
      pglite: await products.pglite.call<string>('connect'),
    };
    const everyMs = Math.min(3000, Math.floor((hoursKept * 3_600_000) / events));
    await org.call('emit', { from: 0, count: events, everyMs });
    const seconds: Record<Engine | 'peer', number[]> = { postgres: [], pglite: [], peer: [] };
    for (let round = 0; round < rounds; round += 1) {
      for (const engine of ['postgres', 'pglite'] as const) {
        await products[engine].call('empty');
        const input = { count: events, cursor: null };
        seconds[engine].push((await products[engine].call<{ seconds: number }>('read', input)).seconds);
      }
      const accessToken = await org.call<string>('token');
      const endpoint = new URL(address.pubsubUrl).host;
      const { organizationId } = address;
      const input = { accessToken, organizationId, endpoint, topic: topics.postgres, count: events };
      seconds.peer.push((await peer.call<{ seconds: number }>('read', input)).seconds);
    }
    for (const child of [...Object.values(products), peer]) await child.close();
    const perSecond = (side: Engine | 'peer') => events / median(seconds[side]);
    return {
      ...{ events, rounds },
      perSecond: { postgres: perSecond('postgres'), pglite: perSecond('pglite'), peer: perSecond('peer') },
    };
  });
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}
