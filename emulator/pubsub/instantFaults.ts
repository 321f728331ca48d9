import type { Faults } from '../faultStore.ts';
import type { EventBus } from './eventBus.ts';
import type { Subscribers } from './subscribers.ts';

/** Does the faults that strike at once: those of open streams, and those of the log. */
export function handleStreamFaults(
  faults: Faults,
  buses: readonly EventBus[],
  subscribers: Subscribers,
): void {
  const busesOf = (orgId: string | undefined) =>
    buses.filter(({ org }) => orgId === undefined || org.orgId === orgId);
  faults.handle('stream.reset', ({ topic }, orgId) => {
    for (const each of subscribers.of(orgId, topic)) each.reset();
  });
  faults.handle('stream.silent', ({ topic }, orgId) => {
    for (const each of subscribers.of(orgId, topic)) each.silence();
  });
  faults.handle('stream.keepalive', ({ topic }, orgId) => {
    for (const each of subscribers.of(orgId, topic)) each.keepAlive();
  });
  faults.handle('stream.log_reset', (_, orgId) => {
    for (const bus of busesOf(orgId)) bus.resetLog();
    subscribers.drop(orgId);
  });
  faults.handle('event.foreign', ({ entity }, orgId) => {
    for (const bus of busesOf(orgId)) bus.appendForeign(String(entity));
  });
  // A fault for open streams strikes now rather than with their next tick.
  faults.onInject(() => subscribers.wake());
}
