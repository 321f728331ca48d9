import type { ServerDuplexStream } from '@grpc/grpc-js';
import { type Refusal, RpcError } from './errors.ts';
import { toReplayId } from './eventLog.ts';
import type { FieldView } from './loggedEvent.ts';
import { type ConsumerEvent, type FetchRequest, type FetchResponse, REPLAY_PRESET } from './proto.ts';
import { isAlive, type Session } from './session.ts';

/** The server's end of a Subscribe stream. */
export type SubscribeCall = ServerDuplexStream<FetchRequest, FetchResponse>;

/** The most events that a subscriber can have asked for and not yet received. */
const MAX_CREDIT = 100;
// A client's default limit for one message is 4 MB: a batch of large events is split below it.
const MAX_BATCH_BYTES = 3_000_000;

/** How long a subscription may be quiet, in milliseconds of real time. */
export interface Timing {
  /** With credit left and no event: an empty response goes out within this time. */
  readonly keepaliveMs: number;
  /** Without credit: the server ends the stream after this time. */
  readonly zeroCreditMs: number;
  /** How often `tick` is called. */
  readonly tickMs: number;
}

/**
 * One Subscribe stream: credit in, events out. Its first request fixes the topic and where to start; each
 * request adds credit; `deliver` sends what the credit allows. Source: Pub/Sub API guide, "Subscribe RPC
 * Method" and "Pull Subscription and Flow Control".
 */
export class Subscription {
  readonly session: Session;
  readonly #call: SubscribeCall;
  readonly #rpcId: string;
  readonly #timing: Timing;
  readonly #onEnd: () => void;
  #topic: string | undefined;
  #position = 0;
  #credit = 0;
  #congested = false;
  #ended = false;
  /** When the last response went out or, without credit, since when there is none. */
  #quietSince = performance.now();

  constructor(call: SubscribeCall, session: Session, rpcId: string, timing: Timing, onEnd: () => void) {
    this.#call = call;
    this.session = session;
    this.#rpcId = rpcId;
    this.#timing = timing;
    this.#onEnd = onEnd;
    call.on('data', (request: FetchRequest) => this.#accept(request));
    call.on('end', () => this.end());
    call.on('cancelled', () => this.end());
    call.on('drain', () => {
      this.#congested = false;
      this.deliver();
    });
  }

  /** Sends the events that are due and that the credit allows, up to 100 in a response. */
  deliver(): void {
    if (this.#ended || this.#topic === undefined || this.#credit === 0) return;
    if (!this.#checkSession()) return;
    const views = new Map<string, FieldView | undefined>();
    while (this.#credit > 0 && !this.#congested) {
      const events = this.#nextBatch(this.#topic, views);
      if (events.length === 0) return;
      this.#credit -= events.length;
      this.#respond(events, events.at(-1)!.replayId);
    }
  }

  /** Does what time alone demands: ends a dead or idle stream, and keeps a quiet one alive. */
  tick(): void {
    if (this.#ended) return;
    if (!this.#checkSession()) return;
    const quietSince = this.#quietSince;
    const quietMs = performance.now() - quietSince;
    if (this.#credit === 0) {
      if (quietMs >= this.#timing.zeroCreditMs) this.end();
      return;
    }
    // Two ticks early, because the promise is "within".
    if (this.#congested || quietMs + 2 * this.#timing.tickMs < this.#timing.keepaliveMs) return;
    this.deliver();
    if (this.#quietSince !== quietSince) return;
    const { log } = this.session.bus;
    const replayId = log.freshReplayId();
    this.#position = log.end;
    this.#respond([], replayId);
  }

  /** Ends the stream with an error. */
  refuse(refusal: Refusal): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#onEnd();
    this.#call.emit('error', new RpcError(refusal, 'Subscribe', this.#rpcId));
  }

  /** Ends the stream without an error. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#onEnd();
    this.#call.end();
  }

  #accept(request: FetchRequest): void {
    if (this.#ended) return;
    const refusal = this.#topic === undefined ? this.#start(request) : this.#checkTopic(request);
    if (refusal || request.numRequested <= 0) {
      this.refuse(refusal ?? 'requested');
      return;
    }
    if (this.#credit === 0) this.#quietSince = performance.now();
    this.#credit = Math.min(MAX_CREDIT, this.#credit + request.numRequested);
    this.deliver();
  }

  // A token may expire or be revoked at any time: nothing is delivered on it after that.
  #checkSession(): boolean {
    if (isAlive(this.session)) return true;
    this.refuse('session');
    return false;
  }

  #checkTopic({ topicName }: FetchRequest): Refusal | undefined {
    return topicName !== '' && topicName !== this.#topic ? 'topicChanged' : undefined;
  }

  #start({ topicName, replayPreset, replayId }: FetchRequest): Refusal | undefined {
    if (topicName === '') return 'topicBlank';
    const { bus, userId } = this.session;
    const topic = bus.topic(topicName);
    if (!topic) return 'topicUnknown';
    if (topic.entity && !bus.org.canReceive(userId, topic.entity)) return 'topicForbidden';
    if (replayPreset === REPLAY_PRESET.latest) this.#position = bus.log.end;
    else if (replayPreset === REPLAY_PRESET.earliest) this.#position = bus.log.start;
    else if (replayPreset !== REPLAY_PRESET.custom) return 'preset';
    else if (replayId.length === 0) return 'replayMissing';
    else {
      const position = bus.log.after(replayId);
      if (position === undefined) return 'replayCorrupted';
      this.#position = position;
    }
    this.#topic = topicName;
    return undefined;
  }

  #nextBatch(topic: string, views: Map<string, FieldView | undefined>): ConsumerEvent[] {
    const { bus, userId } = this.session;
    const events: ConsumerEvent[] = [];
    let bytes = 0;
    this.#position = Math.max(this.#position, bus.log.start);
    for (; this.#position < bus.log.end && events.length < this.#credit; this.#position++) {
      const { event, replay } = bus.log.at(this.#position)!;
      if (!event?.topics.includes(topic)) continue;
      if (!views.has(event.entity)) views.set(event.entity, bus.viewOf(userId, event.entity));
      const view = views.get(event.entity);
      if (!view) continue;
      const payload = event.payload(view);
      bytes += payload.length;
      if (events.length > 0 && bytes > MAX_BATCH_BYTES) break;
      events.push({
        event: { id: event.id, schemaId: event.schemaId, payload },
        replayId: toReplayId(replay),
      });
    }
    return events;
  }

  #respond(events: ConsumerEvent[], latestReplayId: Buffer): void {
    this.#quietSince = performance.now();
    const response = { events, latestReplayId, rpcId: this.#rpcId, pendingNumRequested: this.#credit };
    this.#congested = !this.#call.write(response);
  }
}
