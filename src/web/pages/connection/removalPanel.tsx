import { Button } from '@mantine/core';
import { IconCircle, IconCircleCheck, IconHandStop, IconProgress } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { Connection, Removal } from '../../api.ts';
import { useOpenChat } from '../../chat/chatContext.ts';
import { removalQuery, threadsQuery } from '../../chat/chatQueries.ts';
import { NoOperator } from '../../chat/noOperator.tsx';
import { ProblemPanel } from '../../components/problemPanel.tsx';
import { ProgressBar } from '../../components/progressBar.tsx';
import { RelativeTime } from '../../components/relativeTime.tsx';
import { toThings } from '../../format.ts';
import connectionClasses from './connection.module.css';
import classes from './provisioning.module.css';

const icons = {
  pending: IconCircle,
  running: IconProgress,
  done: IconCircleCheck,
  left: IconHandStop,
} as const;
const words = {
  pending: 'waiting',
  running: 'running',
  done: 'done',
  left: 'left to be done by hand',
} as const;

/** A removal that is asked for or under way: who asked, how far it is, and the thread in which it is spoken of. */
export function RemovalPanel({ connection }: { readonly connection: Connection }) {
  const openChat = useOpenChat();
  const threads = useInfiniteQuery(threadsQuery('mine')).data?.pages.flatMap(({ items }) => items) ?? [];
  // The thread of the wish tells that there is one.
  const isAsked = threads.some(
    (thread) => thread.connection?.id === connection.id && thread.removal?.state === 'asked',
  );
  const enabled = isAsked || connection.status === 'removing';
  const removal = useQuery({ ...removalQuery(connection.id), enabled }).data;
  if (!removal || !['asked', 'approved'].includes(removal.state)) return null;
  const chat = (
    <Button size="compact-md" variant="default" onClick={() => openChat({ threadId: removal.threadId })}>
      Open the chat
    </Button>
  );
  if (removal.state === 'asked') {
    return (
      <div className={connectionClasses.panel}>
        <ProblemPanel
          tone="warn"
          title="Removal asked for"
          cause={
            <>
              {removal.askedBy.name} asked <RelativeTime time={removal.askedAt} /> for this connection to be
              removed and its activities to be {removal.data === 'erase' ? 'erased' : 'kept'}. It goes on as
              before until an operator of this installation has answered.
            </>
          }
          action={chat}
        />
        <NoOperator />
      </div>
    );
  }
  return <Steps removal={removal} chat={chat} />;
}

const toCounts = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => toThings(count, what))
    .join(', ');

function Steps({ removal, chat }: { readonly removal: Removal; readonly chat: React.ReactNode }) {
  const done = removal.steps.filter(({ state }) => state === 'done' || state === 'left').length;
  return (
    <section className={classes.panel} aria-labelledby="removal-title">
      <div className={classes.head}>
        <h2 id="removal-title">Removing</h2>
        <span className="dim small" role="status">
          {done} of {removal.steps.length} steps
        </span>
      </div>
      <ProgressBar label="Steps done" percent={(100 * done) / Math.max(1, removal.steps.length)} />
      <ol className={classes.steps}>
        {removal.steps.map(({ key, name, state, counts, manual }) => {
          const Icon = icons[state];
          return (
            <li key={key} data-state={state === 'left' ? 'failed' : state}>
              <Icon size={17} stroke={1.8} aria-hidden />
              <span className={classes.name}>
                {name}
                <span className="only-read">, {words[state]}</span>
              </span>
              <span className={classes.detail}>{manual ?? toCounts(counts)}</span>
            </li>
          );
        })}
      </ol>
      {chat}
    </section>
  );
}
