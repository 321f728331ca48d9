import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { api, type Connection } from '../../api.ts';
import { CopyNote } from '../../components/copyNote.tsx';
import { noticeOfFailure } from '../../components/notice.tsx';
import { ProblemPanel } from '../../components/problemPanel.tsx';
import { RelativeTime } from '../../components/relativeTime.tsx';
import { connectProblem } from '../../problems.ts';
import { connectionWord } from '../../words.ts';
import classes from './connection.module.css';

function Reconnect({ connection }: { readonly connection: Connection }) {
  const reconnect = useMutation({
    mutationFn: () => api.reconnect(connection.id),
    onSuccess: ({ authorizationUrl }) => window.location.assign(authorizationUrl),
    onError: (error) => noticeOfFailure('Reconnecting could not be started', error),
  });
  return (
    <Button
      size="compact-md"
      onClick={() => reconnect.mutate()}
      loading={reconnect.isPending || reconnect.isSuccess}
    >
      Reconnect
    </Button>
  );
}

/** What happened to the connection, since when, what it means, and the way back. */
export function AttentionPanel({ connection }: { readonly connection: Connection }) {
  const reason = connection.statusReason;
  const { word, tone } = connectionWord(connection);
  return (
    <div className={classes.panel}>
      <ProblemPanel
        tone={tone === 'warn' ? 'warn' : 'bad'}
        title={word}
        cause={
          reason ? (
            <>
              {reason.text} This began <RelativeTime time={reason.since} />. Entries that are here already
              stay; reading goes on from the stored position.
            </>
          ) : (
            'The server gave no reason.'
          )
        }
        fix={reason?.fix}
        code={reason?.code}
        action={reason?.code === 'quota_paused' ? undefined : <Reconnect connection={connection} />}
      />
    </div>
  );
}

/** What holds back the upkeep of a connection whose stream goes on. */
export function AccessPanel({ connection }: { readonly connection: Connection }) {
  const reason = connection.statusReason;
  if (reason?.code !== 'missing_permission') return null;
  return (
    <div className={classes.panel}>
      <ProblemPanel
        tone="warn"
        title="A permission is missing in Salesforce"
        cause={
          <>
            {reason.text} This was seen <RelativeTime time={reason.since} />.
          </>
        }
        fix={reason.fix}
        code={reason.code}
        action={reason.note && <CopyNote note={reason.note} />}
      />
    </div>
  );
}

interface ReconnectProblemProps {
  readonly code: string;
  readonly connection: Connection;
  readonly onDismiss: () => void;
}

/** Why the browser came back from Salesforce without a renewed access. */
export function ReconnectProblem({ code, connection, onDismiss }: ReconnectProblemProps) {
  const { title, cause, fix } = connectProblem(code);
  return (
    <div className={classes.panel}>
      <ProblemPanel
        title={title}
        cause={cause.replace('Nothing was set up and nothing was kept.', 'The connection is unchanged.')}
        fix={fix}
        code={code}
        action={
          <>
            <Reconnect connection={connection} />
            <Button size="compact-md" variant="subtle" color="gray" onClick={onDismiss}>
              Dismiss
            </Button>
          </>
        }
      />
    </div>
  );
}
