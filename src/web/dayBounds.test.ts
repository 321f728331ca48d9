import { describe, expect, it } from 'vitest';
import { addDays, parseDate, startOfDay } from './dayBounds.ts';

const iso = (ms: number) => new Date(ms).toISOString();

describe('the bounds of a day', () => {
  it.each([
    ['2026-05-12', 'UTC', '2026-05-12T00:00:00.000Z'],
    ['2026-05-12', 'Europe/Berlin', '2026-05-11T22:00:00.000Z'],
    ['2026-01-15', 'America/New_York', '2026-01-15T05:00:00.000Z'],
    ['2026-01-15', 'Pacific/Kiritimati', '2026-01-14T10:00:00.000Z'],
    ['2026-01-15', 'Asia/Kathmandu', '2026-01-14T18:15:00.000Z'],
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
    ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
    // Midnight is skipped there when the clocks are put forward.
    ['2026-04-24', 'Africa/Cairo', '2026-04-23T22:00:00.000Z'],
  ])('puts the first moment of %s in %s at %s', (date, zone, expected) => {
    expect(iso(startOfDay(date, zone))).toBe(expected);
  });

  it('counts days over months and clock changes', () => {
    expect(addDays('2026-02-28', 1)).toBe('2026-03-01');
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
  });

  it.each(['', '2026-02-30', '0002-05-12', '12.5.2026', '2026-5-1'])('takes %j for no date', (text) => {
    expect(parseDate(text)).toBeUndefined();
  });

  it('keeps a date as it is', () => expect(parseDate('2026-05-12')).toBe('2026-05-12'));
});
