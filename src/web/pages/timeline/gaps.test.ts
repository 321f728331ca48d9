import { describe, expect, it } from 'vitest';
import { type ConnectionGap, placeGaps, toWorthTelling } from './gaps.ts';

const at = (minutes: number) => Date.parse('2026-01-15T12:00:00Z') + minutes * 60_000;
const entry = (id: string, minutes: number) => ({ id, occurredAt: new Date(at(minutes)).toISOString() });
const gap = (from: number, to: number, given: Partial<ConnectionGap> = {}): ConnectionGap => ({
  ...{ from: at(from), to: at(to), cause: 'access_lost', features: ['tasks', 'cases'], isOngoing: false },
  ...{ reason: null, repair: null, connectionId: 'c', connectionName: 'Acme' },
  ...given,
});
const none = { feature: [], connectionId: [] };

const toDay = (ms: number) => new Date(ms).toISOString().slice(0, 10);
const place = (items: ReturnType<typeof entry>[], gaps: ConnectionGap[], hasMore = false) => {
  const { before, after } = placeGaps(items, gaps, hasMore, toDay);
  return { before: [...before.keys()], after: [...after.keys()] };
};

describe('holes on the timeline', () => {
  it('stand where they ended, between the entries after and before', () => {
    expect(place([entry('new', 60), entry('old', 10)], [gap(20, 50)])).toEqual({
      before: ['old'],
      after: [],
    });
  });

  it('stay on their own day', () => {
    const twoDays = [entry('today', 0), entry('days ago', -4000)];
    expect(place(twoDays, [gap(-60, -30)])).toEqual({ before: [], after: ['today'] });
    expect(place(twoDays, [gap(-3990, -3980)])).toEqual({ before: ['days ago'], after: [] });
  });

  it('come with their page while older entries are not loaded, and at the end when all are', () => {
    const early = [gap(-90, -30)];
    expect(place([entry('a', 0)], early, true)).toEqual({ before: [], after: [] });
    expect(place([entry('a', 0)], early)).toEqual({ before: [], after: ['a'] });
  });

  it('are told where somebody could miss something, of what the filter shows', () => {
    const short = gap(0, 2);
    const lasting = gap(0, 1, { isOngoing: true });
    const told = toWorthTelling([short, lasting, gap(0, 30)], { ...none, feature: ['cases'] });
    expect(told.map(({ isOngoing, features }) => [isOngoing, features])).toEqual([
      [false, ['cases']],
      [true, ['cases']],
    ]);
    expect(toWorthTelling([gap(0, 30)], { ...none, feature: ['notes'] })).toEqual([]);
    expect(toWorthTelling([gap(0, 30)], { ...none, connectionId: ['other'] })).toEqual([]);
  });
});
