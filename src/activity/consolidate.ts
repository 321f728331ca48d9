import type { Change } from './change.ts';

/** Length of a consolidation window, from its first change (inclusive) to its end (exclusive). */
export const windowMs = 10 * 60_000;

/** The one order of changes: by time of the save, then by key, so that equal times sort the same everywhere. */
export function compareChanges(a: Pick<Change, 'at' | 'key'>, b: Pick<Change, 'at' | 'key'>): number {
  if (a.at !== b.at) return a.at - b.at;
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

/**
 * Groups the `updated` changes of one object, remote user and feature into their ten-minute windows, in order.
 *
 * A window starts at the first change that no earlier window holds. The result depends on the set of changes
 * alone: whoever calls this must pass all of them, since an early change that arrives late moves every window.
 */
export function toWindows<C extends Pick<Change, 'at' | 'key'>>(
  changes: readonly C[],
): readonly (readonly C[])[] {
  const windows: C[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const change of [...changes].sort(compareChanges)) {
    if (change.at >= end) {
      end = change.at + windowMs;
      windows.push([]);
    }
    windows[windows.length - 1]?.push(change);
  }
  return windows;
}
