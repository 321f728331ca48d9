import { expect, it } from 'vitest';
import { toStay, toSum } from './lengths.ts';

it('sums of times lose their minutes when nobody needs them', () => {
  expect([90, 5400, 35_940, 40_000, 3_619_560].map(toSum)).toEqual([
    ...['2 min', '1 h 30 min', '9 h 59 min', '11 h', '1,005 h'],
  ]);
});

it('stays are told in days from a day on', () => {
  expect([5400, 86_000, 86_400, 302_400, 2_600_000].map(toStay)).toEqual([
    ...['1 h 30 min', '24 h', '1 day', '3.5 days', '30 days'],
  ]);
});
