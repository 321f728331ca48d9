import { Button } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { LoadFailed } from '../../components/loadFailed.tsx';
import { LoadMore } from '../../components/loadMore.tsx';
import { SkeletonRows } from '../../components/skeletonRows.tsx';
import { StateBadge } from '../../components/stateBadge.tsx';
import { toCount } from '../../format.ts';
import { useConnections, usersQuery } from '../../queries.ts';
import { DayList } from './dayList.tsx';
import classes from './feed.module.css';
import { LoadNewer } from './loadNewer.tsx';
import { useEntryKeys } from './useEntryKeys.ts';
import type { Feed } from './useFeed.ts';
import type { LiveState } from './useLiveActivities.ts';

const liveWords = {
  live: { tone: 'good', word: 'Live' },
  connecting: { tone: 'info', word: 'Connecting' },
  reconnecting: { tone: 'warn', word: 'Reconnecting' },
} as const satisfies Record<LiveState, unknown>;

/** Whether what is shown follows what happens. */
export const FeedState = ({ state }: Pick<Feed, 'state'>) => <StateBadge {...liveWords[state]} />;

interface Props {
  readonly feed: Feed;
  readonly timeZone: string;
  /** What stands where there is no entry. */
  readonly empty: ReactNode;
  /** What stands where no older entry is left. */
  readonly end: ReactNode;
  /** Brings what waits, instead of putting it above the list. */
  readonly onShowNew?: (() => void) | undefined;
}

/** Entries by day, what is new announced above them, more of them to both sides. */
export function FeedList({ feed, timeZone, empty, end, onShowNew }: Props) {
  const { activities, items, gaps, waiting, showWaiting } = feed;
  const users = useQuery(usersQuery);
  const connections = useConnections();
  useEntryKeys();
  const showNew = () => {
    if (onShowNew) onShowNew();
    else showWaiting();
    window.scrollTo({ top: 0 });
  };
  return (
    <>
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
      ) : (
        <>
          {activities.hasPreviousPage && (
            <LoadNewer isLoading={activities.isFetchingPreviousPage} onLoad={activities.fetchPreviousPage} />
          )}
          {items.length === 0 ? (
            empty
          ) : (
            <>
              <DayList
                items={items}
                users={users.data ?? []}
                hasMore={activities.hasNextPage}
                hasNewer={activities.hasPreviousPage}
                gaps={gaps}
                withConnectionNames={connections.length > 1}
                timeZone={timeZone}
              />
              <LoadMore
                hasMore={activities.hasNextPage}
                isLoading={activities.isFetchingNextPage}
                onLoad={activities.fetchNextPage}
                end={end}
              >
                Load earlier
              </LoadMore>
            </>
          )}
        </>
      )}
    </>
  );
}
