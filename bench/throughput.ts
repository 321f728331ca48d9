import { withBench } from './bench.ts';
import { openChild } from './child.ts';
import { measureRounds, openProducts, type PerSecond } from './rounds.ts';

const hoursKept = 60;

/**
 * Reads the same events from the same server in alternating rounds: with our client into committed rows on
 * each database, and with the public client, which only decodes. Over TLS; the clock runs from the first event.
 */
export function measureThroughput(events: number, rounds: number): Promise<PerSecond> {
  return withBench(async ({ org, address, productEnv }) => {
    const products = await openProducts(productEnv);
    const peer = openChild('peer');
    const topic = await products.postgres.call<string>('connect');
    await products.pglite.call<string>('connect');
    const everyMs = Math.min(3000, Math.floor((hoursKept * 3_600_000) / events));
    await org.call('emit', { from: 0, count: events, everyMs });
    const perSecond = await measureRounds(events, rounds, {
      product: async (engine) => {
        await products[engine].call('empty');
        const input = { count: events, cursor: null };
        return (await products[engine].call<{ seconds: number }>('read', input)).seconds;
      },
      peer: async () => {
        const accessToken = await org.call<string>('token');
        const endpoint = new URL(address.pubsubUrl).host;
        const { organizationId } = address;
        const input = { accessToken, organizationId, endpoint, topic, count: events };
        return (await peer.call<{ seconds: number }>('read', input)).seconds;
      },
    });
    for (const child of [...Object.values(products), peer]) await child.close();
    return perSecond;
  });
}
