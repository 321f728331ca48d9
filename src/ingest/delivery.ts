import type { Delivery } from '../store/upkeep.ts';

const hourMs = 3_600_000;
const keepMs = 6 * hourMs;
// Less than this tells no rate.
const leastMs = hourMs / 2;

/** Adds a sample to what is known of the org's event delivery; samples of six hours are kept. */
export function withSample(
  before: Delivery | null,
  { used, limit }: { used: number; limit: number },
  at: number,
): Delivery {
  const kept = (before?.samples ?? []).filter((sample) => sample.at < at && sample.at >= at - keepMs);
  return { used, limit, samples: [...kept, { at, used }] };
}

/**
 * When the allowance will be used up at the rate of the last hours, epoch ms; null where it will not be within a
 * day: the allowance counts the last 24 hours, so that what was used is free again after them.
 */
export function forecastDelivery({ used, limit, samples }: Delivery): number | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined) return null;
  if (used >= limit) return last.at;
  const lastedMs = last.at - first.at;
  if (lastedMs < leastMs || last.used <= first.used) return null;
  const leftMs = ((limit - used) * lastedMs) / (last.used - first.used);
  return leftMs > 24 * hourMs ? null : Math.round(last.at + leftMs);
}
