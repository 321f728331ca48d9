import type { MappingState, RemoteUserRow, User } from '../../api.ts';
import { DataLink } from '../../components/dataLink.tsx';
import type { Column } from '../../components/dataTable.tsx';
import { RelativeTime } from '../../components/relativeTime.tsx';
import { StateBadge, type Tone } from '../../components/stateBadge.tsx';
import { MappingCell } from './mappingCell.tsx';
import classes from './users.module.css';

const stateWords: Readonly<Record<MappingState, { word: string; tone: Tone }>> = {
  automatic: { word: 'By e-mail', tone: 'good' },
  manual: { word: 'By hand', tone: 'good' },
  unmapped: { word: 'Unmapped', tone: 'quiet' },
  conflict: { word: 'Conflict', tone: 'warn' },
};

/**
 * The columns of the list of people; `users` are those whom a person can be mapped to, `withData` adds the way to what
 * is collected about them.
 */
export function toUserColumns(
  connectionId: string,
  users: readonly User[],
  withData: boolean,
): Column<RemoteUserRow>[] {
  return [
    {
      key: 'person',
      title: 'In Salesforce',
      width: '21%',
      cell: ({ remoteUser, lastProcessedAt }) => (
        <span className={classes.person}>
          <strong>
            {remoteUser.name}
            {!remoteUser.active && <span className={classes.former}>former</span>}
          </strong>
          <span className={classes.email}>{remoteUser.email}</span>
          {lastProcessedAt && (
            <span className={classes.onPhone}>
              stored <RelativeTime time={lastProcessedAt} />
            </span>
          )}
        </span>
      ),
    },
    {
      key: 'username',
      title: 'Username',
      width: '22%',
      cell: ({ remoteUser }) => <span className={classes.email}>{remoteUser.username}</span>,
      hideOnPhone: true,
    },
    {
      key: 'mapping',
      title: 'Here',
      width: '21%',
      cell: (row) => (
        <>
          <MappingCell row={row} connectionId={connectionId} users={users} />
          {row.mapping.state === 'conflict' && (
            <span className={classes.onPhone}>
              <StateBadge {...stateWords.conflict} />
            </span>
          )}
        </>
      ),
    },
    {
      key: 'state',
      title: 'Mapped',
      cell: ({ mapping }) => (
        <span
          title={
            mapping.state === 'conflict'
              ? 'The choice made by hand differs from the e-mail address'
              : undefined
          }
        >
          <StateBadge {...stateWords[mapping.state]} />
        </span>
      ),
      hideOnPhone: true,
    },
    {
      key: 'processed',
      title: 'Last activity stored',
      cell: ({ lastProcessedAt }) =>
        lastProcessedAt ? <RelativeTime time={lastProcessedAt} /> : <span className="dim">not yet</span>,
      hideOnPhone: true,
    },
    ...(withData ? [toDataColumn(users)] : []),
  ];
}

const toDataColumn = (users: readonly User[]): Column<RemoteUserRow> => ({
  key: 'data',
  title: 'Their data',
  cell: ({ mapping, remoteUser }) =>
    mapping.userId !== null && (
      <DataLink
        userId={mapping.userId}
        name={users.find(({ id }) => id === mapping.userId)?.name ?? remoteUser.name}
      />
    ),
});
