import type { Trends } from '../../api.ts';

const names = new Intl.DateTimeFormat(undefined, { weekday: 'short', timeZone: 'UTC' });

/** The days of a week in the locale's words, Monday first, with their numbers in the API. */
export const weekdays = Array.from({ length: 7 }, (_, index) => ({
  weekday: index + 1,
  // 1 January 2024 was a Monday.
  name: names.format(new Date(Date.UTC(2024, 0, 1 + index))),
}));

export const hoursOfDay = Array.from({ length: 24 }, (_, hour) => hour);

/** How many entries each hour of each weekday has: `week[1][9]` is Monday from nine to ten. */
export function toWeek(hours: Trends['hours']): readonly (readonly number[])[] {
  const week = Array.from({ length: 8 }, () => hoursOfDay.map(() => 0));
  for (const { weekday, hour, entries } of hours) week[weekday]![hour] = entries;
  return week;
}

const levels = 5;

/** How dark a cell is, 1 to 5 in even steps up to the fullest one; 0 where nothing is. */
export const toLevel = (entries: number, most: number): number =>
  entries === 0 ? 0 : Math.ceil((entries / most) * levels);
