import type { Trends } from '../../api.ts';
import { toCount } from '../../format.ts';
import { toSum } from './lengths.ts';

type Sums = Omit<Trends['meetings'][number], 'date'>;

/** The sums of some days. */
export function sumMeetings(days: readonly Sums[]): Sums {
  const sum = (key: keyof Sums) => days.reduce((all, day) => all + day[key], 0);
  return {
    ...{ meetings: sum('meetings'), internalSeconds: sum('internalSeconds') },
    ...{ externalSeconds: sum('externalSeconds'), calls: sum('calls'), callSeconds: sum('callSeconds') },
  };
}

/** "2 meetings of 3 h: 1 h external, 2 h internal. 1 call of 2 min." */
export function toMeetingSummary({
  meetings,
  internalSeconds,
  externalSeconds,
  calls,
  callSeconds,
}: Sums): string {
  if (meetings === 0 && calls === 0) return 'No meetings and no calls in this time.';
  const met =
    meetings === 0
      ? 'No meetings.'
      : `${toCount(meetings, 'meeting', 'meetings')} of ${toSum(internalSeconds + externalSeconds)}: ` +
        `${toSum(externalSeconds)} external, ${toSum(internalSeconds)} internal.`;
  return calls === 0 ? met : `${met} ${toCount(calls, 'call', 'calls')} of ${toSum(callSeconds)}.`;
}
