import { describe, expect, it } from 'vitest';
import { toGaps, toRepairText } from './holes.ts';
import { toLanes, toOverall, toStretches } from './stretches.ts';

const hour = 3_600_000;
const start = Date.parse('2026-01-15T00:00:00Z');
const at = (hours: number) => new Date(start + hours * hour).toISOString();
const window = { from: start, to: start + 24 * hour };

const item = (
  feature: string,
  path: 'cdc' | 'delta' | 'field_history',
  by: 'stream' | 'sweep' | 'backfill',
  from: number,
  to: number,
) => ({
  ...{ feature, path, by },
  ...{ from: at(from), to: at(to) },
});
const hole = (feature: string, from: number, to: number, evidence: Record<string, unknown> | null) => ({
  ...{ feature, cause: 'access_lost' as const, ongoing: false },
  ...{ from: at(from), to: at(to), detectedAt: at(to) },
  repair: evidence && { closedAt: at(to), evidence },
});
const ledger = (
  items: ReturnType<typeof item>[],
  holes: ReturnType<typeof hole>[] = [],
  certain: [string, number][] = [],
) => ({
  ...{ items, holes },
  certain: certain.map(([feature, to]) => ({ feature, to: at(to) })),
});
const drawn = (stretches: ReturnType<typeof toStretches>) =>
  stretches.map(({ from, to, kind }) => [(from - start) / hour, (to - start) / hour, kind]);

describe('the coverage of a feature, drawn', () => {
  it('names who read each stretch, the holes between, and what waits for the next sweep', () => {
    const coverage = ledger(
      [
        item('tasks', 'delta', 'backfill', -48, 6),
        item('tasks', 'cdc', 'stream', 6, 9),
        item('tasks', 'cdc', 'stream', 12, 23),
      ],
      [hole('tasks', 9, 11, { rows: 1 }), hole('tasks', 11, 12, null)],
      [['tasks', 23]],
    );
    expect(drawn(toStretches(coverage, 'tasks', window))).toEqual([
      [0, 6, 'backfill'],
      [6, 9, 'stream'],
      [9, 11, 'repaired'],
      [11, 12, 'hole'],
      [12, 23, 'stream'],
      [23, 24, 'waiting'],
    ]);
  });

  it('takes what is swept for read only where all its sweeps were', () => {
    const coverage = ledger([
      item('leads', 'delta', 'sweep', 0, 24),
      item('leads', 'field_history', 'sweep', 0, 12),
    ]);
    expect(drawn(toStretches(coverage, 'leads', window))).toEqual([
      [0, 12, 'sweep'],
      [12, 24, 'none'],
    ]);
    expect(toLanes(coverage, 'leads', window).map(({ path, stretches }) => [path, stretches.length])).toEqual(
      [
        ['delta', 1],
        ['field_history', 2],
      ],
    );
  });

  it('tells of all features together the worst', () => {
    const coverage = ledger(
      [item('tasks', 'cdc', 'stream', 0, 24), item('cases', 'cdc', 'stream', 6, 24)],
      [hole('cases', 10, 11, null)],
      [
        ['tasks', 24],
        ['cases', 24],
      ],
    );
    expect(drawn(toOverall(coverage, window))).toEqual([
      [0, 6, 'partly'],
      [6, 10, 'stream'],
      [10, 11, 'hole'],
      [11, 24, 'stream'],
    ]);
  });
});

describe('holes in words', () => {
  it('are told once for all features that one thing left unread, with what its repair found', () => {
    const evidence = { by: 'sweep', runId: 'r', rows: 212, activities: 18, reason: 'The token was revoked.' };
    const [gap, ...rest] = toGaps([hole('tasks', 9, 12, evidence), hole('cases', 9, 12, evidence)]);
    expect(rest).toEqual([]);
    expect(gap).toMatchObject({ features: ['tasks', 'cases'], reason: 'The token was revoked.' });
    expect(toRepairText(gap!, start, 'UTC')).toMatch(/^swept .*12:00.*, 212 rows, 18 entries$/);
  });

  it('stay apart where one is repaired and the other is not', () => {
    const gaps = toGaps([hole('tasks', 9, 12, { rows: 1 }), hole('cases', 9, 12, null)]);
    expect(gaps.map(({ repair }) => repair === null).sort()).toEqual([false, true]);
  });
});
