import { describe, expect, it } from 'vitest';
import { dateAt, nextDate, startOfDay } from './timeZone.ts';

const hours = (date: string, zone: string) =>
  (startOfDay(nextDate(date), zone) - startOfDay(date, zone)) / 3_600_000;
const begin = (date: string, zone: string) => new Date(startOfDay(date, zone)).toISOString();

describe('days of a zone', () => {
  it('begin at the zone’s midnight', () => {
    expect(begin('2026-01-15', 'UTC')).toBe('2026-01-15T00:00:00.000Z');
    expect(begin('2026-01-15', 'Europe/Berlin')).toBe('2026-01-14T23:00:00.000Z');
    expect(begin('2026-07-01', 'America/Los_Angeles')).toBe('2026-07-01T07:00:00.000Z');
    expect(begin('2026-01-15', 'Asia/Kathmandu')).toBe('2026-01-14T18:15:00.000Z');
    expect(begin('2026-01-15', 'Pacific/Kiritimati')).toBe('2026-01-14T10:00:00.000Z');
  });

  it('are an hour shorter or longer when the clocks change', () => {
    expect(hours('2026-03-28', 'Europe/Berlin')).toBe(24);
    expect(hours('2026-03-29', 'Europe/Berlin')).toBe(23);
    expect(hours('2026-10-25', 'Europe/Berlin')).toBe(25);
    expect(hours('2026-10-04', 'Australia/Lord_Howe')).toBe(23.5);
  });

  it('begin when the clocks are put forward over midnight, and with the first of two midnights', () => {
    // Santiago skips from 24:00 to 01:00; Havana has the hour from midnight twice.
    expect(begin('2026-09-06', 'America/Santiago')).toBe('2026-09-06T04:00:00.000Z');
    expect(hours('2026-09-06', 'America/Santiago')).toBe(23);
    expect(begin('2026-11-01', 'America/Havana')).toBe('2026-11-01T04:00:00.000Z');
    expect(hours('2026-11-01', 'America/Havana')).toBe(25);
  });

  it('are told of a moment', () => {
    expect(dateAt(Date.parse('2026-01-14T23:30:00Z'), 'Europe/Berlin')).toBe('2026-01-15');
    expect(dateAt(Date.parse('2026-01-15T02:30:00Z'), 'America/New_York')).toBe('2026-01-14');
  });
});
