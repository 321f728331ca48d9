const DAY = 86_400_000;

/** A span of time, epoch ms: from inclusive, to exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The span that a date literal of SOQL means at `now`, in UTC (the running user's time zone in a real org); undefined for literals that are not emulated. */
export function dateLiteral(text: string, now: number): Span | undefined {
  const [name = '', count] = text.toUpperCase().split(':');
  const today = Math.floor(now / DAY) * DAY;
  return count === undefined ? fixedLiteral(name, today) : countedLiteral(name, Number(count), today);
}

function fixedLiteral(name: string, today: number): Span | undefined {
  switch (name) {
    case 'TODAY':
      return { from: today, to: today + DAY };
    case 'YESTERDAY':
      return { from: today - DAY, to: today };
    case 'TOMORROW':
      return { from: today + DAY, to: today + 2 * DAY };
    case 'LAST_90_DAYS':
      return { from: today - 90 * DAY, to: today + DAY };
    case 'NEXT_90_DAYS':
      return { from: today + DAY, to: today + 91 * DAY };
    case 'THIS_WEEK':
    case 'LAST_WEEK':
    case 'NEXT_WEEK':
      return week(today, name);
    case 'THIS_MONTH':
    case 'LAST_MONTH':
    case 'NEXT_MONTH':
      return month(today, name);
    default:
      return undefined;
  }
}

// Includes today, as Salesforce's LAST_N_DAYS does.
function countedLiteral(name: string, count: number, today: number): Span | undefined {
  switch (name) {
    case 'LAST_N_DAYS':
      return { from: today - count * DAY, to: today + DAY };
    case 'NEXT_N_DAYS':
      return { from: today + DAY, to: today + (count + 1) * DAY };
    case 'N_DAYS_AGO':
      return { from: today - count * DAY, to: today - (count - 1) * DAY };
    default:
      return undefined;
  }
}

const offsets: Readonly<Record<string, number>> = { LAST: -1, THIS: 0, NEXT: 1 };

function week(today: number, name: string): Span {
  const sunday = today - new Date(today).getUTCDay() * DAY;
  const from = sunday + offsets[name.slice(0, 4)]! * 7 * DAY;
  return { from, to: from + 7 * DAY };
}

function month(today: number, name: string): Span {
  const date = new Date(today);
  const first = date.getUTCMonth() + offsets[name.slice(0, 4)]!;
  return {
    from: Date.UTC(date.getUTCFullYear(), first, 1),
    to: Date.UTC(date.getUTCFullYear(), first + 1, 1),
  };
}
