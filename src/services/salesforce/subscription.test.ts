import type * as grpc from '@grpc/grpc-js';
import { afterEach, describe, expect, it } from 'vitest';
import { fastClock } from '../../../test/helpers/fastClock.ts';
import {
  cleanUp,
  cleanups,
  fault,
  type Request,
  serve,
  tokensOf,
} from '../../../test/helpers/scriptedPubSub.ts';
import { TransientError } from '../../errors.ts';
import { systemClock } from '../../lib/clock.ts';
import { ReplayPositionLost } from './errors.ts';
import { openSubscription, type StreamBatch, type SubscriptionOptions } from './subscription.ts';

afterEach(cleanUp);

const positionOf = (n: number) => {
  const bytes = Buffer.alloc(10);
  bytes.writeBigUInt64BE(BigInt(n));
  return bytes;
};
const eventOf = (n: number, payload = Buffer.from(`p${n}`)) => ({
  event: { id: `e${n}`, schemaId: 's', payload },
  replayId: positionOf(n),
});
const range = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);

const optionsOf = (url: string, more: Partial<SubscriptionOptions> = {}): SubscriptionOptions => ({
  url,
  organizationId: '00D000000000001EAA',
  tokens: tokensOf(),
  topic: '/data/WorkSights_0123456789ab__chn',
  from: 'LATEST',
  clock: systemClock,
  ...more,
});

async function firstBatch(options: SubscriptionOptions): Promise<StreamBatch> {
  for await (const batch of openSubscription(options)) return batch;
  throw new Error('the stream ended');
}

describe('a subscription', () => {
  it('sends its headers, topic and stored position, and gives events with their positions', async () => {
    let metadata: grpc.Metadata | undefined;
    let request: Request | undefined;
    const url = await serve({
      subscribe(stream) {
        metadata = stream.metadata;
        stream.once('data', (first: Request) => {
          request = first;
          stream.write({ events: [eventOf(8)], latestReplayId: positionOf(8), pendingNumRequested: 99 });
        });
      },
    });
    const batch = await firstBatch(optionsOf(url, { from: positionOf(7) }));
    expect(batch.events).toEqual([
      { id: 'e8', schemaId: 's', payload: Buffer.from('p8'), replayId: positionOf(8) },
    ]);
    expect(batch.latestReplayId).toEqual(positionOf(8));
    expect(request).toMatchObject({
      topicName: '/data/WorkSights_0123456789ab__chn',
      replayPreset: 'CUSTOM',
      replayId: positionOf(7),
      numRequested: 100,
    });
    expect(metadata?.get('accesstoken')).toEqual(['token-1']);
    expect(metadata?.get('instanceurl')).toEqual(['https://acme.my.salesforce.com']);
    expect(metadata?.get('tenantid')).toEqual(['00D000000000001EAA']);
  });

  it('tops its credit up before it is used, never beyond 100, and loses or reorders nothing', async () => {
    let credit = 0;
    let highest = 0;
    let sent = 0;
    const url = await serve({
      subscribe(stream) {
        stream.on('data', ({ numRequested }: Request) => {
          credit += numRequested;
          highest = Math.max(highest, credit);
        });
        const timer = setInterval(() => {
          const count = Math.min(credit, 30, 2000 - sent);
          if (count <= 0) return;
          credit -= count;
          stream.write({
            events: range(sent, count).map((n) => eventOf(n)),
            latestReplayId: positionOf(sent + count - 1),
          });
          sent += count;
        }, 1);
        stream.on('cancelled', () => clearInterval(timer));
      },
    });
    const seen: string[] = [];
    for await (const { events } of openSubscription(optionsOf(url))) {
      seen.push(...events.map((event) => event.id));
      if (seen.length >= 2000) break;
    }
    expect(seen).toEqual(range(0, 2000).map((n) => `e${n}`));
    expect(highest).toBe(100);
  });

  it('joins what arrived while its consumer was busy into one batch, and stops asking at a bound', async () => {
    let credit = 0;
    let sent = 0;
    const url = await serve({
      subscribe(stream) {
        stream.on('data', ({ numRequested }: Request) => {
          credit += numRequested;
          setImmediate(() => {
            const count = credit;
            credit = 0;
            stream.write({
              events: range(sent, count).map((n) => eventOf(n)),
              latestReplayId: positionOf(sent),
            });
            sent += count;
          });
        });
      },
    });
    const sizes: number[] = [];
    for await (const { events } of openSubscription(optionsOf(url))) {
      sizes.push(events.length);
      if (sizes.length === 1) await systemClock.sleep(500);
      if (sizes.length === 2) break;
    }
    expect(sizes[1]).toBeGreaterThanOrEqual(800);
    expect(sizes[1]).toBeLessThanOrEqual(1100);
  });

  it('keeps a stream alive whose consumer is slow, with an event at a time', async () => {
    const asked: number[] = [];
    let sent = 0;
    const url = await serve({
      subscribe(stream) {
        stream.on('data', ({ numRequested }: Request) => {
          asked.push(numRequested);
          stream.write({
            events: range(sent, numRequested).map((n) => eventOf(n)),
            latestReplayId: positionOf(sent + numRequested),
          });
          sent += numRequested;
        });
      },
    });
    // The forty seconds without credit are a tenth of one here.
    const seen: string[] = [];
    for await (const { events } of openSubscription(optionsOf(url, { clock: fastClock(400) }))) {
      if (seen.length === 0) await systemClock.sleep(1000);
      seen.push(...events.map((event) => event.id));
      if (seen.length > 1000) break;
    }
    expect(asked).toContain(1);
    expect(sent).toBeLessThan(2400);
    expect(seen).toEqual(range(0, seen.length).map((n) => `e${n}`));
  });

  it('gives the position of a keepalive only after the events before it', async () => {
    const url = await serve({
      subscribe(stream) {
        stream.once('data', () => {
          stream.write({ events: [eventOf(1)], latestReplayId: positionOf(1) });
          stream.write({ events: [eventOf(2)], latestReplayId: positionOf(2) });
          stream.write({ events: [], latestReplayId: positionOf(50) });
        });
      },
    });
    const seen: { ids: string[]; position: Buffer }[] = [];
    for await (const { events, latestReplayId } of openSubscription(optionsOf(url))) {
      seen.push({ ids: events.map((event) => event.id), position: latestReplayId! });
      if (latestReplayId?.equals(positionOf(50))) break;
    }
    expect(seen.flatMap(({ ids }) => ids)).toEqual(['e1', 'e2']);
    for (const { ids, position } of seen) {
      if (!position.equals(positionOf(50)))
        expect(position).toEqual(positionOf(Number(ids.at(-1)?.slice(1))));
    }
  });

  it('takes an answer of 20 MB', async () => {
    const url = await serve({
      subscribe(stream) {
        const payload = Buffer.alloc(1_000_000, 1);
        stream.once('data', () => stream.write({ events: range(0, 20).map((n) => eventOf(n, payload)) }));
      },
    });
    expect((await firstBatch(optionsOf(url))).events).toHaveLength(20);
  });

  it('counts a silent stream as dead', async () => {
    const url = await serve({ subscribe: () => {} });
    await expect(firstBatch(optionsOf(url, { silenceMs: 100 }))).rejects.toMatchObject({
      name: 'TransientError',
      retry: 'fast',
    });
  });

  it('ends quietly on its signal', async () => {
    const url = await serve({ subscribe: () => {} });
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    await expect(firstBatch(optionsOf(url, { signal: stop.signal }))).rejects.toThrow('the stream ended');
  });

  it('says that it stands where nothing is refused, with no position to store', async () => {
    const url = await serve({ subscribe: () => {} });
    expect(await firstBatch(optionsOf(url))).toEqual({ events: [], latestReplayId: null });
  });

  it('stores no empty position', async () => {
    const url = await serve({
      subscribe(stream) {
        stream.once('data', () => {
          stream.write({ events: [eventOf(1)], latestReplayId: positionOf(1) });
          stream.write({ events: [], latestReplayId: Buffer.alloc(0) });
        });
      },
    });
    expect((await firstBatch(optionsOf(url))).latestReplayId).toEqual(positionOf(1));
  });

  it('takes a reset and a server that dies for interruptions', async () => {
    let drop = () => {};
    const url = await serve({
      subscribe: (stream) => {
        stream.once('data', () => drop());
      },
    });
    const kill = cleanups.at(-1)!;
    drop = () => setTimeout(kill, 20);
    await expect(firstBatch(optionsOf(url))).rejects.toMatchObject({ retry: 'fast', code: 'stream_delayed' });
  });

  it('gives the events before an error first', async () => {
    const url = await serve({
      subscribe(stream) {
        stream.once('data', () => {
          stream.write({ events: [eventOf(1)], latestReplayId: positionOf(1) });
          stream.emit('error', fault(13, 'service.unavailable'));
        });
      },
    });
    const seen: string[] = [];
    const read = async () => {
      for await (const { events } of openSubscription(optionsOf(url)))
        seen.push(...events.map(({ id }) => id));
    };
    await expect(read()).rejects.toBeInstanceOf(TransientError);
    expect(seen).toEqual(['e1']);
  });

  it('renews an expired session before it says to try again', async () => {
    const url = await serve({
      subscribe: (stream) => void stream.emit('error', fault(16, 'service.auth.error')),
    });
    const renewed: string[] = [];
    await expect(firstBatch(optionsOf(url, { tokens: tokensOf(renewed) }))).rejects.toMatchObject({
      name: 'TransientError',
      code: 'session_expired',
    });
    expect(renewed).toEqual(['token-1']);
  });

  it('takes an orderly end for an interruption', async () => {
    const url = await serve({ subscribe: (stream) => void stream.end() });
    await expect(firstBatch(optionsOf(url))).rejects.toMatchObject({ code: 'stream_delayed' });
  });

  const cases: [number, string | undefined, object][] = [
    [13, 'service.unavailable', { name: 'TransientError', retry: 'fast' }],
    [14, undefined, { name: 'TransientError', retry: 'fast' }],
    [8, 'subscription.limit.exceeded', { name: 'TransientError', retry: 'slow', code: 'quota_paused' }],
    [8, undefined, { name: 'TransientError', retry: 'slow' }],
    [3, 'subscription.fetch.replayid.corrupted', { name: 'ReplayPositionLost' }],
    [7, 'subscription.topic.cannot.subscribe', { name: 'SetupError', code: 'missing_permission' }],
    [5, 'topic.not.found', { name: 'SetupError', code: 'channel_missing' }],
    [3, 'subscription.fetch.requested.events.invalid', { name: 'SetupError', code: 'protocol_refused' }],
    [2, 'a.code.of.tomorrow', { name: 'TransientError', retry: 'fast' }],
  ];
  it.each(cases)(
    'turns status %i with %s into the right kind of error',
    async (status, errorCode, expected) => {
      const url = await serve({ subscribe: (stream) => void stream.emit('error', fault(status, errorCode)) });
      const error = await firstBatch(optionsOf(url)).catch((cause: unknown) => cause);
      expect(error).toMatchObject(expected);
      expect(error instanceof ReplayPositionLost).toBe(
        'name' in expected && expected.name === 'ReplayPositionLost',
      );
    },
  );

  it('says that nobody listens without losing the position', async () => {
    await expect(firstBatch(optionsOf('http://127.0.0.1:1'))).rejects.toMatchObject({ retry: 'fast' });
  });

  it('refuses plain text beyond loopback', async () => {
    await expect(firstBatch(optionsOf('http://api.pubsub.salesforce.com:7443'))).rejects.toThrow(/https/);
  });
});
