import type { Save } from './saves.ts';

/** What orders saves. */
type Ordered = Pick<Save, 'at' | 'key' | 'reports'>;

/** Length of a consolidation window, from its first change (inclusive) to its end (exclusive). */
export const windowMs = 10 * 60_000;

/**
 * The one order of saves: by time, then by key, so that equal times sort the same everywhere; what Field History
 * tells of one second stands in the order of its rows.
 */
export function compareSaves(a: Ordered, b: Ordered): number {
  if (a.at !== b.at) return a.at - b.at;
  return compareTexts(orderKey(a), orderKey(b)) || compareTexts(a.key, b.key);
}

function orderKey({ key, reports }: Ordered): string {
  return reports?.find(({ path }) => path === 'field_history')?.key ?? key;
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Groups the `updated` saves of one object, remote user and feature into their ten-minute windows, in order.
 *
 * A window starts at the first change that no earlier window holds. The result depends on the set of saves
 * alone: whoever calls this must pass all of them, since an early save that arrives late moves every window.
 */
export function toWindows<S extends Ordered>(saves: readonly S[]): readonly (readonly S[])[] {
  const windows: S[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const save of [...saves].sort(compareSaves)) {
    if (save.at >= end) {
      end = save.at + windowMs;
      windows.push([]);
    }
    windows[windows.length - 1]?.push(save);
  }
  return windows;
}
