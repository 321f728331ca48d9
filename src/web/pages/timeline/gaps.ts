import type { Activity } from '../../api.ts';
import type { Gap } from '../../coverage/holes.ts';

/** A hole of a connection, as the timeline shows it between its entries. */
export interface ConnectionGap extends Gap {
  readonly connectionId: string;
  readonly connectionName: string;
}

// What is read again within moments explains no silence that anybody notices.
const worthTellingMs = 5 * 60_000;

/** Holes that the filter concerns and that are long enough to be missed by somebody, the newest first. */
export function toWorthTelling(
  gaps: readonly ConnectionGap[],
  {
    feature,
    connectionId,
  }: { readonly feature: readonly string[]; readonly connectionId: readonly string[] },
): ConnectionGap[] {
  return gaps
    .filter((gap) => connectionId.length === 0 || connectionId.includes(gap.connectionId))
    .map((gap) => ({
      ...gap,
      features: feature.length === 0 ? gap.features : gap.features.filter((key) => feature.includes(key)),
    }))
    .filter((gap) => gap.features.length > 0 && (gap.isOngoing || gap.to - gap.from >= worthTellingMs))
    .sort((a, b) => b.to - a.to);
}

/**
 * The holes by the entry that they stand before: the newest one that happened before the hole ended. Those that
 * ended before all that is loaded come when it is; under '' stand those after which nothing is left to load.
 */
export function placeGaps(
  items: readonly Pick<Activity, 'id' | 'occurredAt'>[],
  gaps: readonly ConnectionGap[],
  hasMore: boolean,
): ReadonlyMap<string, ConnectionGap[]> {
  const placed = new Map<string, ConnectionGap[]>();
  let next = 0;
  const put = (id: string, gap: ConnectionGap) => placed.set(id, [...(placed.get(id) ?? []), gap]);
  for (const gap of gaps) {
    while (next < items.length && Date.parse(items[next]!.occurredAt) > gap.to) next += 1;
    const item = items[next];
    if (item !== undefined) put(item.id, gap);
    else if (!hasMore) put('', gap);
  }
  return placed;
}
