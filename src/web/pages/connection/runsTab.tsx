import { Button } from '@mantine/core';
import { IconDownload, IconHistory } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Connection } from '../../api.ts';
import { ChoiceChips } from '../../components/choiceChips.tsx';
import { saveText } from '../../components/csv.ts';
import { DataTable } from '../../components/dataTable.tsx';
import { EmptyState } from '../../components/emptyState.tsx';
import { LoadFailed } from '../../components/loadFailed.tsx';
import { LoadMore } from '../../components/loadMore.tsx';
import { noticeOfFailure } from '../../components/notice.tsx';
import { SkeletonRows } from '../../components/skeletonRows.tsx';
import { runsQuery } from '../../queries.ts';
import { runWord } from '../../words.ts';
import classes from './connection.module.css';
import { exportRuns, runColumns } from './runColumns.tsx';

const kinds = ['field_history', 'delta', 'backfill', 'import', 'resync', 'users', 'upkeep', 'provisioning'];
const results = [
  { key: 'failed', name: 'Failed' },
  { key: 'running', name: 'Running' },
] as const;

/** What was done for this connection, newest first: what it read, what that cost, and why it failed. */
export function RunsTab({ connection }: { readonly connection: Connection }) {
  const { kind, result } = useSearch({ from: '/app/settings/services/$service/$id' });
  const navigate = useNavigate({ from: '/settings/services/$service/$id' });
  const filter = { kind: kind ? [kind] : [], state: result ? [result] : [] };
  const runs = useInfiniteQuery(runsQuery(connection.id, filter));
  const rows = runs.data?.pages.flatMap((page) => page.items) ?? [];
  const narrow = (next: { kind?: string | undefined; result?: typeof result }) =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true, resetScroll: false });
  const save = useMutation({
    mutationFn: () => exportRuns(connection.id, filter),
    onSuccess: (text) => saveText('runs.csv', 'text/csv;charset=utf-8', text),
    onError: (error) => noticeOfFailure('The runs could not be exported', error),
  });
  return (
    <>
      <div className={classes.toolbar}>
        <ChoiceChips
          label="Kind of run"
          choices={kinds.map((key) => ({ key, name: runWord(key) }))}
          chosen={kind}
          onChange={(next) => narrow({ kind: next })}
        />
        <ChoiceChips
          label="Result"
          choices={results}
          chosen={results.find(({ key }) => key === result)?.key}
          onChange={(next) => narrow({ result: next })}
        />
        <span className={classes.push}>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconDownload size={15} aria-hidden />}
            loading={save.isPending}
            disabled={rows.length === 0}
            onClick={() => save.mutate()}
          >
            Export CSV
          </Button>
        </span>
      </div>
      {runs.isPending ? (
        <SkeletonRows count={10} headHeight={34} />
      ) : runs.isError && rows.length === 0 ? (
        <LoadFailed error={runs.error} onRetry={() => void runs.refetch()} />
      ) : rows.length === 0 ? (
        <NoRuns
          isNarrowed={Boolean(kind || result)}
          onClear={() => narrow({ kind: undefined, result: undefined })}
        />
      ) : (
        <>
          <DataTable caption="Runs, newest first" columns={runColumns} rows={rows} rowKey={(run) => run.id} />
          <LoadMore
            hasMore={runs.hasNextPage}
            isLoading={runs.isFetchingNextPage}
            onLoad={runs.fetchNextPage}
          >
            Load earlier
          </LoadMore>
        </>
      )}
    </>
  );
}

function NoRuns({ isNarrowed, onClear }: { readonly isNarrowed: boolean; readonly onClear: () => void }) {
  const icon = <IconHistory size={32} stroke={1.5} />;
  if (isNarrowed) {
    return (
      <EmptyState
        icon={icon}
        title="No such run"
        action={
          <Button variant="default" onClick={onClear}>
            Show all runs
          </Button>
        }
      >
        Nothing of this kind and result has run for this connection.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={icon} title="Nothing has run yet">
      Setting up, reading the list of people, sweeps and backfills are listed here with what they read.
    </EmptyState>
  );
}
