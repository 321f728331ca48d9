import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { currentTime } from '../clock.ts';
import { toExact } from '../format.ts';
import { useTimeZone } from '../queries.ts';
import classes from './coverage.module.css';
import { causeWord, type Gap, toFeatureNames, toGapTime, toRepairText } from './holes.ts';

interface Props {
  readonly gaps: readonly Gap[];
  /** How many features the connection has on, so that "all features" can be said. */
  readonly featureCount: number;
}

/** The holes in words: when, why, for which features, and what the repair found. */
export function GapList({ gaps, featureCount }: Props) {
  const timeZone = useTimeZone();
  const now = currentTime();
  return (
    <ul className={classes.gaps}>
      {gaps.map((gap) => {
        const isOpen = gap.repair === null;
        const Icon = isOpen ? IconAlertTriangle : IconCircleCheck;
        const exact = `${toExact(gap.from, timeZone)} to ${gap.isOngoing ? 'now' : toExact(gap.to, timeZone)}`;
        return (
          <li key={`${gap.cause}${gap.from}${gap.to}${gap.features[0]}`} data-open={isOpen || undefined}>
            <Icon size={15} stroke={2} aria-hidden />
            <span className={classes.gapTime} title={exact}>
              {toGapTime(gap, now, timeZone)}
            </span>
            <span className={classes.gapWords}>
              {gap.reason ?? `${causeWord(gap.cause)}.`}{' '}
              <span className="dim">
                {gap.features.length >= featureCount && featureCount > 1
                  ? 'All features'
                  : toFeatureNames(gap.features)}
                : {toRepairText(gap, now, timeZone)}.
              </span>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
