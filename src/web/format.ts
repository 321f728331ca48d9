/** Times, lengths and numbers as a person reads them, in the browser's locale and a named time zone. */

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = timeZone + JSON.stringify(options);
  let found = formatters.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(undefined, { timeZone, ...options });
    formatters.set(key, found);
  }
  return found;
}

// Where the day has 24 hours, every hour has two digits, so that times stand under each other.
const hour = new Intl.DateTimeFormat(undefined, { hour: 'numeric' }).resolvedOptions().hour12
  ? 'numeric'
  : '2-digit';

/** 14:31 in that zone, as the locale writes it. */
export const toClock = (time: string | number, timeZone: string): string =>
  formatter(timeZone, { hour, minute: '2-digit' }).format(new Date(time));

/** 10:00–10:45, the half of the day only once where the locale names it. */
export const toClockRange = (from: number, to: number, timeZone: string): string =>
  formatter(timeZone, { hour, minute: '2-digit' }).formatRange(new Date(from), new Date(to));

/** 09:02–11:40 where both moments are of today, else with their days. */
export function toSpanText(from: number, to: number, now: number, timeZone: string): string {
  const isToday =
    toDay(from, timeZone) === toDay(now, timeZone) && toDay(to, timeZone) === toDay(now, timeZone);
  if (isToday) return toClockRange(from, to, timeZone);
  return formatter(timeZone, {
    day: 'numeric',
    month: 'short',
    hour,
    minute: '2-digit',
  }).formatRange(new Date(from), new Date(to));
}

/** 14:31:08 in that zone. */
export const toExactClock = (time: string | number, timeZone: string): string =>
  formatter(timeZone, { hour, minute: '2-digit', second: '2-digit' }).format(new Date(time));

/** Day, time and zone in full, for hovers and screen readers. */
export const toExact = (time: string | number, timeZone: string): string =>
  formatter(timeZone, {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour,
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  }).format(new Date(time));

const dayFormat = new Map<string, Intl.DateTimeFormat>();

/** The calendar day in that zone as YYYY-MM-DD, to group by. */
export function toDay(time: string | number, timeZone: string): string {
  let format = dayFormat.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    dayFormat.set(timeZone, format);
  }
  return format.format(new Date(time));
}

const yearOf = (time: string | number, timeZone: string) => toDay(time, timeZone).slice(0, 4);

/** 12 May, with the year where it is another one. */
export function toDate(time: string | number, now: number, timeZone: string): string {
  const sameYear = yearOf(time, timeZone) === yearOf(now, timeZone);
  const options: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short' };
  if (!sameYear) options.year = 'numeric';
  return formatter(timeZone, options).format(new Date(time));
}

/** "May 2026": the month so many months before. */
export function toMonth(now: number, monthsBack: number, timeZone: string): string {
  const [year, month] = toDay(now, timeZone).split('-').map(Number);
  const middle = Date.UTC(year!, month! - 1 - monthsBack, 15, 12);
  return formatter('UTC', { month: 'long', year: 'numeric' }).format(new Date(middle));
}

/** Today, Yesterday, else the weekday; always with the date. `relative` is null for older days. */
export function toDayHeading(
  time: string,
  now: number,
  timeZone: string,
): { relative: string | null; date: string } {
  const day = toDay(time, timeZone);
  const options: Intl.DateTimeFormatOptions = { weekday: 'long', day: 'numeric', month: 'long' };
  if (day.slice(0, 4) !== toDay(now, timeZone).slice(0, 4)) options.year = 'numeric';
  const date = formatter(timeZone, options).format(new Date(time));
  if (day === toDay(now, timeZone)) return { relative: 'Today', date };
  // Noon minus a day: an hour more or less by a clock change stays on the same date.
  const before = Date.parse(`${toDay(now, timeZone)}T12:00:00Z`) - 86_400_000;
  if (day === new Date(before).toISOString().slice(0, 10)) return { relative: 'Yesterday', date };
  return { relative: null, date };
}

/** "2 s ago", "5 min ago", "3 h ago"; a date from the seventh day on; "in 4 min" ahead. */
export function toRelative(time: string | number, now: number, timeZone: string): string {
  const seconds = Math.round((now - new Date(time).getTime()) / 1000);
  const size = Math.abs(seconds);
  if (size < 2) return 'just now';
  const amount =
    size < 60
      ? `${size} s`
      : size < 3600
        ? `${Math.floor(size / 60)} min`
        : size < 86_400
          ? `${Math.floor(size / 3600)} h`
          : size < 7 * 86_400
            ? days(Math.floor(size / 86_400))
            : null;
  if (amount === null) return toDate(time, now, timeZone);
  return seconds < 0 ? `in ${amount}` : `${amount} ago`;
}

const days = (count: number) => (count === 1 ? '1 day' : `${count} days`);

/** How long something took: 45 s, 5 min, 1 h 30 min. */
export function toDuration(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${toNumber(minutes / 60)} h` : `${toNumber(Math.floor(minutes / 60))} h ${rest} min`;
}

/** 1.8 s, 45 s, 3 min: how long an entry took to arrive. */
export function toLatency(seconds: number): string {
  if (seconds >= 60) return toDuration(seconds);
  const digits = seconds < 10 ? 1 : 0;
  return `${new Intl.NumberFormat(undefined, { maximumFractionDigits: digits }).format(seconds)} s`;
}

const numbers = new Intl.NumberFormat();

/** 1,204 with the locale's separators. */
export const toNumber = (value: number): string => numbers.format(value);

/** 640 B, 1.2 MB: the size of a file. */
export function toBytes(bytes: number): string {
  const step = bytes < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3));
  const digits = step === 0 ? 0 : 1;
  const value = new Intl.NumberFormat(undefined, { maximumFractionDigits: digits }).format(
    bytes / 1000 ** step,
  );
  return `${value} ${['B', 'kB', 'MB', 'GB'][step]}`;
}

const percents = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 0 });

/** From 0 to 100, as the locale writes percents. */
export const toPercent = (percent: number): string => percents.format(percent / 100);

/** "1 person", "58 people". */
export const toCount = (count: number, one: string, many: string): string =>
  `${toNumber(count)} ${count === 1 ? one : many}`;

/** The zone by its name and its present distance to UTC: "Europe/Berlin (GMT+1)". */
export function toZoneName(timeZone: string, now: number): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'shortOffset' }).formatToParts(now);
  const offset = parts.find((part) => part.type === 'timeZoneName')?.value;
  const name = timeZone.replaceAll('_', ' ');
  return offset && offset !== name ? `${name} (${offset})` : name;
}

/** "5 members", "1 access": a count of what comes named in the plural. */
export function toThings(count: number, plural: string): string {
  if (count !== 1) return `${toNumber(count)} ${plural}`;
  const one = plural
    .replace(/ies$/, 'y')
    .replace(/(ss)es$/, '$1')
    .replace(/([^s])s$/, '$1');
  return `1 ${one}`;
}
