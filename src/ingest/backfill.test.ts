import { describe, expect, it } from 'vitest';
import { toBackfillState, toPercent, toSteps } from './backfill.ts';

const hour = 3_600_000;
const at = Date.UTC(2026, 10, 23, 12);

describe('a backfill', () => {
  it('reads the last hour first, by every path, then ever longer stretches behind it, without a gap', () => {
    const steps = toSteps({ at, days: 30 });
    expect(steps.slice(0, 2)).toEqual([
      { path: 'delta', from: at - hour, to: at },
      { path: 'field_history', from: at - hour, to: at },
    ]);
    for (const path of ['delta', 'field_history'] as const) {
      const own = steps.filter((step) => step.path === path);
      for (const [index, step] of own.slice(1).entries()) expect(step.to).toBe(own[index]!.from);
      expect(own.at(-1)!.from).toBe(at - 30 * 24 * hour);
    }
    expect(toSteps({ at, days: 2 }).at(-1)).toMatchObject({ from: at - 48 * hour, to: at - 24 * hour });
  });

  it('says how much of its time is read, within a step too', () => {
    const steps = toSteps({ at, days: 30 });
    const told = steps.flatMap((_, step) => [0, 0.5].map((part) => toPercent(steps, step, part)));
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect([told[0], toPercent(steps, steps.length, 0)]).toEqual([0, 100]);
  });

  it('keeps the moment from which it reads back, however late it goes on', () => {
    const begun = toBackfillState({}, at, 30);
    expect(begun).toEqual({ at, days: 30, step: 0, done: false });
    expect(toBackfillState({ ...begun, step: 3 }, at + hour, 30)).toEqual({ ...begun, step: 3 });
  });
});
