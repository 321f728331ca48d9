import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
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
  /** What is to become of the entries. */
  readonly data: Removal['data'];
}

/** What became of the wish to remove a connection, and what an operator, or who asked, can do about it. */
export function RemovalDecision({ connectionId, state, data }: Props) {
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
  const [isAskedTwice, setAskedTwice] = useState(false);
  return (
    <section className={classes.removal} aria-label="Removal">
      <StateBadge {...removalStates[state]} />
      {state === 'asked' && isAskedTwice && (
        <AreYouSure
          data={data}
          isBusy={isBusy}
          onSure={() => decide.mutate('approveRemoval')}
          onCancel={() => setAskedTwice(false)}
        />
      )}
      {state === 'asked' && !isAskedTwice && (
        <span className={classes.decisions}>
          {can.operate && (
            <>
              <Button size="xs" color="red" disabled={isBusy} onClick={() => setAskedTwice(true)}>
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

interface AreYouSureProps {
  readonly data: Removal['data'];
  readonly isBusy: boolean;
  readonly onSure: () => void;
  readonly onCancel: () => void;
}

/** What the approval does, before it is done: nobody takes it back. */
function AreYouSure({ data, isBusy, onSure, onCancel }: AreYouSureProps) {
  return (
    <>
      <p className={classes.sure}>
        {data === 'erase'
          ? 'Reading ends, our channel and access in Salesforce go, and all entries of the connection are erased. This cannot be undone.'
          : 'Reading ends, and our channel and access in Salesforce go. The entries stay.'}
      </p>
      <span className={classes.decisions}>
        <Button size="xs" color="red" loading={isBusy} onClick={onSure}>
          {data === 'erase' ? 'Remove and erase' : 'Remove and keep the entries'}
        </Button>
        <Button size="xs" variant="default" disabled={isBusy} onClick={onCancel}>
          Cancel
        </Button>
      </span>
    </>
  );
}
