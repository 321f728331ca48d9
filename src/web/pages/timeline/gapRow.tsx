import { IconAlertTriangle, IconHistory } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { currentTime } from '../../clock.ts';
import { causeWord, toFeatureNames, toGapTime, toRepairText } from '../../coverage/holes.ts';
import { toExact } from '../../format.ts';
import classes from './gapRow.module.css';
import type { ConnectionGap } from './gaps.ts';

interface Props {
  readonly gap: ConnectionGap;
  readonly timeZone: string;
  /** True where there are several connections, so that its name says which one. */
  readonly withName: boolean;
}

/** A stretch of the timeline that was not read at its time: which features, why, and what came of it. */
export function GapRow({ gap, timeZone, withName }: Props) {
  const now = currentTime();
  const isOpen = gap.repair === null;
  const Icon = isOpen ? IconAlertTriangle : IconHistory;
  return (
    <li className={classes.gap} data-open={isOpen || undefined}>
      <Icon size={15} stroke={2} aria-hidden />
      <p>
        <span
          className={classes.time}
          title={`${toExact(gap.from, timeZone)} to ${toExact(gap.to, timeZone)}`}
        >
          {toGapTime(gap, now, timeZone)}
        </span>{' '}
        {toFeatureNames(gap.features)}
        {withName && ` of ${gap.connectionName}`} {gap.isOngoing ? 'are' : 'were'} not read.{' '}
        {gap.reason ?? `${causeWord(gap.cause)}.`} {isOpen ? 'What happened then is ' : 'It was '}
        {toRepairText(gap, now, timeZone)}.{' '}
        <Link
          to="/settings/services/$service/$id"
          params={{ service: 'salesforce', id: gap.connectionId }}
          search={{ tab: 'coverage' }}
        >
          Coverage
        </Link>
      </p>
    </li>
  );
}
