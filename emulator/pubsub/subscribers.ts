import { randomUUID } from 'node:crypto';
import { RpcError } from './errors.ts';
import type { EventBus } from './eventBus.ts';
import { openSession } from './session.ts';
import { type SubscribeCall, Subscription, type Timing } from './subscription.ts';

/** All open Subscribe streams: one timer for them all, and one delivery for all commits of a turn. */
export class Subscribers {
  readonly #open = new Set<Subscription>();
  readonly #timing: Timing;
  readonly #timer: NodeJS.Timeout;
  #woken = false;

  constructor(timing: Timing) {
    this.#timing = timing;
    this.#timer = setInterval(() => {
      for (const subscription of this.#open) subscription.tick();
    }, timing.tickMs);
  }

  /** Takes a new stream in, or refuses it by its headers. */
  add(call: SubscribeCall, buses: readonly EventBus[]): void {
    const rpcId = randomUUID();
    const session = openSession(call.metadata, buses);
    if (typeof session === 'string') {
      call.emit('error', new RpcError(session, 'Subscribe', rpcId));
      return;
    }
    const subscription: Subscription = new Subscription(call, session, rpcId, this.#timing, () =>
      this.#open.delete(subscription),
    );
    this.#open.add(subscription);
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

  /** Ends all streams as an outage of the service does. */
  drop(): void {
    for (const subscription of this.#open) subscription.refuse('unavailable');
  }

  /** Ends all streams in peace. */
  close(): void {
    clearInterval(this.#timer);
    for (const subscription of this.#open) subscription.end();
  }
}
