import { expect, it } from 'vitest';
import type { DayPage } from '../../api.ts';
import { holdersOf, type LoadedRows, withRows } from './dayRows.ts';

type Row = DayPage['items'][number];
const row = (id: string, ...entries: string[]) =>
  ({ user: { id }, intervals: entries.map((activityId) => ({ activityId })) }) as Row;
const loaded = {
  pages: [{ items: [row('jon', 'a'), row('mara', 'b')] }, { items: [row('pia', 'a', 'c')] }],
  pageParams: [undefined, 'next'],
} as LoadedRows;

it('finds in whose rows an entry stands, on all pages', () => {
  expect(holdersOf(loaded, 'a')).toEqual(['jon', 'pia']);
  expect(holdersOf(loaded, 'z')).toEqual([]);
  expect(holdersOf(undefined, 'a')).toEqual([]);
});

it('puts rows that were read again into their places, and leaves all others', () => {
  const fresh = row('mara', 'b', 'd');
  const next = withRows(loaded, [fresh, row('stranger', 'e')]);
  expect(next.pages.map(({ items }) => items)).toEqual([
    [loaded.pages[0]!.items[0], fresh],
    loaded.pages[1]!.items,
  ]);
  expect(next.pages[0]!.items[0]).toBe(loaded.pages[0]!.items[0]);
});
