import type { DayPage } from '../../api.ts';
import { causeWord, toFeatureNames } from '../../coverage/holes.ts';
import { featureKeys } from '../../features.ts';
import { toClock, toClockRange } from '../../format.ts';
import type { Span } from './dayScale.ts';

export type DayGap = NonNullable<DayPage['gaps']>[number];

/** A stretch of a person's day that is not certain, with all its reasons. */
export interface UncertainTime extends Span {
  /** True where nothing at all was read. */
  readonly isWhole: boolean;
  readonly gaps: readonly DayGap[];
}

const spanOf = ({ from, to }: DayGap): Span => ({ from: Date.parse(from), to: Date.parse(to) });

/** What is uncertain of a person's day: the gaps of their connections, those that overlap or touch joined. */
export function toUncertainTime(gaps: readonly DayGap[], connectionIds: readonly string[]): UncertainTime[] {
  const own = gaps
    .filter(({ connectionId, cause }) => connectionIds.includes(connectionId) && cause !== 'switched_off')
    .sort((a, b) => Date.parse(a.from) - Date.parse(b.from));
  const joined: UncertainTime[] = [];
  for (const gap of own) {
    const span = spanOf(gap);
    const isWhole = gap.features.length >= featureKeys.length;
    const last = joined.at(-1);
    if (last !== undefined && span.from <= last.to && last.isWhole === isWhole) {
      joined[joined.length - 1] = { ...last, to: Math.max(last.to, span.to), gaps: [...last.gaps, gap] };
    } else joined.push({ ...span, isWhole, gaps: [gap] });
  }
  return joined;
}

const reasonOf = ({ cause }: DayGap): string => {
  if (cause === 'not_read') return 'It is older than what was read';
  if (cause === 'switched_off') return 'What came in was not stored';
  return (
    (causeWord(cause as Parameters<typeof causeWord>[0]) as string | undefined) ?? cause.replaceAll('_', ' ')
  );
};

/** "09:02–11:40: Tasks and Events not read. Salesforce refused access. Read again 11:41." */
export function toGapText(gap: DayGap, timeZone: string): string {
  const { from, to } = spanOf(gap);
  const isAll = gap.features.length >= featureKeys.length;
  const what = isAll ? 'Nothing was read' : `${toFeatureNames(gap.features)} not read`;
  const when = gap.ongoing ? `Since ${toClock(from, timeZone)}` : toClockRange(from, to, timeZone);
  const after =
    gap.cause === 'not_read' || gap.cause === 'switched_off'
      ? ''
      : gap.repairedAt === null
        ? ' Not read again yet.'
        : ` Read again ${toClock(gap.repairedAt, timeZone)}.`;
  return `${when}: ${what}. ${reasonOf(gap)}.${after}`;
}

/** The features that were switched off on that day, for the whole connection. */
export const listSwitchedOff = (gaps: readonly DayGap[]): string[] => [
  ...new Set(gaps.filter(({ cause }) => cause === 'switched_off').flatMap(({ features }) => features)),
];
