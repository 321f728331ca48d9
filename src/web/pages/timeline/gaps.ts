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

/** Holes by the entry beside which they stand. */
export interface PlacedGaps {
  readonly before: ReadonlyMap<string, readonly ConnectionGap[]>;
  readonly after: ReadonlyMap<string, readonly ConnectionGap[]>;
}

type Item = Pick<Activity, 'id' | 'occurredAt'>;

/**
 * Places holes where they ended, among entries that are the newest first: after the entry that follows in time where
 * that is of the same day, else before the next older one. Beyond what is loaded they come with their page.
 */
export function placeGaps(
  items: readonly Item[],
  gaps: readonly ConnectionGap[],
  hasMore: boolean,
  toDay: (at: number) => string,
): PlacedGaps {
  const before = new Map<string, ConnectionGap[]>();
  const after = new Map<string, ConnectionGap[]>();
  const isOf = (item: Item | undefined, day: string) =>
    item !== undefined && toDay(Date.parse(item.occurredAt)) === day;
  let next = 0;
  for (const gap of gaps) {
    while (next < items.length && Date.parse(items[next]!.occurredAt) > gap.to) next += 1;
    const [newer, older] = [items[next - 1], items[next]];
    if (older === undefined && hasMore) continue;
    const day = toDay(gap.to);
    const isWithNewer =
      newer !== undefined && (older === undefined || (isOf(newer, day) && !isOf(older, day)));
    const [map, item] = isWithNewer ? [after, newer] : [before, older];
    if (item !== undefined) map.set(item.id, [...(map.get(item.id) ?? []), gap]);
  }
  return { before, after };
}
