import { Button } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { ActivityFilter } from '../../api.ts';
import { currentTime } from '../../clock.ts';
import { LoadFailed } from '../../components/loadFailed.tsx';
import { LoadMore } from '../../components/loadMore.tsx';
import { Page } from '../../components/page.tsx';
import { SkeletonRows } from '../../components/skeletonRows.tsx';
import { StateBadge } from '../../components/stateBadge.tsx';
import { toCount, toZoneName } from '../../format.ts';
import { activitiesQuery, useConnections, usersQuery, useTimeZone } from '../../queries.ts';
import type { TimelineSearch } from '../../router.tsx';
import { DayList } from './dayList.tsx';
import { Filters } from './filters.tsx';
import { NoEntries } from './noEntries.tsx';
import classes from './timelinePage.module.css';
import { useGaps } from './useGaps.ts';
import { type LiveState, useLiveActivities } from './useLiveActivities.ts';

const liveWords = {
  live: { tone: 'good', word: 'Live' },
  connecting: { tone: 'info', word: 'Connecting' },
  reconnecting: { tone: 'warn', word: 'Reconnecting' },
} as const satisfies Record<LiveState, unknown>;

function toFilter({ person, feature, connection }: TimelineSearch): ActivityFilter {
  return { userId: person ?? [], feature: feature ?? [], connectionId: connection ?? [] };
}

/** Who did what, when: by day in the viewer's zone, live, narrowed by what stands in the address. */
export function TimelinePage() {
  const search = useSearch({ from: '/app/timeline' });
  const navigate = useNavigate({ from: '/timeline' });
  const timeZone = useTimeZone();
  const filter = useMemo(() => toFilter(search), [search]);
  const users = useQuery(usersQuery);
  const activities = useInfiniteQuery(activitiesQuery(filter));
  const gaps = useGaps(filter);
  const connections = useConnections();
  const { state, waiting, showWaiting } = useLiveActivities(filter);
  const items = useMemo(() => activities.data?.pages.flatMap((page) => page.items) ?? [], [activities.data]);
  const isNarrowed = Object.values(search).some((value) => value !== undefined);
  const narrow = (next: TimelineSearch) => void navigate({ search: next, replace: true });
  const showNew = () => {
    showWaiting();
    window.scrollTo({ top: 0 });
  };
  return (
    <Page
      title="Timeline"
      state={
        <>
          <StateBadge {...liveWords[state]} />
          <span>Times in {toZoneName(timeZone, currentTime())}</span>
        </>
      }
    >
      <div className={classes.bar}>
        <Filters search={search} onChange={narrow} />
      </div>
      <div role="status" className={classes.new}>
        {waiting > 0 && (
          <Button size="compact-md" radius="xl" leftSection={<IconArrowUp size={15} />} onClick={showNew}>
            {toCount(waiting, 'new', 'new')}
          </Button>
        )}
      </div>
      {activities.isPending || users.isPending ? (
        <SkeletonRows count={12} height={57} />
      ) : activities.isError && items.length === 0 ? (
        <LoadFailed error={activities.error} onRetry={() => void activities.refetch()} />
      ) : items.length === 0 ? (
        <NoEntries isNarrowed={isNarrowed} onClear={() => narrow({})} gaps={gaps} filter={filter} />
      ) : (
        <>
          <DayList
            items={items}
            users={users.data ?? []}
            hasMore={activities.hasNextPage}
            gaps={gaps}
            withConnectionNames={connections.length > 1}
          />
          <LoadMore
            hasMore={activities.hasNextPage}
            isLoading={activities.isFetchingNextPage}
            onLoad={activities.fetchNextPage}
            end="This is where the timeline begins."
          >
            Load earlier
          </LoadMore>
        </>
      )}
    </Page>
  );
}
