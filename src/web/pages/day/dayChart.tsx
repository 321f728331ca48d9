import { Button } from '@mantine/core';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { DayPage } from '../../api.ts';
import { currentTime, useTicking } from '../../clock.ts';
import { FeatureDot } from '../../components/featureDot.tsx';
import { GuideLink } from '../../components/guideLink.tsx';
import { toFeatureNames } from '../../coverage/holes.ts';
import { featureKeys, featureLook } from '../../features.ts';
import { toClock } from '../../format.ts';
import classes from './day.module.css';
import { listSwitchedOff } from './dayGaps.ts';
import { DayRow } from './dayRow.tsx';
import { type Segment, toPosition, toSegments } from './dayScale.ts';
import { listWorkingHours, workingHours } from './workingHours.ts';

interface Props {
  /** The first page, for what is the same on all of them. */
  readonly day: DayPage;
  readonly people: DayPage['items'];
  readonly showsAll: boolean;
  readonly onShowAll: (isAll: boolean) => void;
  readonly onOpen: (userId: string) => void;
}

const rowHeight = 48;

/** The rows under their axis; of hundreds only those near are drawn. */
export function DayChart({ day, people, showsAll, onShowAll, onOpen }: Props) {
  const segments = useSegments(day, people, showsAll);
  // Every minute, by its text: what depends on the time is drawn again only when that moves.
  const minute = Number(useTicking((now) => String(Math.floor(now / 60_000))));
  const now = toNow(segments, minute * 60_000, day);
  const body = useRef<HTMLUListElement>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  useLayoutEffect(() => {
    setScrollMargin((body.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
  }, []);
  const virtual = useWindowVirtualizer({
    count: people.length,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollMargin,
    getItemKey: (index) => people[index]!.user.id,
  });
  return (
    <div className={classes.chart}>
      <Legend day={day} people={people}>
        <Button variant="subtle" size="compact-xs" onClick={() => onShowAll(!showsAll)}>
          {showsAll ? 'Fold empty hours' : 'Show all hours'}
        </Button>
      </Legend>
      <Axis segments={segments} timeZone={day.timeZone} />
      <ul ref={body} className={classes.rows} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, key, start }) => (
          <li
            key={key}
            ref={virtual.measureElement}
            data-index={index}
            className={classes.place}
            style={{ transform: `translateY(${start - scrollMargin}px)` }}
          >
            <DayRow row={people[index]!} day={day} segments={segments} now={now} onOpen={onOpen} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function useSegments(day: DayPage, people: DayPage['items'], showsAll: boolean): Segment[] {
  return useMemo(() => {
    const span = { from: Date.parse(day.from), to: Date.parse(day.to) };
    const taken = people.flatMap(({ intervals }) =>
      intervals.map(({ from, to }) => ({ from: Date.parse(from), to: Date.parse(to) })),
    );
    // The viewer's own working hours stay, also on a weekend: an axis of nothing but folds tells nothing.
    const start = span.from + workingHours.from * 3_600_000;
    const core = listWorkingHours(span, day.date, day.timeZone)[0] ?? {
      from: start,
      to: start + (workingHours.to - workingHours.from) * 3_600_000,
    };
    return toSegments(span, taken, ({ from }) => showsAll || (from >= core.from && from < core.to));
  }, [day, people, showsAll]);
}

const toNow = (segments: readonly Segment[], now: number, { from, to }: DayPage): number | null =>
  now >= Date.parse(from) && now < Date.parse(to) ? toPosition(segments, now) : null;

function Axis({ segments, timeZone }: { readonly segments: readonly Segment[]; readonly timeZone: string }) {
  return (
    <div className={classes.axis} aria-hidden>
      <div className={classes.track}>
        {segments.map(({ from, to, left, width, isFolded }) => (
          <span
            key={from}
            className={classes.mark}
            data-folded={isFolded || undefined}
            style={{ left: `${left}%`, width: `${width}%` }}
            title={isFolded ? `${toClock(from, timeZone)}–${toClock(to, timeZone)}: nothing` : undefined}
          >
            {isFolded ? '⋯' : toClock(from, timeZone).replace(/:00/, '')}
          </span>
        ))}
      </div>
    </div>
  );
}

/** What the colours and shades mean, as far as they are seen on this day. */
function Legend({ day, people, children }: Pick<Props, 'day' | 'people'> & { readonly children: ReactNode }) {
  const seen = useMemo(() => {
    const keys = new Set(people.flatMap(({ intervals }) => intervals.map(({ feature }) => feature)));
    return [...featureKeys, ...[...keys].filter((key) => !featureKeys.includes(key))].filter((key) =>
      keys.has(key),
    );
  }, [people]);
  const off = listSwitchedOff(day.gaps ?? []);
  const isPast = Date.parse(day.from) < currentTime();
  return (
    <div className={classes.legend}>
      {seen.map((key) => (
        <span key={key} className={classes.key}>
          <FeatureDot feature={key} /> {featureLook(key).name}
        </span>
      ))}
      <span className={classes.key}>
        <span className={classes.shadeKey} /> {workingHours.from}:00–{workingHours.to}:00 of the person’s own
        zone, Monday to Friday
      </span>
      {(day.gaps ?? []).some(({ cause }) => cause !== 'switched_off') && (
        <span className={classes.key}>
          <span className={classes.gapKey} /> Not certain: hover or focus it for why
        </span>
      )}
      {off.length > 0 && (
        <span className={classes.key}>{toFeatureNames(off)} switched off: nothing was stored</span>
      )}
      {children}
      <GuideLink place="day">How to read a day</GuideLink>
      {day.gaps === null && isPast && (
        <span className={classes.key}>Why an hour is empty is told to those who handle connections.</span>
      )}
    </div>
  );
}
