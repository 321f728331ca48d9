import { Button, Select } from '@mantine/core';
import { IconDownload, IconListDetails } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { type AuditEntry, type AuditFilter, api } from '../../api.ts';
import { ChoiceChips } from '../../components/choiceChips.tsx';
import { type Column, DataTable } from '../../components/dataTable.tsx';
import { EmptyState } from '../../components/emptyState.tsx';
import { LoadFailed } from '../../components/loadFailed.tsx';
import { LoadMore } from '../../components/loadMore.tsx';
import { Page } from '../../components/page.tsx';
import { RelativeTime } from '../../components/relativeTime.tsx';
import { SkeletonRows } from '../../components/skeletonRows.tsx';
import { SettingsTabs } from '../../frame/settingsTabs.tsx';
import { auditQuery, useConnections, usersQuery } from '../../queries.ts';
import type { AuditSearch } from '../../routes/account.ts';
import classes from './audit.module.css';
import { deedKinds, toDeed } from './auditWords.ts';

const toColumns = (nameOf: (userId: string | null) => string): readonly Column<AuditEntry>[] => [
  { key: 'at', title: 'When', cell: ({ at }) => <RelativeTime time={at} />, width: '14%' },
  {
    key: 'deed',
    title: 'Who did what',
    cell: (entry) => (
      <span>
        <strong className={classes.who}>{entry.user.name}</strong> {toDeed(entry, nameOf)}
      </span>
    ),
  },
  {
    key: 'connection',
    title: 'Connection',
    cell: ({ connection }) => <span className="dim">{connection?.name}</span>,
    width: '18%',
    hideOnPhone: true,
  },
  {
    key: 'code',
    title: 'Code',
    cell: ({ action }) => <code className={classes.code}>{action}</code>,
    width: '20%',
    hideOnPhone: true,
  },
];

const toFilter = ({ who, kind, connection }: AuditSearch): AuditFilter => ({
  userId: who,
  action: deedKinds.find(({ key }) => key === kind)?.actions ?? [],
  connectionId: connection,
});

/** Settings, Audit log: who changed which setting when, narrowed by what stands in the address. */
export function AuditPage() {
  const search = useSearch({ from: '/app/settings/audit' });
  const navigate = useNavigate({ from: '/settings/audit' });
  const filter = toFilter(search);
  const log = useInfiniteQuery(auditQuery(filter));
  const users = useQuery(usersQuery).data;
  const columns = useMemo(
    () => toColumns((userId) => users?.find(({ id }) => id === userId)?.name ?? 'somebody'),
    [users],
  );
  const rows = log.data?.pages.flatMap((page) => page.items) ?? [];
  const narrow = (next: AuditSearch) =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true });
  return (
    <Page
      title="Audit log"
      tabTitle="Audit log · Settings"
      breadcrumb={<SettingsTabs />}
      state="Every change of a setting: who made it, when, and to what. It is kept when connections are removed."
      action={
        <Button
          component="a"
          variant="default"
          href={api.auditCsv(filter)}
          download="audit.csv"
          leftSection={<IconDownload size={16} aria-hidden />}
        >
          Export CSV
        </Button>
      }
    >
      <Narrowing search={search} onChange={narrow} />
      {log.isPending ? (
        <SkeletonRows count={12} headHeight={34} />
      ) : log.isError && rows.length === 0 ? (
        <LoadFailed error={log.error} onRetry={() => void log.refetch()} />
      ) : rows.length === 0 ? (
        <EmptyState
          icon={<IconListDetails size={32} stroke={1.5} />}
          title="Nothing was changed"
          action={
            <Button
              variant="default"
              onClick={() => narrow({ who: undefined, kind: undefined, connection: undefined })}
            >
              Show the whole log
            </Button>
          }
        >
          No change of a setting fits this person, kind and connection.
        </EmptyState>
      ) : (
        <>
          <DataTable caption="Changes, newest first" columns={columns} rows={rows} rowKey={({ id }) => id} />
          <LoadMore hasMore={log.hasNextPage} isLoading={log.isFetchingNextPage} onLoad={log.fetchNextPage}>
            Load earlier
          </LoadMore>
        </>
      )}
    </Page>
  );
}

interface NarrowingProps {
  readonly search: AuditSearch;
  readonly onChange: (next: AuditSearch) => void;
}

function Narrowing({ search, onChange }: NarrowingProps) {
  const users = useQuery(usersQuery).data ?? [];
  const connections = useConnections();
  return (
    <div className={classes.bar}>
      <Select
        aria-label="Who"
        placeholder="Anybody"
        size="xs"
        searchable
        clearable
        className={classes.select}
        data={users.map(({ id, name }) => ({ value: id, label: name }))}
        value={search.who ?? null}
        onChange={(who) => onChange({ who: who ?? undefined })}
      />
      {connections.length > 1 && (
        <Select
          aria-label="Connection"
          placeholder="Any connection"
          size="xs"
          clearable
          className={classes.select}
          data={connections.map(({ id, name }) => ({ value: id, label: name }))}
          value={search.connection ?? null}
          onChange={(connection) => onChange({ connection: connection ?? undefined })}
        />
      )}
      <ChoiceChips
        label="What"
        choices={deedKinds}
        chosen={search.kind}
        onChange={(kind) => onChange({ kind })}
      />
    </div>
  );
}
