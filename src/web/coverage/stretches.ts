import type { Coverage } from '../api.ts';

/** A length of time, epoch ms. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

type Reader = Coverage['items'][number]['by'];

/**
 * What is known of a stretch of time: what read it; a hole, open or repaired since; `waiting` for the next sweep;
 * `partly` where some features were read and others not; or `none`, which nothing was to read.
 */
export type StretchKind = Reader | 'hole' | 'repaired' | 'waiting' | 'partly' | 'none';

export interface Stretch extends Span {
  readonly kind: StretchKind;
}

type Interval = Span & { readonly by: Reader; readonly path: Coverage['items'][number]['path'] };
type Gap = Span & { readonly isOpen: boolean };

// What says most about a stretch that several have read.
const readers: readonly Reader[] = ['stream', 'sweep', 'repair', 'backfill', 'import'];
// Of all features together the worst is told.
const worstFirst: readonly StretchKind[] = ['hole', 'repaired', 'partly', 'waiting', ...readers, 'none'];

const toSpan = ({ from, to }: { from: string; to: string }): Span => ({
  from: Date.parse(from),
  to: Date.parse(to),
});
const covers = (span: Span, from: number, to: number) => span.from <= from && span.to >= to;

/** The window cut at every moment at which something begins or ends, and each piece named; equal neighbours join. */
function cut(
  window: Span,
  spans: readonly Span[],
  name: (from: number, to: number) => StretchKind,
): Stretch[] {
  const inside = spans
    .flatMap(({ from, to }) => [from, to])
    .filter((at) => at > window.from && at < window.to);
  const edges = [...new Set([window.from, ...inside, window.to])].sort((a, b) => a - b);
  const stretches: Stretch[] = [];
  for (const [index, from] of edges.slice(0, -1).entries()) {
    const to = edges[index + 1]!;
    const kind = name(from, to);
    const before = stretches.at(-1);
    if (before?.kind === kind) stretches[stretches.length - 1] = { ...before, to };
    else stretches.push({ from, to, kind });
  }
  return stretches;
}

function intervalsOf({ items }: Coverage, feature: string, window: Span): Interval[] {
  return items
    .filter((item) => item.feature === feature)
    .map((item) => ({ ...toSpan(item), by: item.by, path: item.path }))
    .filter(({ from, to }) => to > window.from && from < window.to);
}

function gapsOf({ holes }: Coverage, feature: string): Gap[] {
  return holes
    .filter((hole) => hole.feature === feature)
    .map((hole) => ({ ...toSpan(hole), isOpen: hole.repair === null }));
}

/** The moment up to which a feature is certain, epoch ms; null where it is off or was never read. */
function certainOf({ certain }: Coverage, feature: string): number | null {
  const to = certain.find((one) => one.feature === feature)?.to ?? null;
  return to === null ? null : Date.parse(to);
}

// What streams is whole where the stream was, or the delta sweep in its place; what is swept, where all its sweeps were.
function readerOf(intervals: readonly Interval[], from: number, to: number): Reader | null {
  const found = intervals.filter((interval) => covers(interval, from, to));
  const by = readers.find((reader) => found.some((interval) => interval.by === reader)) ?? null;
  const paths = new Set(intervals.map(({ path }) => path));
  if (paths.has('cdc')) return found.some(({ path }) => path !== 'field_history') ? by : null;
  return [...paths].every((path) => found.some((interval) => interval.path === path)) ? by : null;
}

/** What is known of one feature in a window of time. */
export function toStretches(coverage: Coverage, feature: string, window: Span): Stretch[] {
  const intervals = intervalsOf(coverage, feature, window);
  const gaps = gapsOf(coverage, feature);
  const certain = certainOf(coverage, feature);
  return cut(window, [...intervals, ...gaps], (from, to) => {
    const inside = gaps.filter((gap) => covers(gap, from, to));
    if (inside.some(({ isOpen }) => isOpen)) return 'hole';
    if (inside.length > 0) return 'repaired';
    const reader = readerOf(intervals, from, to);
    if (reader !== null) return reader;
    return certain !== null && from >= certain ? 'waiting' : 'none';
  });
}

/** What is known of all features that are on, at each moment the worst of it. */
export function toOverall(coverage: Coverage, window: Span): Stretch[] {
  const features = coverage.certain.filter(({ to }) => to !== null).map(({ feature }) => feature);
  const each = features.map((feature) => toStretches(coverage, feature, window));
  return cut(window, each.flat(), (from, to) => {
    const kinds = new Set(
      each.flatMap((stretches) => stretches.filter((one) => covers(one, from, to)).map(({ kind }) => kind)),
    );
    if (kinds.has('none') && kinds.size > 1) kinds.add('partly');
    return worstFirst.find((kind) => kinds.has(kind)) ?? 'none';
  });
}

/** One lane for each path that read something of a feature in the window. */
export function toLanes(
  coverage: Coverage,
  feature: string,
  window: Span,
): { path: Interval['path']; stretches: Stretch[] }[] {
  const intervals = intervalsOf(coverage, feature, window);
  return (['cdc', 'delta', 'field_history'] as const).flatMap((path) => {
    const own = intervals.filter((interval) => interval.path === path);
    if (own.length === 0) return [];
    const stretches = cut(window, own, (from, to) => {
      const found = own.filter((interval) => covers(interval, from, to));
      return readers.find((reader) => found.some(({ by }) => by === reader)) ?? 'none';
    });
    return [{ path, stretches }];
  });
}
