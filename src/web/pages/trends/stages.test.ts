import { describe, expect, it } from 'vitest';
import { toMonths, toMonthWord, toStageGroups } from './stages.ts';

describe('stages over time', () => {
  const of = (
    month: string,
    stage: string,
    moves: number,
    medianSeconds: number | null,
    feature = 'cases',
  ) => ({
    ...{ month, stage, moves, medianSeconds, feature, left: medianSeconds === null ? 0 : moves },
  });

  it('have a place for every month, over the turn of a year too', () => {
    expect(toMonths({ from: '2025-11-30', to: '2026-02-01' })).toEqual([
      '2025-11',
      '2025-12',
      '2026-01',
      '2026-02',
    ]);
    expect(toMonths({ from: '2026-02-01', to: '2026-02-28' })).toEqual(['2026-02']);
    expect(toMonthWord('2026-05')).toBe('May');
  });

  it('are rows by feature, the fullest first, with what nobody moved on from', () => {
    const months = ['2026-01', '2026-02'];
    const [cases, deals] = toStageGroups(
      [of('2026-01', 'New', 2, 60), of('2026-02', 'New', 3, null), of('2026-02', 'Working', 9, 120)].concat(
        of('2026-01', 'Won', 1, 7200, 'opportunities'),
      ),
      months,
    );
    expect(cases).toMatchObject({ feature: 'cases', mostSeconds: 120 });
    expect(cases!.stages.map(({ stage, moves, left }) => [stage, moves, left])).toEqual([
      ['Working', 9, 9],
      ['New', 5, 2],
    ]);
    expect(cases!.stages[0]!.months).toEqual([null, of('2026-02', 'Working', 9, 120)]);
    expect(deals!.mostSeconds).toBe(7200);
    expect(toStageGroups([], months)).toEqual([]);
  });
});
