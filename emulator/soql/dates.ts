const DAY = 86_400_000;

/** A span of time, epoch ms: from inclusive, to exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

type Unit = 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';

const named: Readonly<Record<string, readonly [unit: Unit, from: number, to: number]>> = {
  TODAY: ['DAY', 0, 1],
  YESTERDAY: ['DAY', -1, 0],
  TOMORROW: ['DAY', 1, 2],
  LAST_90_DAYS: ['DAY', -90, 1],
  NEXT_90_DAYS: ['DAY', 1, 91],
};

/**
 * The span that a date literal of SOQL means at `now`, in UTC (the running user's time zone in a real org);
 * undefined for literals that are not emulated: fiscal ones. Source: SOQL and SOSL Reference, "Date Formats and
 * Date Literals".
 */
export function dateLiteral(text: string, now: number): Span | undefined {
  const [name = '', count] = text.toUpperCase().split(':');
  const range = count === undefined ? fixedRange(name) : countedRange(name, Number(count));
  if (!range) return undefined;
  const [unit, from, to] = range;
  const today = Math.floor(now / DAY) * DAY;
  return { from: startOf(unit, today, from), to: startOf(unit, today, to) };
}

function fixedRange(name: string): readonly [Unit, number, number] | undefined {
  if (named[name]) return named[name];
  const [, which, unit] = /^(LAST|THIS|NEXT)_(WEEK|MONTH|QUARTER|YEAR)$/.exec(name) ?? [];
  if (!which || !unit) return undefined;
  const offset = { LAST: -1, THIS: 0, NEXT: 1 }[which as 'LAST'];
  return [unit as Unit, offset, offset + 1];
}

function countedRange(name: string, count: number): readonly [Unit, number, number] | undefined {
  const [, last, which, ago] =
    /^(?:(LAST|NEXT)_N_(DAY|WEEK|MONTH|QUARTER|YEAR)S|N_(DAY|WEEK|MONTH|QUARTER|YEAR)S_AGO)$/.exec(name) ??
    [];
  if (ago) return [ago as Unit, -count, 1 - count];
  if (!last || !which) return undefined;
  // Of days the last ones end with today; of longer units with the one before the current.
  if (last === 'LAST') return [which as Unit, -count, which === 'DAY' ? 1 : 0];
  return [which as Unit, 1, count + 1];
}

/** The start of the unit that lies `offset` units from the one that holds `today`. */
function startOf(unit: Unit, today: number, offset: number): number {
  const date = new Date(today);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  switch (unit) {
    case 'DAY':
      return today + offset * DAY;
    case 'WEEK':
      return today + (offset * 7 - date.getUTCDay()) * DAY;
    case 'MONTH':
      return Date.UTC(year, month + offset, 1);
    case 'QUARTER':
      return Date.UTC(year, month - (month % 3) + offset * 3, 1);
    case 'YEAR':
      return Date.UTC(year + offset, 0, 1);
  }
}
