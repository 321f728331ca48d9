import type { OrgClock } from '../../emulator/org/clock.ts';
import { type Clock, systemClock } from '../../src/lib/clock.ts';

/** One time for the org and the product: it runs as the machine's does and leaps when it is told to; waits are short. */
export interface SharedClock extends Clock, OrgClock {}

/** Opens the clock at a moment, now by default; whoever sleeps on it sleeps a fiftieth of what they ask for. */
export function openSharedClock(startAt: number = systemClock.now()): SharedClock {
  let offset = startAt - systemClock.now();
  return {
    now: () => systemClock.now() + offset,
    sleep: (ms, signal) => systemClock.sleep(Math.min(ms / 50, 2_000), signal),
    advance: (byMs) => {
      offset += byMs;
    },
  };
}
