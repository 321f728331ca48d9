import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, type Removal } from '../api.ts';
import { noticeOfFailure } from '../components/notice.tsx';
import { StateBadge } from '../components/stateBadge.tsx';
import { useMe } from '../queries.ts';
import { removalStates } from '../words.ts';
import classes from './chat.module.css';
import { chatKey } from './chatQueries.ts';

interface Props {
  readonly connectionId: string;
  readonly state: Removal['state'];
}

/** What became of the wish to remove a connection, and what an operator, or who asked, can do about it. */
export function RemovalDecision({ connectionId, state }: Props) {
  const client = useQueryClient();
  const { can } = useMe();
  const decide = useMutation({
    mutationFn: (how: 'approveRemoval' | 'declineRemoval' | 'withdrawRemoval') => api[how](connectionId),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: chatKey }),
        client.invalidateQueries({ queryKey: ['connection', connectionId] }),
        client.invalidateQueries({ queryKey: ['services'] }),
      ]),
    onError: (error) => noticeOfFailure('This could not be done', error),
  });
  const isBusy = decide.isPending;
  return (
    <section className={classes.removal} aria-label="Removal">
      <StateBadge {...removalStates[state]} />
      {state === 'asked' && (
        <span className={classes.decisions}>
          {can.operate && (
            <>
              <Button size="xs" color="red" disabled={isBusy} onClick={() => decide.mutate('approveRemoval')}>
                Approve the removal
              </Button>
              <Button
                size="xs"
                variant="default"
                disabled={isBusy}
                onClick={() => decide.mutate('declineRemoval')}
              >
                Decline
              </Button>
            </>
          )}
          {can.connect && !can.operate && (
            <Button
              size="xs"
              variant="default"
              disabled={isBusy}
              onClick={() => decide.mutate('withdrawRemoval')}
            >
              Take the wish back
            </Button>
          )}
        </span>
      )}
    </section>
  );
}
