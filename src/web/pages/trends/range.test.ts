import { describe, expect, it } from 'vitest';
import { groupByBucket, toBuckets, toDates } from './range.ts';

describe('the time that trends are of', () => {
  it('ends today and has as many days as it says', () => {
    expect(toDates('7d', '2026-03-03')).toEqual({ from: '2026-02-25', to: '2026-03-03' });
    expect(toBuckets(toDates('90d', '2026-03-03'))).toHaveLength(90);
    expect(toDates(undefined, '2026-05-14')).toEqual(toDates('30d', '2026-05-14'));
  });

  it('is shown by weeks from Monday where its days are many, every day in exactly one', () => {
    const buckets = toBuckets(toDates('1y', '2026-05-14'));
    expect(buckets[0]).toEqual({ from: '2025-05-15', to: '2025-05-18' });
    expect(buckets[1]).toEqual({ from: '2025-05-19', to: '2025-05-25' });
    expect(buckets.at(-1)).toEqual({ from: '2026-05-11', to: '2026-05-14' });
    const days = buckets.map(({ from, to }) => (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1);
    expect(days.reduce((sum, each) => sum + each, 0)).toBe(365);
  });

  it('holds what is of its days, and nothing else', () => {
    const buckets = toBuckets({ from: '2026-01-01', to: '2026-01-03' });
    const rows = ['2026-01-02', '2025-12-31', '2026-01-02', '2026-01-03'].map((date, id) => ({ date, id }));
    expect(groupByBucket(buckets, rows).map(({ rows: found }) => found.map(({ id }) => id))).toEqual([
      [],
      [0, 2],
      [3],
    ]);
  });
});
