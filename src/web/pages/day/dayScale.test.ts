import { describe, expect, it } from 'vitest';
import { toPlace, toPosition, toSegments } from './dayScale.ts';

const start = Date.parse('2026-05-12T00:00:00Z');
const at = (hours: number) => start + hours * 3_600_000;
const day = { from: start, to: at(24) };
const never = () => false;

describe('the axis of a day', () => {
  it('has as many hours as the day where nothing is folded', () => {
    const all = (to: number) => toSegments({ from: start, to }, [], () => true);
    expect([all(at(23)), all(at(24)), all(at(25))].map((segments) => segments.length)).toEqual([23, 24, 25]);
    expect(toPosition(all(at(24)), at(12))).toBeCloseTo(50);
  });

  it('folds runs of hours without anything into one narrow strip', () => {
    const segments = toSegments(day, [{ from: at(9.5), to: at(10.5) }], never);
    expect(
      segments.map(({ from, to, isFolded }) => [(from - start) / 3.6e6, (to - start) / 3.6e6, isFolded]),
    ).toEqual([
      [0, 9, true],
      [9, 10, false],
      [10, 11, false],
      [11, 24, true],
    ]);
    expect(segments[1]!.width).toBeCloseTo(100 / 3);
    expect(segments[0]!.width).toBeCloseTo(50 / 3);
  });

  it('keeps an empty hour that stands alone, and those that are wanted', () => {
    const taken = [
      { from: at(9), to: at(9) },
      { from: at(11), to: at(11) },
    ];
    const segments = toSegments(day, taken, ({ from }) => from === at(14));
    const open = segments.filter(({ isFolded }) => !isFolded).map(({ from }) => (from - start) / 3.6e6);
    expect(open).toEqual([9, 10, 11, 14]);
  });

  it('cuts what reaches over midnight, and puts moments into their place', () => {
    const segments = toSegments(day, [], () => true);
    expect(toPlace(segments, { from: at(-2), to: at(6) })).toEqual({ left: 0, width: expect.closeTo(25) });
    expect(toPlace(segments, { from: at(23), to: at(30) }).width).toBeCloseTo(100 / 24);
    expect(toPlace(segments, { from: at(6), to: at(6) })).toEqual({ left: expect.closeTo(25), width: 0 });
  });
});
