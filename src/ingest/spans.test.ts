import { describe, expect, it } from 'vitest';
import type { FeatureStateRow } from '../store/features.ts';
import { planSpans, type SpanInput, subtract } from './spans.ts';

const minute = 60_000;
const at = (minutes: number) => Date.UTC(2026, 0, 15, 12) + minutes * minute;

const leads = { key: 'leads', defaultPath: 'sweep', paths: ['field_history', 'delta'] } as const;
const cases = { key: 'cases', defaultPath: 'cdc', paths: ['field_history', 'delta'] } as const;

function state(feature: string, given: Partial<FeatureStateRow> = {}): FeatureStateRow {
  return {
    ...{ feature, enabled: true, path: 'sweep', status: 'active', reason: null },
    ...{ lastProcessedAt: null, enabledSince: null, streamedSince: null, switchedBy: null, switchedAt: null },
    ...given,
  };
}

function plan(given: Partial<SpanInput>) {
  const input: SpanInput = {
    ...{ path: 'delta', features: [leads, cases], states: [], newest: [] },
    ...{ base: at(-60), streamStands: true, now: at(0) },
    ...given,
  };
  return planSpans(input).map(({ feature, from, to }) => [
    feature,
    (from - at(0)) / minute,
    (to - at(0)) / minute,
  ]);
}

const swept = (feature: string, to: number) => ({ feature, path: 'delta', by: 'sweep', to: at(to) }) as const;
const streamed = (feature: string, to: number) =>
  ({ feature, path: 'cdc', by: 'stream', to: at(to) }) as const;

describe('what a regular sweep reads', () => {
  it('begins where the backfill ends, and goes on from where it came with a quarter of an hour of overlap', () => {
    expect(plan({ states: [state('leads')] })).toEqual([['leads', -75, 0]]);
    expect(plan({ states: [state('leads')], newest: [swept('leads', -10)] })).toEqual([['leads', -25, 0]]);
  });

  it('is not moved by what was read otherwise: only this path itself leaves no gap behind', () => {
    const newest = [
      swept('leads', -40),
      { feature: 'leads', path: 'delta', by: 'repair', to: at(-5) },
      { feature: 'leads', path: 'field_history', by: 'sweep', to: at(-1) },
    ] as const;
    expect(plan({ states: [state('leads')], newest })).toEqual([['leads', -55, 0]]);
  });

  it('leaves out what is off, cannot be read, or has no such path', () => {
    expect(plan({ states: [state('leads', { enabled: false })] })).toEqual([]);
    expect(plan({ states: [state('leads', { status: 'unavailable' })] })).toEqual([]);
    expect(
      plan({ features: [{ ...leads, paths: ['delta'] }], path: 'field_history', states: [state('leads')] }),
    ).toEqual([]);
  });

  it('does not read the time that was switched off', () => {
    const states = [state('leads', { enabledSince: at(-3) })];
    expect(plan({ states, newest: [swept('leads', -40)] })).toEqual([['leads', -3, 0]]);
  });

  it('leaves to the stream what it carries, but not its field history', () => {
    const states = [state('cases', { path: 'cdc' })];
    expect(plan({ states })).toEqual([]);
    expect(plan({ states, path: 'field_history' })).toEqual([['cases', -75, 0]]);
  });

  it('carries a feature whose slot was lost from where the stream had come', () => {
    const states = [state('cases', { status: 'blocked' })];
    const newest = [streamed('cases', -4), swept('cases', -500)];
    expect(plan({ states, newest })).toEqual([['cases', -19, 0]]);
    expect(plan({ states, newest: [streamed('cases', -40), swept('cases', -10)] })).toEqual([
      ['cases', -25, 0],
    ]);
  });

  it('carries what a stream that is down leaves, and no longer once it stands', () => {
    const states = [state('cases', { path: 'cdc' })];
    const newest = [streamed('cases', -30)];
    expect(plan({ states, newest, streamStands: false })).toEqual([['cases', -45, 0]]);
    expect(plan({ states, newest })).toEqual([]);
  });

  it('hands over to the stream only when it has read a quarter of an hour past the moment it took over', () => {
    const states = [state('cases', { path: 'cdc', streamedSince: at(-20) })];
    const newest = [streamed('cases', 0)];
    expect(plan({ states, newest: [...newest, swept('cases', -25)] })).toEqual([['cases', -40, 0]]);
    expect(plan({ states, newest: [...newest, swept('cases', -6)] })).toEqual([['cases', -21, 0]]);
    expect(plan({ states, newest: [...newest, swept('cases', -5)] })).toEqual([]);
  });

  it('goes on from its own place where the slot is lost again before it was handed over', () => {
    const states = [state('cases', { status: 'blocked', streamedSince: at(-8) })];
    expect(plan({ states, newest: [streamed('cases', -2), swept('cases', -12)] })).toEqual([
      ['cases', -27, 0],
    ]);
  });
});

describe('what is left of a stretch of time', () => {
  it.each([
    [[], [[0, 10]]],
    [[[0, 10]], []],
    [
      [
        [-5, 3],
        [2, 4],
        [8, 20],
      ],
      [[4, 8]],
    ],
    [
      [[3, 5]],
      [
        [0, 3],
        [5, 10],
      ],
    ],
    [
      [
        [10, 20],
        [-9, 0],
      ],
      [[0, 10]],
    ],
  ])('without %j is %j', (covered, left) => {
    const toInterval = ([from, to]: number[]) => ({ from: from!, to: to! });
    expect(subtract({ from: 0, to: 10 }, covered.map(toInterval))).toEqual(left.map(toInterval));
  });
});
