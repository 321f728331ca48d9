/** How long to wait between tries: from `floorMs`, doubling from `baseMs` up to `capMs`. */
export interface RetryPolicy {
  readonly floorMs: number;
  readonly baseMs: number;
  readonly capMs: number;
}

/** `fast` for what mends itself in seconds, `slow` for limits that hours reset. */
export const RETRY_POLICIES = {
  fast: { floorMs: 0, baseMs: 500, capMs: 30_000 },
  slow: { floorMs: 30_000, baseMs: 60_000, capMs: 900_000 },
} as const satisfies Record<string, RetryPolicy>;

/**
 * The delay before try `attempt` (0 = the first repetition), with full jitter so that many clients
 * which failed together do not return together. `random` gives [0, 1).
 */
export function retryDelayMs(
  policy: RetryPolicy,
  attempt: number,
  random: () => number = Math.random,
): number {
  const ceiling = Math.min(policy.capMs, policy.baseMs * 2 ** Math.min(attempt, 30));
  return Math.round(policy.floorMs + random() * Math.max(0, ceiling - policy.floorMs));
}
