import { addDays } from '../../dayBounds.ts';

/** How far back trends reach, in days with today among them; the first is what an address without one means. */
export const trendRanges = [
  { key: '30d', name: '30 days', days: 30 },
  { key: '7d', name: '7 days', days: 7 },
  { key: '90d', name: '90 days', days: 90 },
  { key: '1y', name: '12 months', days: 365 },
] as const;
export type TrendRangeKey = (typeof trendRanges)[number]['key'];

/** First and last date of a range that ends today, both included. */
export function toDates(range: TrendRangeKey | undefined, today: string): { from: string; to: string } {
  const { days } = trendRanges.find(({ key }) => key === range) ?? trendRanges[0];
  return { from: addDays(today, 1 - days), to: today };
}

/** One bar of a chart over time: a day, or the days of a week from Monday; both dates included. */
export interface Bucket {
  readonly from: string;
  readonly to: string;
}

// More bars than these are too narrow to be told apart.
const mostDays = 100;

// Monday is 0.
const weekdayOf = (date: string) => (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;

/** All days between two dates, or their weeks where the days are many; the first and last week may be cut. */
export function toBuckets({ from, to }: { from: string; to: string }): Bucket[] {
  const isByWeek = addDays(from, mostDays) <= to;
  const buckets: Bucket[] = [];
  let start = from;
  while (start <= to) {
    const end = isByWeek ? addDays(start, 6 - weekdayOf(start)) : start;
    buckets.push({ from: start, to: end < to ? end : to });
    start = addDays(end, 1);
  }
  return buckets;
}

/** What stands in each bucket, in their order: `rows` are of dates, in any order. */
export function groupByBucket<T extends { readonly date: string }>(
  buckets: readonly Bucket[],
  rows: readonly T[],
): readonly { readonly bucket: Bucket; readonly rows: readonly T[] }[] {
  const byDate = new Map<string, T[]>();
  for (const row of rows) byDate.set(row.date, [...(byDate.get(row.date) ?? []), row]);
  return buckets.map((bucket) => {
    const found: T[] = [];
    for (let date = bucket.from; date <= bucket.to; date = addDays(date, 1)) {
      found.push(...(byDate.get(date) ?? []));
    }
    return { bucket, rows: found };
  });
}
