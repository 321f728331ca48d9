import type { OrgRecord } from './record.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NO_ID = '000000000000000AAA';

/** Change events published and delivered, counted by the hour of the org's clock. */
export interface Deliveries {
  /** Events that may still be delivered in these 24 hours. */
  left(): number;
  spend(count: number): void;
  publish(count: number): void;
  /** Rows of PlatformEventUsageMetric: the last 24 whole hours, and each day in UTC. */
  metrics(): OrgRecord[];
}

/** `limit`: events that may be delivered within 24 hours. Source: Change Data Capture Developer Guide, "Allocations". */
export function createDeliveries(now: () => number, limit: () => number): Deliveries {
  const hours = new Map<number, { delivered: number; published: number }>();
  const hourOf = (at: number): number => Math.floor(at / HOUR);
  const current = () => {
    const hour = hourOf(now());
    const known = hours.get(hour) ?? { delivered: 0, published: 0 };
    hours.set(hour, known);
    return known;
  };
  const sum = (from: number, to: number, what: 'delivered' | 'published'): number => {
    let total = 0;
    for (const [hour, counts] of hours) if (hour >= from && hour < to) total += counts[what];
    return total;
  };
  const row = (from: number, to: number, what: 'delivered' | 'published'): OrgRecord => ({
    Id: NO_ID,
    Name: `CHANGE_EVENTS_${what.toUpperCase()}`,
    StartDate: from * HOUR,
    EndDate: to * HOUR,
    Value: sum(from, to, what),
  });
  return {
    left: () => Math.max(0, limit() - sum(hourOf(now()) - 23, hourOf(now()) + 1, 'delivered')),
    spend: (count) => {
      current().delivered += count;
    },
    publish: (count) => {
      current().published += count;
    },
    metrics: () => {
      const last = hourOf(now());
      const days = new Set([...hours.keys()].map((hour) => Math.floor((hour * HOUR) / DAY) * 24));
      const spans = [[last - 24, last] as const, ...[...days].map((day) => [day, day + 24] as const)];
      return spans.flatMap(([from, to]) =>
        (['delivered', 'published'] as const).map((what) => row(from, to, what)),
      );
    },
  };
}
