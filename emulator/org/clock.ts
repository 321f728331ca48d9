/** The org's own time: the machine's, plus an offset that tests and the control page move. */
export interface OrgClock {
  /** Epoch milliseconds. */
  now(): number;
  advance(byMs: number): void;
}

/** With `startAt` (epoch ms) the clock stands still and moves by `advance` only; without, it runs from the real time. */
export function createClock(startAt?: number): OrgClock {
  let offset = 0;
  return {
    now: () => (startAt ?? Date.now()) + offset,
    advance: (byMs) => {
      offset += byMs;
    },
  };
}
