/** True for a name of the time zone database, such as Europe/Berlin. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** First moment of a date (`2026-03-29`) in a zone, epoch ms; where midnight is skipped, the moment that comes instead. */
export function startOfDay(date: string, timeZone: string): number {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  const format = offsetFormat(timeZone);
  const before = offsetAt(format, midnight - dayMs);
  const after = offsetAt(format, midnight + dayMs);
  const exact = [before, after]
    .map((offset) => ({ at: midnight - offset, offset }))
    .filter(({ at, offset }) => offsetAt(format, at) === offset)
    .map(({ at }) => at);
  // With the old offset a midnight that the clocks skip is the moment at which they are put forward.
  return exact.length > 0 ? Math.min(...exact) : midnight - before;
}

/** The date after one, in any zone. */
export function nextDate(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + dayMs).toISOString().slice(0, 10);
}

/** The date of a moment in a zone. */
export function dateAt(ms: number, timeZone: string): string {
  return new Date(ms + offsetAt(offsetFormat(timeZone), ms)).toISOString().slice(0, 10);
}

const dayMs = 86_400_000;

function offsetFormat(timeZone: string): Intl.DateTimeFormat {
  const two = '2-digit' as const;
  return new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, hourCycle: 'h23', calendar: 'iso8601', year: 'numeric', month: two },
    ...{ day: two, hour: two, minute: two, second: two },
  });
}

/** What local clocks are ahead of UTC at a moment, ms. */
function offsetAt(format: Intl.DateTimeFormat, ms: number): number {
  const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name)!;
  const local = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return local - Math.floor(ms / 1000) * 1000;
}
