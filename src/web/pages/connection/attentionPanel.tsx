import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { api, type Connection } from '../../api.ts';
import { CopyNote } from '../../components/copyNote.tsx';
import { GuideLink } from '../../components/guideLink.tsx';
import { noticeOfFailure } from '../../components/notice.tsx';
import { ProblemPanel } from '../../components/problemPanel.tsx';
import { RelativeTime } from '../../components/relativeTime.tsx';
import { guideOfCode } from '../../guides.ts';
import { connectProblem } from '../../problems.ts';
import { connectionWord } from '../../words.ts';
import classes from './connection.module.css';

interface AuthorizeAgainProps {
  readonly connection: Connection;
  /** `replace` lets another org take the place of a sandbox that was refreshed. */
  readonly how: 'reconnect' | 'replace';
  readonly isSecond?: boolean;
}

function AuthorizeAgain({ connection, how, isSecond = false }: AuthorizeAgainProps) {
  const again = useMutation({
    mutationFn: () => api[how](connection.id),
    onSuccess: ({ authorizationUrl }) => window.location.assign(authorizationUrl),
    onError: (error) => noticeOfFailure('The authorisation could not be started', error),
  });
  return (
    <Button
      size="compact-md"
      variant={isSecond ? 'default' : 'filled'}
      onClick={() => again.mutate()}
      loading={again.isPending || again.isSuccess}
    >
      {how === 'replace' ? 'Replace' : 'Reconnect'}
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
              {reason.text} This began <RelativeTime time={reason.since} />.
              {connection.stream.coveredTo !== null &&
                ' Entries that are here already stay; reading goes on from the stored position.'}
            </>
          ) : (
            'The server gave no reason.'
          )
        }
        fix={
          <>
            {reason?.fix} <GuideLink place={guideOfCode(reason?.code, 'states')}>More in the guide</GuideLink>
          </>
        }
        code={reason?.code}
        action={
          reason?.code === 'quota_paused' ? undefined : (
            <AuthorizeAgain connection={connection} how="reconnect" />
          )
        }
      />
    </div>
  );
}

/** What holds a connection up that goes on by itself: a fault that passes, or a permission that its upkeep lacks. */
export function HindrancePanel({ connection }: { readonly connection: Connection }) {
  const reason = connection.statusReason;
  if (reason === null) return null;
  const isPermission = reason.code === 'missing_permission';
  return (
    <div className={classes.panel}>
      <ProblemPanel
        tone="warn"
        title={isPermission ? 'A permission is missing in Salesforce' : connectionWord(connection).word}
        cause={
          <>
            {reason.text} {isPermission ? 'This was seen' : 'This began'} <RelativeTime time={reason.since} />
            .
          </>
        }
        fix={
          <>
            {reason.fix} <GuideLink place={guideOfCode(reason.code, 'states')}>More in the guide</GuideLink>
          </>
        }
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
  const mayReplace = code === 'wrong_org' && connection.environment === 'sandbox';
  const { title, cause, fix } = connectProblem(mayReplace ? 'wrong_sandbox' : code);
  return (
    <div className={classes.panel}>
      <ProblemPanel
        title={title}
        cause={cause.replace('Nothing was set up and nothing was kept.', 'The connection is unchanged.')}
        fix={
          <>
            {fix} <GuideLink place={guideOfCode(code, 'connectFails')}>More in the guide</GuideLink>
          </>
        }
        code={code}
        action={
          <>
            {mayReplace && <AuthorizeAgain connection={connection} how="replace" />}
            <AuthorizeAgain connection={connection} how="reconnect" isSecond={mayReplace} />
            <Button size="compact-md" variant="subtle" color="gray" onClick={onDismiss}>
              Dismiss
            </Button>
          </>
        }
      />
    </div>
  );
}
