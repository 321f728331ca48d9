import { constants, type ServerHttp2Stream } from 'node:http2';
import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { Faults } from '../faultStore.ts';
import { batchBytes, delayOf, findTopic, spoilEvent, takeRefusal } from './deliveryFaults.ts';
import { type Refusal, RpcError } from './errors.ts';
import { toReplayId } from './eventLog.ts';
import type { FieldView } from './loggedEvent.ts';
import { type ConsumerEvent, type FetchRequest, type FetchResponse, REPLAY_PRESET } from './proto.ts';
import { isAlive, type Session } from './session.ts';

/** The server's end of a Subscribe stream. */
export type SubscribeCall = ServerDuplexStream<FetchRequest, FetchResponse>;

/** The most events that a subscriber can have asked for and not yet received. */
const MAX_CREDIT = 100;

/** How long a subscription may be quiet, in milliseconds of real time. */
export interface Timing {
  /** With credit left and no event: an empty response goes out within this time. */
  readonly keepaliveMs: number;
  /** Without credit: the server ends the stream after this time. */
  readonly zeroCreditMs: number;
  /** How often `tick` is called. */
  readonly tickMs: number;
}

/** What a subscription needs of its server. */
export interface SubscriptionHost {
  readonly timing: Timing;
  readonly faults: Faults;
  readonly onEnd: () => void;
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
  readonly #faults: Faults;
  readonly #onEnd: () => void;
  #topic: string | undefined;
  #position = 0;
  #credit = 0;
  #congested = false;
  #ended = false;
  #silent = false;
  /** When the last response went out or, without credit, since when there is none. */
  #quietSince = performance.now();

  constructor(call: SubscribeCall, session: Session, rpcId: string, host: SubscriptionHost) {
    const { timing, faults, onEnd } = host;
    this.#call = call;
    this.#faults = faults;
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
    if (this.#ended || this.#silent || this.#topic === undefined) return;
    if (!this.#isAllowed() || this.#credit === 0) return;
    const views = new Map<string, FieldView | undefined>();
    while (this.#credit > 0 && !this.#congested) {
      const events = this.#nextBatch(this.#topic, views);
      if (events.length === 0) return;
      this.#credit -= events.length;
      this.session.bus.org.allocation?.spend(events.length);
      this.#respond(events, events.at(-1)!.replayId);
    }
  }

  /** Does what time alone demands: ends a dead or idle stream, and keeps a quiet one alive. */
  tick(): void {
    if (this.#ended || this.#silent || !this.#isAllowed()) return;
    const quietSince = this.#quietSince;
    const quietMs = performance.now() - quietSince;
    if (this.#credit === 0) {
      if (quietMs >= this.#timing.zeroCreditMs) this.end();
      return;
    }
    this.deliver();
    // Two ticks early, because the promise is "within".
    if (this.#quietSince !== quietSince || quietMs + 2 * this.#timing.tickMs < this.#timing.keepaliveMs)
      return;
    this.keepAlive();
  }

  /** Sends an empty response where credit is left and nothing is held back. */
  keepAlive(): void {
    this.deliver();
    if (this.#ended || this.#silent || this.#congested || this.#credit === 0) return;
    if (this.#topic === undefined || delayOf(this.#faults, this.#orgId, this.#topic) > 0) return;
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

  /** Breaks the stream off without a status: RST_STREAM with code 0. */
  reset(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#onEnd();
    // The server library has no call for this.
    const { call } = this.#call as unknown as { call: { stream: ServerHttp2Stream } };
    call.stream.close(constants.NGHTTP2_NO_ERROR);
  }

  /** Says and hears nothing more, and stays open: what is left of a connection whose other end is gone. */
  silence(): void {
    this.#silent = true;
  }

  /** What the first request named; undefined before it. */
  get topic(): string | undefined {
    return this.#topic;
  }

  get #orgId(): string {
    return this.session.bus.org.orgId;
  }

  #accept(request: FetchRequest): void {
    if (this.#ended || this.#silent) return;
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
  #isAllowed(): boolean {
    const refusal = isAlive(this.session)
      ? takeRefusal(this.#faults, this.#orgId, 'Subscribe', 'stream')
      : 'session';
    if (refusal) this.refuse(refusal);
    return refusal === undefined;
  }

  #checkTopic({ topicName }: FetchRequest): Refusal | undefined {
    return topicName !== '' && topicName !== this.#topic ? 'topicChanged' : undefined;
  }

  #start({ topicName, replayPreset, replayId }: FetchRequest): Refusal | undefined {
    if (topicName === '') return 'topicBlank';
    const { bus, userId } = this.session;
    const topic = findTopic(this.#faults, bus, topicName);
    if (!topic) return 'topicUnknown';
    if (bus.org.allocation?.left() === 0) return 'allocation';
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
    const maxBytes = batchBytes(this.#faults, this.#orgId, topic);
    const delay = delayOf(this.#faults, this.#orgId, topic);
    this.#position = Math.max(this.#position, bus.log.start);
    for (; this.#position < bus.log.end && events.length < this.#credit; this.#position++) {
      const { event, replay } = bus.log.at(this.#position)!;
      if (!event?.topics.includes(topic)) continue;
      if (!views.has(event.entity)) views.set(event.entity, bus.viewOf(userId, event.entity));
      const view = views.get(event.entity);
      if (!view) continue;
      if (delay > 0 && performance.now() - event.committedAt < delay) break;
      if (bus.org.allocation?.left() === events.length) {
        if (events.length === 0) this.refuse('allocation');
        break;
      }
      const payload = event.payload(view);
      bytes += payload.length;
      if (events.length > 0 && bytes > maxBytes) break;
      const place = { topic, entity: event.entity, room: this.#credit - events.length };
      const consumed = {
        event: { id: event.id, schemaId: event.schemaId, payload },
        replayId: toReplayId(replay),
      };
      events.push(...spoilEvent(this.#faults, this.#orgId, place, consumed));
    }
    return events;
  }

  #respond(events: ConsumerEvent[], latestReplayId: Buffer): void {
    this.#quietSince = performance.now();
    const response = { events, latestReplayId, rpcId: this.#rpcId, pendingNumRequested: this.#credit };
    this.#congested = !this.#call.write(response);
  }
}
