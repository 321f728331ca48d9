import { ActionIcon } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import { api, type Message } from '../api.ts';
import { currentTime } from '../clock.ts';
import { LoadFailed } from '../components/loadFailed.tsx';
import { SkeletonRows } from '../components/skeletonRows.tsx';
import { toClock, toDate, toExact } from '../format.ts';
import { useMe, useTimeZone } from '../queries.ts';
import classes from './chat.module.css';
import { messagesQuery, threadsQuery, unreadQuery } from './chatQueries.ts';
import { Composer } from './composer.tsx';
import { RemovalDecision } from './removalDecision.tsx';

interface Props {
  readonly threadId: string;
  readonly onBack: () => void;
}

/** One thread: its messages from the oldest to the newest, and where the next one is written. */
export function ThreadView({ threadId, onBack }: Props) {
  const client = useQueryClient();
  const { can } = useMe();
  const messages = useInfiniteQuery(messagesQuery(threadId));
  const mine = useInfiniteQuery(threadsQuery('mine')).data;
  const inbox = useInfiniteQuery({ ...threadsQuery('inbox'), enabled: can.operate }).data;
  const thread = [mine, inbox]
    .flatMap((list) => list?.pages ?? [])
    .flatMap(({ items }) => items)
    .find(({ id }) => id === threadId);
  const said = useMemo(
    () => messages.data?.pages.flatMap((page) => page.items).toSorted((a, b) => a.number - b.number) ?? [],
    [messages.data],
  );
  const newest = said.at(-1)?.number ?? 0;
  useEffect(() => {
    if (newest === 0) return;
    void api
      .markRead(threadId, newest)
      .then(() => client.invalidateQueries({ queryKey: unreadQuery.queryKey }))
      // It stays unread, and is marked when the thread is opened again.
      .catch(() => {});
  }, [client, threadId, newest]);
  const end = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (newest > 0) end.current?.scrollIntoView({ block: 'end' });
  }, [newest]);
  return (
    <>
      <div className={classes.threadHead}>
        <ActionIcon variant="subtle" color="gray" aria-label="Back to all threads" onClick={onBack}>
          <IconArrowLeft size={18} aria-hidden />
        </ActionIcon>
        <h2>{thread?.subject ?? 'Thread'}</h2>
      </div>
      <div className={classes.scroll}>
        {messages.isPending && <SkeletonRows count={4} height={56} />}
        {messages.isError && said.length === 0 && (
          <LoadFailed error={messages.error} onRetry={() => void messages.refetch()} />
        )}
        <ol className={classes.messages} aria-live="polite">
          {said.map((message) => (
            <Said key={message.id} message={message} />
          ))}
        </ol>
        {thread?.removal && thread.connection && (
          <RemovalDecision connectionId={thread.connection.id} {...thread.removal} />
        )}
        <div ref={end} />
      </div>
      <Composer
        label={can.operate ? 'Answer' : 'Write to the operators'}
        to={{ threadId }}
        onSent={() => {}}
      />
    </>
  );
}

function Said({ message }: { readonly message: Message }) {
  const { user } = useMe();
  const timeZone = useTimeZone();
  const { author, sentAt, text, kind } = message;
  const isMine = author.userId === user.id;
  return (
    <li className={classes.message} data-mine={isMine || undefined} data-kind={kind}>
      <p className={classes.author}>
        <strong>{isMine ? 'You' : author.name}</strong>
        {author.operator && <span className={classes.role}>operator</span>}
        <time dateTime={sentAt} title={toExact(sentAt, timeZone)}>
          {toDate(sentAt, currentTime(), timeZone)}, {toClock(sentAt, timeZone)}
        </time>
      </p>
      <p className={classes.text}>{text}</p>
    </li>
  );
}
