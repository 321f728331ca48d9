import type { Client, ClientDuplexStream, ServiceError } from '@grpc/grpc-js';
import { TransientError } from '../../errors.ts';
import type { Clock } from '../../lib/clock.ts';
import { openQueue, type Queue } from '../../lib/queue.ts';
import type { RawEvent } from './changeEvent.ts';
import { toPubSubError } from './errors.ts';
import {
  type FetchRequest,
  type FetchResponse,
  openClient,
  type PubSubOptions,
  readFailure,
  toMetadata,
} from './pubsub.ts';

/** What came since the last pull. A keepalive on a quiet org is a batch without events. */
export interface StreamBatch {
  readonly events: readonly RawEvent[];
  /**
   * To be stored with the events: the position after all of them, opaque bytes. Null with none where the batch
   * only says that the stream stands.
   */
  readonly latestReplayId: Buffer | null;
}

/** Where to start and when to give up. */
export interface SubscriptionOptions extends PubSubOptions {
  /** `/data/WorkSights_..__chn` */
  readonly topic: string;
  /** A stored position to go on strictly after, or an end of the 72 hours that Salesforce keeps. */
  readonly from: Buffer | 'LATEST' | 'EARLIEST';
  readonly clock: Clock;
  /** Without a sign of life for so long the stream counts as dead; the server sends one each 270 s. */
  readonly silenceMs?: number;
}

const MAX_CREDIT = 100;
// Asking again while most of the credit is left keeps the server sending; not for each event, though.
const REFILL_FROM = 75;
const MAX_WAITING_EVENTS = 1000;
const MAX_WAITING_BYTES = 32 * 1024 * 1024;
// The server ends a stream that has had no credit for 60 s.
const MAX_IDLE_CREDIT_MS = 40_000;
const SILENCE_MS = 300_000;
// Salesforce confirms no subscription, but refuses one within a round trip.
const SETTLED_MS = 1000;
const MAX_TICK_MS = 10_000;

type Call = ClientDuplexStream<FetchRequest, FetchResponse>;

function toFirstRequest({ topic, from }: SubscriptionOptions): FetchRequest {
  const start =
    typeof from === 'string'
      ? ({ replayPreset: from } as const)
      : ({ replayPreset: 'CUSTOM', replayId: from } as const);
  return { topicName: topic, ...start, numRequested: MAX_CREDIT };
}

function toRawEvent(item: FetchResponse['events'][number]): RawEvent {
  const { id, schemaId, payload } = item.event;
  return { id, schemaId, payload, replayId: item.replayId };
}

/** The credit of one stream: grants more while what waits for our consumer stays below the bounds. */
function openCredit(call: Call, clock: Clock) {
  let outstanding = MAX_CREDIT;
  let waitingEvents = 0;
  let waitingBytes = 0;
  let lastSignAt = clock.now();
  let isOpen = true;

  function request(numRequested: number): void {
    if (!isOpen) return;
    outstanding += numRequested;
    lastSignAt = clock.now();
    call.write({ numRequested });
  }

  function refill(): void {
    const isFull = waitingEvents >= MAX_WAITING_EVENTS || waitingBytes >= MAX_WAITING_BYTES;
    if (!isFull && outstanding <= REFILL_FROM) request(MAX_CREDIT - outstanding);
  }

  return {
    received(response: FetchResponse): void {
      lastSignAt = clock.now();
      outstanding -= response.events.length;
      waitingEvents += response.events.length;
      for (const { event } of response.events) waitingBytes += event.payload.length;
      refill();
    },
    taken(): void {
      waitingEvents = 0;
      waitingBytes = 0;
      refill();
    },
    close(): void {
      isOpen = false;
    },
    /** Keeps a stream alive whose consumer is slow; true where the server has gone silent. */
    tick(silenceMs: number): boolean {
      const quietMs = clock.now() - lastSignAt;
      if (outstanding > 0) return quietMs >= silenceMs;
      if (quietMs >= MAX_IDLE_CREDIT_MS) request(1);
      return false;
    },
  };
}

type Credit = ReturnType<typeof openCredit>;

async function watch(
  credit: Credit,
  queue: Queue<FetchResponse>,
  options: SubscriptionOptions,
  stop: AbortSignal,
) {
  const silenceMs = options.silenceMs ?? SILENCE_MS;
  try {
    for (;;) {
      await options.clock.sleep(Math.min(MAX_TICK_MS, silenceMs / 4), stop);
      if (credit.tick(silenceMs)) {
        queue.fail(new TransientError('fast', 'stream_delayed', 'the stream gave no sign of life'));
        return;
      }
    }
  } catch (error) {
    if (!stop.aborted) queue.fail(error);
  }
}

function listen(call: Call, queue: Queue<FetchResponse>, credit: Credit): void {
  call.on('data', (response: FetchResponse) => {
    queue.push(response);
    credit.received(response);
  });
  call.on('error', (error) => queue.fail(error));
  call.on('status', ({ code }) => {
    credit.close();
    if (code === 0) queue.fail(new TransientError('fast', 'stream_delayed', 'Salesforce ended the stream'));
  });
}

const settled: FetchResponse = { events: [], latestReplayId: Buffer.alloc(0) };

async function settle(client: Client, queue: Queue<FetchResponse>, clock: Clock, stop: AbortSignal) {
  const notConnected = await new Promise<Error | undefined>((done) => {
    client.waitForReady(Number.POSITIVE_INFINITY, done);
  });
  if (notConnected) return;
  await clock.sleep(SETTLED_MS, stop).then(
    () => queue.push(settled),
    () => {},
  );
}

function toBatch(responses: readonly FetchResponse[]): StreamBatch {
  const events: RawEvent[] = [];
  let position: Uint8Array | null = null;
  for (const response of responses) {
    for (const item of response.events) events.push(toRawEvent(item));
    // With events the position is that of the last of them; alone, a keepalive's may lie further on.
    const after = response.events[response.events.length - 1]?.replayId ?? response.latestReplayId;
    if (after.length > 0) position = after;
  }
  return { events, latestReplayId: position === null ? null : Buffer.from(position) };
}

const isServiceError = (error: unknown): error is ServiceError =>
  error instanceof Error && 'metadata' in error && 'details' in error;

/**
 * Subscribes to a topic. Each pull gives all that arrived since the last one, in order, and pulling is
 * the backpressure: a consumer that stops pulling stops the credit. Ends quietly on `signal`, else throws
 * TransientError (open again from the stored position), SetupError, or ReplayPositionLost. An expired
 * session is renewed before its TransientError is thrown.
 */
export async function* openSubscription(options: SubscriptionOptions): AsyncGenerator<StreamBatch> {
  const { tokens, clock, signal } = options;
  const access = await tokens.getToken();
  const client = openClient(options.url);
  const queue = openQueue<FetchResponse>();
  const stop = new AbortController();
  const onAbort = () => queue.close();
  signal?.addEventListener('abort', onAbort);
  if (signal?.aborted) queue.close();
  const call = client.subscribe(toMetadata(access, options.organizationId));
  const credit = openCredit(call, clock);
  listen(call, queue, credit);
  try {
    call.write(toFirstRequest(options));
    void watch(credit, queue, options, stop.signal);
    void settle(client, queue, clock, stop.signal);
    for (let responses = await queue.takeAll(); responses; responses = await queue.takeAll()) {
      credit.taken();
      yield toBatch(responses);
    }
  } catch (error) {
    if (!isServiceError(error)) throw error;
    const { meaning, detail, reference } = readFailure(error, typeof options.from !== 'string');
    if (meaning === 'renew_token') await tokens.refreshToken(access.accessToken);
    throw toPubSubError(meaning, detail, reference);
  } finally {
    credit.close();
    stop.abort();
    signal?.removeEventListener('abort', onAbort);
    call.cancel();
    client.close();
  }
}
