import { toDay } from './format.ts';

const dayMs = 86_400_000;

/** First moment of a date (`2026-03-29`) in a zone, epoch ms; where midnight is skipped, the moment that comes instead. */
export function startOfDay(date: string, timeZone: string): number {
  // Zones reach from 12 hours behind UTC to 14 ahead; within, dates only rise.
  let before = Date.parse(`${date}T00:00:00Z`) - 15 * 3_600_000;
  let from = before + 30 * 3_600_000;
  while (from - before > 1000) {
    const middle = before + Math.floor((from - before) / 2000) * 1000;
    if (toDay(middle, timeZone) < date) before = middle;
    else from = middle;
  }
  return from;
}

/** The date so many days after another one; before it where `days` is negative. */
export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);

/** A date as it stands in an address, or undefined for what is none. */
export function parseDate(text: string | undefined): string | undefined {
  if (text === undefined || !/^(19|20)\d\d-\d\d-\d\d$/.test(text)) return undefined;
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text ? undefined : text;
}
