import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import type { DayPage as DayRows } from '../../api.ts';
import { currentTime, useTicking } from '../../clock.ts';
import { EmptyState } from '../../components/emptyState.tsx';
import { LoadFailed } from '../../components/loadFailed.tsx';
import { Page } from '../../components/page.tsx';
import { SkeletonRows } from '../../components/skeletonRows.tsx';
import { toCount, toDay, toDayHeading, toZoneName } from '../../format.ts';
import { dayRowsQuery, useTimeZone } from '../../queries.ts';
import type { DaySearch } from '../../routes/day.ts';
import { FeedState } from '../timeline/feed.tsx';
import { SearchField } from '../timeline/searchField.tsx';
import classes from './day.module.css';
import { DayChart } from './dayChart.tsx';
import { DaySteps } from './daySteps.tsx';
import { PersonDay } from './personDay.tsx';
import { useLiveDay } from './useLiveDay.ts';

// More than these do not stand on one screen.
const manyPeople = 12;

function toNamed(people: DayRows['items'], name: string | undefined): DayRows['items'] {
  const wanted = name?.toLowerCase();
  return wanted === undefined
    ? people
    : people.filter(({ user }) => user.name.toLowerCase().includes(wanted));
}

/** A day of everyone whom the viewer may see: one row a person, what they did and when, and what is not certain. */
export function DayPage() {
  const search = useSearch({ from: '/app/day' });
  const navigate = useNavigate({ from: '/day' });
  const timeZone = useTimeZone();
  const today = useTicking((now) => toDay(now, timeZone));
  const date = search.date ?? today;
  const days = useInfiniteQuery(dayRowsQuery(date));
  const live = useLiveDay(date, timeZone);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = days;
  // All rows are read, page by page: hours are folded by what all of them hold.
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const go = (change: DaySearch) => void navigate({ search: { ...search, ...change }, replace: true });
  const close = () => go({ person: undefined });
  const { relative, date: longDate } = toDayHeading(
    `${date}T12:00:00Z`,
    Date.parse(`${today}T12:00:00Z`),
    'UTC',
  );
  const first = days.data?.pages[0];
  const people = useMemo(() => days.data?.pages.flatMap(({ items }) => items) ?? [], [days.data]);
  const shown = useMemo(() => toNamed(people, search.name), [people, search.name]);
  return (
    <Page
      wide
      title="Day"
      state={
        <>
          <FeedState state={live} />
          <span>{relative ? `${relative}, ${longDate}` : longDate}</span>
          {people.length > 0 && <span>{toCount(people.length, 'person', 'people')}</span>}
          <span>Times in {toZoneName(timeZone, currentTime())}</span>
        </>
      }
      action={<DaySteps date={date} today={today} onChange={(next) => go({ date: next })} />}
    >
      {days.isPending ? (
        <SkeletonRows count={8} height={48} />
      ) : days.isError && first === undefined ? (
        <LoadFailed error={days.error} onRetry={() => void days.refetch()} />
      ) : (
        first && (
          <>
            {(people.length > manyPeople || search.name !== undefined) && (
              <div className={classes.find}>
                <SearchField label="Search people" text={search.name} onChange={(name) => go({ name })} />
              </div>
            )}
            {shown.length === 0 ? (
              <EmptyState
                title="Nobody is called that"
                action={
                  <Button variant="default" onClick={() => go({ name: undefined })}>
                    Show everyone
                  </Button>
                }
              >
                None of {toCount(people.length, 'person', 'people')} has “{search.name}” in their name.
              </EmptyState>
            ) : (
              <DayChart
                day={first}
                people={shown}
                showsAll={search.hours === 'all'}
                onShowAll={(isAll) => go({ hours: isAll ? 'all' : undefined })}
                onOpen={(person) => go({ person })}
              />
            )}
          </>
        )
      )}
      {search.person !== undefined && first && (
        <PersonDay key={search.person} userId={search.person} day={first} onClose={close} />
      )}
    </Page>
  );
}
