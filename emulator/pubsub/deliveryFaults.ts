import type { ActiveFault, Faults } from '../faultStore.ts';
import type { Refusal } from './errors.ts';
import type { ErrorSuffix } from './errorTable.ts';
import type { EventBus, Topic } from './eventBus.ts';
import type { ConsumerEvent } from './proto.ts';

/** A client's default limit for one message is 4 MB: a batch of large events is split below it. */
const USUAL_BATCH_BYTES = 3_000_000;
const LARGE_BATCH_BYTES = 15_000_000;
const NO_SCHEMA = 'AAAAAAAAAAAAAAAAAAAAAA';

const onTopic = ({ parameters }: ActiveFault, topic: string): boolean =>
  parameters.topic === undefined || parameters.topic === topic;

/** The error that a fault makes of a call; `at` tells new calls from streams that are open. */
export function takeRefusal(
  faults: Faults,
  orgId: string,
  rpc: string,
  at: 'start' | 'stream',
): Refusal | undefined {
  const fits = ({ parameters }: ActiveFault): boolean =>
    parameters.at === at && (parameters.rpc === rpc || parameters.rpc === 'any' || at === 'stream');
  const fault = faults.take(['pubsub'], orgId, fits);
  if (!fault) return undefined;
  const suffix = fault.spec.answer![1] as ErrorSuffix;
  const { status } = fault.parameters as { status?: number };
  return status === undefined ? { suffix } : { suffix, status };
}

const firstAsked = new WeakMap<ActiveFault, Map<string, number>>();

/** The topic of that name, unless a fault keeps it away for a while. */
export function findTopic(faults: Faults, bus: EventBus, name: string): Topic | undefined {
  const fits = (each: ActiveFault): boolean => each.name === 'stream.topic_late' && onTopic(each, name);
  const fault = faults.peek(['stream'], bus.org.orgId, fits);
  if (!fault) return bus.topic(name);
  const asked = firstAsked.get(fault) ?? new Map<string, number>();
  firstAsked.set(fault, asked);
  const since = asked.get(name) ?? performance.now();
  asked.set(name, since);
  if (performance.now() - since < Number(fault.parameters.ms)) return undefined;
  faults.take(['stream'], bus.org.orgId, fits);
  return bus.topic(name);
}

/** How long events of a topic are held back, in milliseconds of real time. */
export function delayOf(faults: Faults, orgId: string, topic: string): number {
  const fits = (each: ActiveFault): boolean => each.name === 'stream.delayed' && onTopic(each, topic);
  return Number(faults.peek(['stream'], orgId, fits)?.parameters.ms ?? 0);
}

/** The most bytes that one response may carry. */
export function batchBytes(faults: Faults, orgId: string, topic: string): number {
  const fits = (each: ActiveFault): boolean => each.name === 'stream.large_message' && onTopic(each, topic);
  return faults.peek(['stream'], orgId, fits) ? LARGE_BATCH_BYTES : USUAL_BATCH_BYTES;
}

/** What is delivered in place of an event: itself, itself twice, or something that nobody can read. */
export function spoilEvent(
  faults: Faults,
  orgId: string,
  { topic, entity, room }: { topic: string; entity: string; room: number },
  event: ConsumerEvent,
): ConsumerEvent[] {
  const fault = faults.take(
    ['event'],
    orgId,
    (each) =>
      onTopic(each, topic) &&
      (each.parameters.object === undefined || each.parameters.object === entity) &&
      (each.name !== 'event.duplicate' || room > 1),
  );
  if (!fault) return [event];
  if (fault.name === 'event.duplicate') return [event, event];
  const own = event.event;
  // Cut in the middle of a string whose length is beyond all bounds.
  if (fault.name === 'event.corrupted')
    return [{ ...event, event: { ...own, payload: Buffer.from('fffffffffffffffffff0', 'hex') } }];
  return [{ ...event, event: { ...own, schemaId: NO_SCHEMA } }];
}
