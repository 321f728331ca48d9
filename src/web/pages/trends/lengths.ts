import { toDuration, toNumber } from '../../format.ts';

const hourSeconds = 3600;
const daySeconds = 24 * hourSeconds;

/** A sum of times as exactly as it is of use: "45 min", "7 h 30 min", from ten hours on "1,005 h". */
export const toSum = (seconds: number): string =>
  toDuration(seconds >= 10 * hourSeconds ? Math.round(seconds / hourSeconds) * hourSeconds : seconds);

/** How long something stayed: "45 min", "11 h", from a day on "3.5 days". */
export function toStay(seconds: number): string {
  if (seconds < daySeconds) return toSum(seconds);
  const days = seconds / daySeconds;
  const rounded = days < 10 ? Math.round(days * 10) / 10 : Math.round(days);
  return `${toNumber(rounded)} ${rounded === 1 ? 'day' : 'days'}`;
}
