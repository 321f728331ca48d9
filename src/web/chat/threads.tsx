import { UnstyledButton } from '@mantine/core';
import { IconMessages } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Thread } from '../api.ts';
import { ChoiceChips } from '../components/choiceChips.tsx';
import { EmptyState } from '../components/emptyState.tsx';
import { LoadFailed } from '../components/loadFailed.tsx';
import { LoadMore } from '../components/loadMore.tsx';
import { RelativeTime } from '../components/relativeTime.tsx';
import { SkeletonRows } from '../components/skeletonRows.tsx';
import { StateBadge } from '../components/stateBadge.tsx';
import { toNumber } from '../format.ts';
import { useMe } from '../queries.ts';
import { removalStates } from '../words.ts';
import classes from './chat.module.css';
import { threadsQuery } from './chatQueries.ts';
import { Composer } from './composer.tsx';
import { NoOperator } from './noOperator.tsx';

interface Props {
  /** Of which connection a new thread is. */
  readonly connectionId: string | undefined;
  readonly onOpen: (threadId: string) => void;
}

const lists = [
  { key: 'mine', name: 'My threads' },
  { key: 'inbox', name: 'Inbox of the operators' },
] as const;

/** The threads that one takes part in, or for an operator those of everybody; below, a new one is begun. */
export function Threads({ connectionId, onOpen }: Props) {
  const { can } = useMe();
  const [which, setWhich] = useState<'mine' | 'inbox'>(can.operate ? 'inbox' : 'mine');
  const threads = useInfiniteQuery(threadsQuery(which));
  const items = threads.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      {can.operate && (
        <div className={classes.bar}>
          <ChoiceChips
            label="Which threads"
            choices={lists}
            chosen={which}
            isAlways
            onChange={(next) => next && setWhich(next)}
          />
        </div>
      )}
      <div className={classes.scroll}>
        <NoOperator />
        {threads.isPending ? (
          <SkeletonRows count={5} height={56} />
        ) : threads.isError && items.length === 0 ? (
          <LoadFailed error={threads.error} onRetry={() => void threads.refetch()} />
        ) : items.length === 0 ? (
          <EmptyState icon={<IconMessages size={32} stroke={1.5} />} title="No messages yet">
            {which === 'inbox'
              ? 'Questions and removal requests from every account of this installation arrive here.'
              : 'Ask the people who run this installation. Their answers arrive here, on every page.'}
          </EmptyState>
        ) : (
          <>
            <ul>
              {items.map((thread) => (
                <ThreadRow key={thread.id} thread={thread} isInbox={which === 'inbox'} onOpen={onOpen} />
              ))}
            </ul>
            {threads.hasNextPage && (
              <LoadMore hasMore isLoading={threads.isFetchingNextPage} onLoad={threads.fetchNextPage}>
                Load earlier
              </LoadMore>
            )}
          </>
        )}
      </div>
      {which === 'mine' && (
        <Composer
          label="Write to the operators"
          to={{ connectionId }}
          onSent={({ threadId }) => onOpen(threadId)}
        />
      )}
    </>
  );
}

interface RowProps {
  readonly thread: Thread;
  readonly isInbox: boolean;
  readonly onOpen: (threadId: string) => void;
}

function ThreadRow({ thread, isInbox, onOpen }: RowProps) {
  const { subject, unread, waiting, removal, account, startedBy, connection } = thread;
  return (
    <li>
      <UnstyledButton
        className={classes.thread}
        data-unread={unread > 0 || undefined}
        onClick={() => onOpen(thread.id)}
      >
        <span className={classes.subject}>
          <span>{subject}</span>
          {unread > 0 && <span className={classes.badge}>{toNumber(unread)} new</span>}
        </span>
        <span className={classes.about}>
          {removal && <StateBadge {...removalStates[removal.state]} />}
          {isInbox && `${account.name} · `}
          {startedBy.name}
          {connection && ` · ${connection.name}`} · <RelativeTime time={thread.lastMessageAt} />
          {waiting && (isInbox ? ' · waits for an answer' : ' · the operators will answer')}
        </span>
      </UnstyledButton>
    </li>
  );
}
