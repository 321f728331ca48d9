import { expect, test } from 'vitest';
import { dateLiteral } from './dates.ts';

const NOW = Date.parse('2026-03-04T15:30:00Z');
const day = (epochMs: number | undefined) => new Date(epochMs!).toISOString().slice(0, 10);

test.each([
  ['TODAY', '2026-03-04', '2026-03-05'],
  ['YESTERDAY', '2026-03-03', '2026-03-04'],
  ['LAST_WEEK', '2026-02-22', '2026-03-01'],
  ['THIS_MONTH', '2026-03-01', '2026-04-01'],
  ['LAST_QUARTER', '2025-10-01', '2026-01-01'],
  ['this_year', '2026-01-01', '2027-01-01'],
  ['LAST_90_DAYS', '2025-12-04', '2026-03-05'],
  ['LAST_N_DAYS:30', '2026-02-02', '2026-03-05'],
  ['NEXT_N_DAYS:2', '2026-03-05', '2026-03-07'],
  ['N_DAYS_AGO:1', '2026-03-03', '2026-03-04'],
  ['LAST_N_WEEKS:2', '2026-02-15', '2026-03-01'],
  ['LAST_N_MONTHS:18', '2024-09-01', '2026-03-01'],
  ['N_MONTHS_AGO:1', '2026-02-01', '2026-03-01'],
  ['NEXT_N_QUARTERS:1', '2026-04-01', '2026-07-01'],
  ['LAST_N_YEARS:1', '2025-01-01', '2026-01-01'],
])('%s is from %s to %s', (literal, from, to) => {
  const span = dateLiteral(literal, NOW);
  expect([day(span?.from), day(span?.to)]).toEqual([from, to]);
});

test('fiscal periods and inventions are not known', () => {
  for (const literal of ['THIS_FISCAL_YEAR', 'LAST_N_CENTURIES:2', 'SOON'])
    expect(dateLiteral(literal, NOW)).toBeUndefined();
});
