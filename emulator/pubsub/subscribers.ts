import { randomUUID } from 'node:crypto';
import type { Faults } from '../faultStore.ts';
import type { RequestLog } from '../requestLog.ts';
import { takeRefusal } from './deliveryFaults.ts';
import { type Refusal, RpcError, type RpcName } from './errors.ts';
import type { EventBus } from './eventBus.ts';
import { openSession } from './session.ts';
import { type SubscribeCall, Subscription, type Timing } from './subscription.ts';

/** All open Subscribe streams: one timer for them all, and one delivery for all commits of a turn. */
export class Subscribers {
  readonly #open = new Set<Subscription>();
  readonly #timing: Timing;
  readonly #faults: Faults;
  readonly #requests: RequestLog;
  readonly #timer: NodeJS.Timeout;
  #woken = false;

  constructor(timing: Timing, faults: Faults, requests: RequestLog) {
    this.#timing = timing;
    this.#faults = faults;
    this.#requests = requests;
    this.#timer = setInterval(() => {
      for (const subscription of this.#open) subscription.tick();
    }, timing.tickMs);
  }

  /** Takes a new stream in, or refuses it by its headers. */
  add(call: SubscribeCall, buses: readonly EventBus[]): void {
    const rpcId = randomUUID();
    const session = openSession(call.metadata, buses);
    const refusal = typeof session === 'string' ? session : this.#refusal(session.bus);
    const error = refusal && new RpcError(refusal, 'Subscribe', rpcId);
    this.#requests.add(rpcEntry('Subscribe', error?.code ?? 0));
    if (error || typeof session === 'string') {
      call.emit('error', error);
      return;
    }
    const subscription: Subscription = new Subscription(call, session, rpcId, {
      timing: this.#timing,
      faults: this.#faults,
      onEnd: () => this.#open.delete(subscription),
    });
    this.#open.add(subscription);
  }

  #refusal(bus: EventBus): Refusal | undefined {
    const limit = bus.org.clientLimit?.() ?? Number.POSITIVE_INFINITY;
    if (this.of(bus.org.orgId).length >= limit) return 'clients';
    return takeRefusal(this.#faults, bus.org.orgId, 'Subscribe', 'start');
  }

  /** Open streams of an org (of all orgs) and of a topic (of all topics). */
  of(orgId?: string, topic?: unknown): Subscription[] {
    return [...this.#open].filter(
      (each) =>
        (orgId === undefined || each.session.bus.org.orgId === orgId) &&
        (topic === undefined || each.topic === topic),
    );
  }

  /** Delivers at the end of this turn: a burst of commits goes out in as few responses as credit allows. */
  wake(): void {
    if (this.#woken) return;
    this.#woken = true;
    setImmediate(() => {
      this.#woken = false;
      for (const subscription of this.#open) subscription.deliver();
    });
  }

  /** Ends all streams, of one org where it is named, as an outage of the service does. */
  drop(orgId?: string): void {
    for (const subscription of this.of(orgId)) subscription.refuse('unavailable');
  }

  /** Ends all streams in peace. */
  close(): void {
    clearInterval(this.#timer);
    for (const subscription of this.#open) subscription.end();
  }
}

/** How the request log shows a call of the Pub/Sub API. */
export function rpcEntry(path: RpcName, status: number) {
  return { method: 'RPC', path, status, keys: [], soql: [], parts: [] };
}
