import { Fragment, useMemo } from 'react';
import type { Activity, User } from '../../api.ts';
import { useTicking } from '../../clock.ts';
import { toCount, toDay, toDayHeading } from '../../format.ts';
import classes from './dayList.module.css';
import { Entry } from './entry.tsx';
import { GapRow } from './gapRow.tsx';
import { type ConnectionGap, type PlacedGaps, placeGaps } from './gaps.ts';

interface Props {
  readonly items: readonly Activity[];
  readonly users: readonly User[];
  /** True while older entries exist, so that the last day's count is not yet whole. */
  readonly hasMore: boolean;
  /** What was not read at its time, told between the entries. */
  readonly gaps: readonly ConnectionGap[];
  readonly withConnectionNames: boolean;
  readonly timeZone: string;
  /** True while newer entries exist, so that the first day's count is not yet whole. */
  readonly hasNewer: boolean;
}

function groupByDay(items: readonly Activity[], timeZone: string): [string, Activity[]][] {
  const days = new Map<string, Activity[]>();
  for (const item of items) {
    const day = toDay(item.occurredAt, timeZone);
    const list = days.get(day);
    if (list) list.push(item);
    else days.set(day, [item]);
  }
  return [...days];
}

function DayHeading({ time, timeZone }: { readonly time: string; readonly timeZone: string }) {
  // Midnight turns "Today" into "Yesterday" by itself.
  const now = useTicking((moment) => toDay(moment, timeZone));
  const { relative, date } = toDayHeading(time, Date.parse(`${now}T12:00:00Z`), timeZone);
  return (
    <h2>
      {relative ? (
        <>
          {relative} <span className={classes.date}>{date}</span>
        </>
      ) : (
        date
      )}
    </h2>
  );
}

/** The entries by day, each day under its sticky heading. */
export function DayList({ items, users, hasMore, hasNewer, gaps, withConnectionNames, timeZone }: Props) {
  const names = useMemo(() => new Map(users.map(({ id, name }) => [id, name])), [users]);
  const days = useMemo(() => groupByDay(items, timeZone), [items, timeZone]);
  const placed = useMemo(
    () => placeGaps(items, gaps, hasMore, (at) => toDay(at, timeZone)),
    [items, gaps, hasMore, timeZone],
  );
  const rowsOf = (side: keyof PlacedGaps, id: string) =>
    placed[side]
      .get(id)
      ?.map((gap) => (
        <GapRow
          key={`${gap.connectionId}${gap.cause}${gap.from}${gap.to}`}
          gap={gap}
          timeZone={timeZone}
          withName={withConnectionNames}
        />
      ));
  return days.map(([day, entries], index) => (
    <section key={day} className={classes.day}>
      <div className={classes.heading}>
        <DayHeading time={entries[0]?.occurredAt ?? ''} timeZone={timeZone} />
        {!(hasMore && index === days.length - 1) && !(hasNewer && index === 0) && (
          <span className={classes.count}>{toCount(entries.length, 'entry', 'entries')}</span>
        )}
      </div>
      <ul>
        {entries.map((activity) => (
          <Fragment key={activity.id}>
            {rowsOf('before', activity.id)}
            <Entry
              activity={activity}
              person={names.get(activity.userId) ?? 'A person'}
              timeZone={timeZone}
            />
            {rowsOf('after', activity.id)}
          </Fragment>
        ))}
      </ul>
    </section>
  ));
}
