import { useMemo } from 'react';
import type { Activity, User } from '../../api.ts';
import { useTicking } from '../../clock.ts';
import { toCount, toDay, toDayHeading } from '../../format.ts';
import { useTimeZone } from '../../queries.ts';
import classes from './dayList.module.css';
import { Entry } from './entry.tsx';

interface Props {
  readonly items: readonly Activity[];
  readonly users: readonly User[];
  /** True while older entries exist, so that the last day's count is not yet whole. */
  readonly hasMore: boolean;
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
export function DayList({ items, users, hasMore }: Props) {
  const timeZone = useTimeZone();
  const names = useMemo(() => new Map(users.map(({ id, name }) => [id, name])), [users]);
  const days = useMemo(() => groupByDay(items, timeZone), [items, timeZone]);
  return days.map(([day, entries], index) => (
    <section key={day} className={classes.day}>
      <div className={classes.heading}>
        <DayHeading time={entries[0]?.occurredAt ?? ''} timeZone={timeZone} />
        {!(hasMore && index === days.length - 1) && (
          <span className={classes.count}>{toCount(entries.length, 'entry', 'entries')}</span>
        )}
      </div>
      <ul>
        {entries.map((activity) => (
          <Entry
            key={activity.id}
            activity={activity}
            person={names.get(activity.userId) ?? 'A person'}
            timeZone={timeZone}
          />
        ))}
      </ul>
    </section>
  ));
}
