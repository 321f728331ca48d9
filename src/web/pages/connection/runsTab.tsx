import { IconHistory } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { Connection, Run } from '../../api.ts';
import { type Column, DataTable } from '../../components/dataTable.tsx';
import { EmptyState } from '../../components/emptyState.tsx';
import { LoadFailed } from '../../components/loadFailed.tsx';
import { LoadMore } from '../../components/loadMore.tsx';
import { RelativeTime } from '../../components/relativeTime.tsx';
import { SkeletonRows } from '../../components/skeletonRows.tsx';
import { StateBadge } from '../../components/stateBadge.tsx';
import { toLatency, toNumber } from '../../format.ts';
import { runsQuery } from '../../queries.ts';
import { countWord, runStates, runWord } from '../../words.ts';

function toLength({ startedAt, finishedAt }: Run): string {
  if (!finishedAt) return '';
  return toLatency((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000);
}

const toCounts = (run: Run) =>
  Object.entries(run.counts)
    .map(([key, count]) => `${toNumber(count)} ${countWord(key)}`)
    .join(' · ');

const columns: readonly Column<Run>[] = [
  { key: 'kind', title: 'Run', cell: (run) => <strong>{runWord(run.kind)}</strong>, width: '22%' },
  { key: 'state', title: 'State', cell: (run) => <StateBadge {...runStates[run.state]} />, width: '12%' },
  { key: 'started', title: 'Started', cell: (run) => <RelativeTime time={run.startedAt} />, width: '14%' },
  { key: 'took', title: 'Took', cell: toLength, width: '10%', numeric: true, hideOnPhone: true },
  {
    key: 'result',
    title: 'Result',
    cell: (run) => <span className="dim">{run.error ?? toCounts(run)}</span>,
    hideOnPhone: true,
  },
];

/** What was done for this connection, newest first, with what it read and why it failed. */
export function RunsTab({ connection }: { readonly connection: Connection }) {
  const runs = useInfiniteQuery(runsQuery(connection.id));
  const rows = runs.data?.pages.flatMap((page) => page.items) ?? [];
  if (runs.isPending) return <SkeletonRows />;
  if (runs.isError && rows.length === 0) {
    return <LoadFailed error={runs.error} onRetry={() => void runs.refetch()} />;
  }
  if (rows.length === 0) {
    return (
      <EmptyState icon={<IconHistory size={32} stroke={1.5} />} title="Nothing has run yet">
        Setting up, reading the list of people, sweeps and backfills are listed here with what they read.
      </EmptyState>
    );
  }
  return (
    <>
      <DataTable caption="Runs, newest first" columns={columns} rows={rows} rowKey={(run) => run.id} />
      <LoadMore hasMore={runs.hasNextPage} isLoading={runs.isFetchingNextPage} onLoad={runs.fetchNextPage}>
        Load earlier
      </LoadMore>
    </>
  );
}
