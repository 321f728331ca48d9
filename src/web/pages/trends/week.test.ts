import { describe, expect, it } from 'vitest';
import { toLevel, toWeek, weekdays } from './week.ts';

describe('the hours of a week', () => {
  it('stand at their weekday and hour, the others with nothing', () => {
    const week = toWeek([
      { weekday: 1, hour: 9, entries: 3 },
      { weekday: 7, hour: 23, entries: 1 },
    ]);
    expect([week[1]![9], week[7]![23], week[7]![22]]).toEqual([3, 1, 0]);
    expect(weekdays.map(({ weekday }) => weekday)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(weekdays[0]!.name).toMatch(/^Mon/);
  });

  it('are as dark as they are full, and one entry is never nothing', () => {
    expect([0, 1, 20, 21, 100].map((entries) => toLevel(entries, 100))).toEqual([0, 1, 1, 2, 5]);
    expect(toLevel(1, 1)).toBe(5);
  });
});
