import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { accountApi, type Session } from '../../accountApi.ts';
import { sessionsQuery } from '../../accountQueries.ts';
import { type Column, DataTable } from '../../components/dataTable.tsx';
import { LoadFailed } from '../../components/loadFailed.tsx';
import { notice, noticeOfFailure } from '../../components/notice.tsx';
import { RelativeTime } from '../../components/relativeTime.tsx';
import { SkeletonRows } from '../../components/skeletonRows.tsx';
import { toCount } from '../../format.ts';
import classes from './account.module.css';
import { toBrowserName } from './browserName.ts';

const methods: Readonly<Record<string, string>> = {
  token: 'access token',
  demo: 'the demo',
  'first-run': 'the first run',
};

const columnsWith = (end: (session: Session) => void): readonly Column<Session>[] => [
  {
    key: 'browser',
    title: 'Browser',
    cell: ({ userAgent, current }) => (
      <>
        <span className={classes.name} title={userAgent}>
          {toBrowserName(userAgent)}
        </span>
        {current && <span className="dim"> · this one</span>}
      </>
    ),
  },
  {
    key: 'method',
    title: 'Signed in by',
    cell: ({ method }) => methods[method] ?? method,
    width: '20%',
    hideOnPhone: true,
  },
  {
    key: 'used',
    title: 'Last used',
    cell: ({ lastUsedAt }) => <RelativeTime time={lastUsedAt} />,
    width: '18%',
  },
  {
    key: 'expires',
    title: 'Ends',
    cell: ({ expiresAt }) => <RelativeTime time={expiresAt} />,
    width: '14%',
    hideOnPhone: true,
  },
  {
    key: 'end',
    title: 'Action',
    width: '104px',
    cell: (session) =>
      session.current ? null : (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`Sign ${toBrowserName(session.userAgent)} out`}
          onClick={() => end(session)}
        >
          Sign out
        </Button>
      ),
  },
];

/** Browsers that are signed in as me; each can be signed out, or all but this one. */
export function SessionList() {
  const client = useQueryClient();
  const sessions = useQuery(sessionsQuery);
  const refresh = () => client.invalidateQueries({ queryKey: sessionsQuery.queryKey });
  const onError = (error: Error) => noticeOfFailure('The browser was not signed out', error);
  const endOne = useMutation({
    mutationFn: ({ id }: Session) => accountApi.endSession(id),
    onSuccess: () => {
      notice('That browser is signed out.');
      return refresh();
    },
    onError,
  });
  const endOthers = useMutation({
    mutationFn: accountApi.endOtherSessions,
    onSuccess: ({ ended }) => {
      notice(`${toCount(ended, 'browser is', 'browsers are')} signed out.`);
      return refresh();
    },
    onError,
  });
  if (sessions.isPending) return <SkeletonRows count={2} />;
  if (sessions.isError) return <LoadFailed error={sessions.error} onRetry={() => void sessions.refetch()} />;
  const rows = sessions.data.items;
  const others = rows.filter(({ current }) => !current).length;
  return (
    <>
      <DataTable
        caption="Browsers that are signed in as you"
        columns={columnsWith(endOne.mutate)}
        rows={rows}
        rowKey={({ id }) => id}
      />
      {others > 0 && (
        <p className={classes.aside}>
          <Button
            size="compact-md"
            variant="default"
            loading={endOthers.isPending}
            onClick={() => endOthers.mutate()}
          >
            Sign all other browsers out
          </Button>
        </p>
      )}
    </>
  );
}
