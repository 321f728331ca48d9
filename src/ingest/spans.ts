import type { Span, SweepPath } from '../activity/service.ts';
import type { CoverageRow } from '../store/coverage.ts';
import type { FeatureStateRow } from '../store/features.ts';

/** Rows show up late where their transaction was long: what was read within so long before is read again, ms. */
export const overlapMs = 15 * 60_000;

/** A feature as the sweeps see it. */
export interface SweptFeature {
  readonly key: string;
  readonly defaultPath: 'cdc' | 'sweep';
  readonly paths: readonly SweepPath[];
}

/** What the regular sweep of a path goes by; times are epoch ms. */
export interface SpanInput {
  readonly path: SweepPath;
  readonly features: readonly SweptFeature[];
  readonly states: readonly FeatureStateRow[];
  readonly newest: readonly Omit<CoverageRow, 'from'>[];
  /** Up to where the backfill reads: before the first sweep nothing else is certain. */
  readonly base: number;
  readonly streamStands: boolean;
  readonly now: number;
}

/**
 * What a regular sweep is to read: of each feature that is on, from where this path has come to now, with the
 * overlap. What the stream carries is left to it; where it does not stand, or gave up a feature, the sweep goes
 * on from where it came, and hands back only when it has read past the moment at which the stream took over. Time
 * that was switched off is not read.
 */
export function planSpans(input: SpanInput): Span[] {
  const states = new Map(input.states.map((state) => [state.feature, state]));
  return input.features.flatMap((feature) => {
    const state = states.get(feature.key);
    if (!state?.enabled || state.status === 'unavailable' || !feature.paths.includes(input.path)) return [];
    const from = toStart(input, feature, state);
    return from === null || from >= input.now ? [] : [{ feature: feature.key, from, to: input.now }];
  });
}

function toStart(input: SpanInput, feature: SweptFeature, state: FeatureStateRow): number | null {
  const { path, base, streamStands } = input;
  const swept = findNewest(input.newest, feature.key, path, 'sweep') ?? base;
  const start = (reached: number) => Math.max(reached - overlapMs, state.enabledSince ?? 0);
  if (path !== 'delta' || feature.defaultPath !== 'cdc') return start(swept);
  // Taken over by the stream, but a save that was under way at that moment may show up late.
  if (state.streamedSince !== null && swept < state.streamedSince + overlapMs) return start(swept);
  if (state.path === 'cdc' && streamStands) return null;
  return start(Math.max(swept, findNewest(input.newest, feature.key, 'cdc', 'stream') ?? 0));
}

/** The newest moment that a path has covered of a feature, read by anything or by `by` alone; null for none. */
export function findNewest(
  newest: SpanInput['newest'],
  feature: string,
  path: CoverageRow['path'],
  by?: CoverageRow['by'],
): number | null {
  const found = newest.filter(
    (row) => row.feature === feature && row.path === path && (by === undefined || row.by === by),
  );
  return found.length === 0 ? null : Math.max(...found.map((row) => row.to));
}

/** What of a stretch of time none of the intervals covers, oldest first. */
export function subtract(
  whole: { from: number; to: number },
  covered: readonly { from: number; to: number }[],
): { from: number; to: number }[] {
  const left: { from: number; to: number }[] = [];
  let from = whole.from;
  for (const interval of [...covered].sort((a, b) => a.from - b.from)) {
    if (interval.to <= from || interval.from >= whole.to) continue;
    if (interval.from > from) left.push({ from, to: interval.from });
    from = interval.to;
  }
  if (from < whole.to) left.push({ from, to: whole.to });
  return left;
}
