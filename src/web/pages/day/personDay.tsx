import { Drawer } from '@mantine/core';
import { IconCalendarOff } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { ActivityFilter, DayPage } from '../../api.ts';
import { EmptyState } from '../../components/emptyState.tsx';
import { LoadFailed } from '../../components/loadFailed.tsx';
import { LoadMore } from '../../components/loadMore.tsx';
import { SkeletonRows } from '../../components/skeletonRows.tsx';
import { activitiesQuery, dayQuery, useSeesEveryone } from '../../queries.ts';
import { Entry } from '../timeline/entry.tsx';
import { useEntryKeys } from '../timeline/useEntryKeys.ts';
import classes from './day.module.css';
import { toGapText, toUncertainTime } from './dayGaps.ts';

interface Props {
  readonly userId: string;
  readonly day: DayPage;
  readonly onClose: () => void;
}

/** All entries of one person's day, planned ones too, beside the chart. */
export function PersonDay({ userId, day, onClose }: Props) {
  const filter = useMemo<ActivityFilter>(
    () => ({ userId: [userId], feature: [], connectionId: [], from: day.from, to: day.to }),
    [userId, day.from, day.to],
  );
  const row = useQuery(dayQuery(day.date, { userId: [userId] })).data?.items[0];
  const entries = useInfiniteQuery({ ...activitiesQuery(filter), staleTime: 0 });
  const items = entries.data?.pages.flatMap((page) => page.items) ?? [];
  const name = row?.user.name ?? 'This person';
  const uncertain = toUncertainTime(day.gaps ?? [], row?.connectionIds ?? []).flatMap(({ gaps }) => gaps);
  const seesEveryone = useSeesEveryone();
  useEntryKeys();
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={560}
      title={row?.user.name ?? 'A person’s day'}
      closeButtonProps={{ 'aria-label': 'Close' }}
      transitionProps={{ duration: 120 }}
      styles={{ title: { fontWeight: 600 } }}
    >
      <p className={classes.links}>
        <Link to="/timeline" search={{ person: [userId], date: day.date }}>
          Open on the timeline
        </Link>
        {seesEveryone && (
          <Link to="/my-data" search={{ person: userId }}>
            What is stored about them
          </Link>
        )}
      </p>
      {uncertain.map((gap) => (
        <p key={`${gap.cause}${gap.from}`} className={classes.told}>
          {toGapText(gap, day.timeZone)}
        </p>
      ))}
      {entries.isPending ? (
        <SkeletonRows count={6} height={57} />
      ) : entries.isError && items.length === 0 ? (
        <LoadFailed error={entries.error} onRetry={() => void entries.refetch()} />
      ) : items.length === 0 ? (
        <EmptyState icon={<IconCalendarOff size={32} stroke={1.5} />} title="No entries on this day">
          {row?.connectionIds.length === 0
            ? `Nobody of a connected org is mapped to ${name}, so nothing can be attributed to them.`
            : `Nothing that ${name} did in a connected org is known of this day.`}
        </EmptyState>
      ) : (
        <>
          <ul className={classes.entries}>
            {items.map((activity) => (
              <Entry key={activity.id} activity={activity} person={name} timeZone={day.timeZone} />
            ))}
          </ul>
          <LoadMore
            hasMore={entries.hasNextPage}
            isLoading={entries.isFetchingNextPage}
            onLoad={entries.fetchNextPage}
          >
            Load earlier
          </LoadMore>
        </>
      )}
    </Drawer>
  );
}
