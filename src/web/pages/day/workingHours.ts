import { addDays, startOfDay } from '../../dayBounds.ts';
import type { Span } from './dayScale.ts';

const hourMs = 3_600_000;
/** What is shaded as working hours, of each person's own zone, Monday to Friday: nobody is asked for theirs. */
export const workingHours = { from: 9, to: 17 } as const;

const isWeekday = (date: string) => ![0, 6].includes(new Date(`${date}T12:00:00Z`).getUTCDay());

/** The working hours of a person's zone that fall into a day of another zone. */
export function listWorkingHours(day: Span, date: string, timeZone: string): Span[] {
  return [-1, 0, 1]
    .map((step) => addDays(date, step))
    .filter(isWeekday)
    .map((each) => {
      const start = startOfDay(each, timeZone);
      return { from: start + workingHours.from * hourMs, to: start + workingHours.to * hourMs };
    })
    .map(({ from, to }) => ({ from: Math.max(from, day.from), to: Math.min(to, day.to) }))
    .filter(({ from, to }) => from < to);
}
