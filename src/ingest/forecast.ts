import type { Delivery, UseSample } from '../store/upkeep.ts';

const hourMs = 3_600_000;
const keepMs = 6 * hourMs;
// Less than this tells no rate.
const leastMs = hourMs / 2;

/** Adds a sample of what is used to those before; samples of six hours are kept. */
export function addSample(before: readonly UseSample[], used: number, at: number): UseSample[] {
  return [...before.filter((sample) => sample.at < at && sample.at >= at - keepMs), { at, used }];
}

/** Adds a sample to what is known of the org's event delivery. */
export function withSample(
  before: Delivery | null,
  { used, limit }: { used: number; limit: number },
  at: number,
): Delivery {
  return { used, limit, samples: addSample(before?.samples ?? [], used, at) };
}

/**
 * When an allowance will be used up at the rate of the last hours, epoch ms; null where it will not be within a
 * day: the allowances count the last 24 hours, so that what was used is free again after them.
 */
export function forecastUse(samples: readonly UseSample[], limit: number): number | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined) return null;
  if (last.used >= limit) return last.at;
  const lastedMs = last.at - first.at;
  if (lastedMs < leastMs || last.used <= first.used) return null;
  const leftMs = ((limit - last.used) * lastedMs) / (last.used - first.used);
  return leftMs > 24 * hourMs ? null : Math.round(last.at + leftMs);
}
