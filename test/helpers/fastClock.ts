import { type Clock, systemClock } from '../../src/lib/clock.ts';

/** A clock on which time passes `factor` times as fast, from now on: the long waits of the product become short. */
export function fastClock(factor: number): Clock {
  const start = systemClock.now();
  return {
    now: () => Math.round(start + (systemClock.now() - start) * factor),
    sleep: (ms, signal) => systemClock.sleep(ms / factor, signal),
  };
}
