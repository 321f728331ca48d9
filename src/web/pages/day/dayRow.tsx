import { Tooltip, UnstyledButton } from '@mantine/core';
import { memo, useMemo } from 'react';
import type { DayPage } from '../../api.ts';
import { featureLook } from '../../features.ts';
import { toClock, toClockRange, toCount, toDuration } from '../../format.ts';
import classes from './day.module.css';
import { toGapText, toUncertainTime, type UncertainTime } from './dayGaps.ts';
import { type Segment, type Span, toPlace } from './dayScale.ts';
import { listWorkingHours } from './workingHours.ts';

type Row = DayPage['items'][number];
type Interval = Row['intervals'][number];

interface Props {
  readonly row: Row;
  readonly day: DayPage;
  readonly segments: readonly Segment[];
  /** Where now is, in percent; null on another day. */
  readonly now: number | null;
  readonly onOpen: (userId: string) => void;
}

const percent = ({ left, width }: { left: number; width: number }) => ({
  left: `${left}%`,
  width: `${width}%`,
});
const isMeeting = ({ kind, category }: Interval) => kind === 'meeting' || category === 'call';

/** "12 entries, 2 meetings and calls of 1 h 30 min, 09:02–17:30": what the bar says, in words. */
function toSummary({ intervals, cut }: Row, timeZone: string): string {
  if (intervals.length === 0) return 'no entries';
  const met = intervals.filter(isMeeting);
  const seconds = met.reduce((sum, { from, to }) => sum + (Date.parse(to) - Date.parse(from)) / 1000, 0);
  const meetings = met.length === 0 ? '' : `, of them meetings and calls of ${toDuration(seconds)}`;
  const times = intervals.map(({ from }) => Date.parse(from));
  const when = toClockRange(Math.min(...times), Math.max(...times), timeZone);
  return `${toCount(intervals.length, 'entry', 'entries')}${cut ? ' and more' : ''}${meetings}, ${when}`;
}

/** One person's day: their name, which opens it, and the bar. */
export const DayRow = memo(function DayRow({ row, day, segments, now, onOpen }: Props) {
  const { user, connectionIds, intervals } = row;
  const shades = useMemo(
    () => listWorkingHours({ from: Date.parse(day.from), to: Date.parse(day.to) }, day.date, user.timeZone),
    [day, user.timeZone],
  );
  const uncertain = useMemo(() => toUncertainTime(day.gaps ?? [], connectionIds), [day.gaps, connectionIds]);
  return (
    <div className={classes.row} data-person={user.id}>
      <UnstyledButton
        className={classes.name}
        onClick={() => onOpen(user.id)}
        aria-label={`${user.name}: ${toSummary(row, day.timeZone)}`}
      >
        <span className={classes.word}>{user.name}</span>
        <span className={classes.sum}>
          {intervals.length > 0
            ? toCount(intervals.length, 'entry', 'entries') + (row.cut ? '+' : '')
            : connectionIds.length === 0
              ? 'not mapped'
              : 'no entries'}
        </span>
      </UnstyledButton>
      <div className={classes.track}>
        {shades.map((shade) => (
          <span key={shade.from} className={classes.shade} style={percent(toPlace(segments, shade))} />
        ))}
        {segments.map(({ from, left, width, isFolded }) => (
          <span
            key={from}
            className={classes.hour}
            data-folded={isFolded || undefined}
            style={percent({ left, width })}
          />
        ))}
        {intervals.map((interval) => (
          <Bar key={interval.activityId} interval={interval} segments={segments} timeZone={day.timeZone} />
        ))}
        {now !== null && <span className={classes.now} style={{ left: `${now}%` }} />}
        {uncertain.map((time) => (
          <Uncertain key={time.from} time={time} segments={segments} timeZone={day.timeZone} />
        ))}
      </div>
    </div>
  );
});

interface BarProps {
  readonly interval: Interval;
  readonly segments: readonly Segment[];
  readonly timeZone: string;
}

function Bar({ interval, segments, timeZone }: BarProps) {
  const { feature, title, category, automation } = interval;
  const span: Span = { from: Date.parse(interval.from), to: Date.parse(interval.to) };
  const when = isMeeting(interval)
    ? toClockRange(span.from, span.to, timeZone)
    : toClock(span.from, timeZone);
  return (
    <span
      className={classes.bar}
      data-meeting={isMeeting(interval) || undefined}
      data-quiet={automation || category === 'calendar_block' || undefined}
      style={{ ...percent(toPlace(segments, span)), background: featureLook(feature).colour }}
      title={`${when} ${title}${automation ? ' (automation)' : ''}`}
    />
  );
}

interface UncertainProps {
  readonly time: UncertainTime;
  readonly segments: readonly Segment[];
  readonly timeZone: string;
}

/** A stretch that is not certain: why, on hover and on focus. */
function Uncertain({ time, segments, timeZone }: UncertainProps) {
  const texts = [...new Set(time.gaps.map((gap) => toGapText(gap, timeZone)))];
  return (
    <Tooltip
      multiline
      w={300}
      events={{ hover: true, focus: true, touch: true }}
      label={texts.map((text) => (
        <span key={text} className={classes.reason}>
          {text}
        </span>
      ))}
    >
      <UnstyledButton
        className={classes.gap}
        data-whole={time.isWhole || undefined}
        style={percent(toPlace(segments, time))}
        aria-label={`Not certain. ${texts.join(' ')}`}
      />
    </Tooltip>
  );
}
