import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type Connection, type Run } from '../../api.ts';
import { currentTime } from '../../clock.ts';
import { LongWork } from '../../components/longWork.tsx';
import { notice, noticeOfFailure } from '../../components/notice.tsx';
import { toCount } from '../../format.ts';
import { newestRunsQuery } from '../../queries.ts';

const kinds = ['backfill', 'import'];

function toCounts(run: Run | undefined): string | undefined {
  if (run === undefined) return undefined;
  const { rows = 0, activities = 0 } = run.counts;
  return `${toCount(rows, 'row', 'rows')} read, ${toCount(activities, 'entry', 'entries')} added`;
}

/** Seconds that are left at the pace so far; null before there is one. */
function toRemaining(run: Run | undefined, percent: number): number | null {
  if (run === undefined || percent <= 0) return null;
  const elapsed = (currentTime() - Date.parse(run.startedAt)) / 1000;
  return Math.round((elapsed * (100 - percent)) / percent);
}

/** What is being read of the time before: the backfill of the first days, and an import of older history. */
export function LongWorks({ connection }: { readonly connection: Connection }) {
  const { backfill, import: older } = connection;
  const runs = useQuery({
    ...newestRunsQuery(connection.id, kinds),
    enabled: backfill.state === 'running' || older !== null,
  }).data;
  const running = (kind: string) => runs?.get(kind)?.find(({ state }) => state === 'running');
  return (
    <>
      {backfill.state === 'running' && (
        <LongWork
          title="Reading the days before the connection"
          percent={backfill.percent}
          remainingSeconds={backfill.remainingSeconds}
          count={toCounts(running('backfill'))}
          note={running('backfill')?.error ?? 'the newest first, so the timeline is useful at once'}
        />
      )}
      {older !== null && (
        <LongWork
          title={`Importing ${toCount(older.months, 'month', 'months')} of field history`}
          percent={older.percent}
          remainingSeconds={toRemaining(running('import'), older.percent)}
          count={toCounts(running('import'))}
          note={running('import')?.error ?? 'goes on when you leave this page'}
          action={<CancelImport connectionId={connection.id} />}
        />
      )}
    </>
  );
}

function CancelImport({ connectionId }: { readonly connectionId: string }) {
  const client = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => api.cancelImport(connectionId),
    onSuccess: () => {
      notice('The import is cancelled. What it has read stays.');
      return client.invalidateQueries({ queryKey: ['connection', connectionId] });
    },
    onError: (error) => noticeOfFailure('The import could not be cancelled', error),
  });
  return (
    <Button size="compact-sm" variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
      Cancel the import
    </Button>
  );
}
