import { api, type Run, type RunFilter } from '../../api.ts';
import { toCsv } from '../../components/csv.ts';
import type { Column } from '../../components/dataTable.tsx';
import { RelativeTime } from '../../components/relativeTime.tsx';
import { StateBadge } from '../../components/stateBadge.tsx';
import { toLatency, toNumber, toPercent } from '../../format.ts';
import { countWord, runStates, runWord } from '../../words.ts';
import classes from './runs.module.css';

const toSeconds = ({ startedAt, finishedAt }: Run): number | null =>
  finishedAt === null ? null : (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;

function toLength(run: Run): string {
  const seconds = toSeconds(run);
  if (seconds !== null) return toLatency(seconds);
  return run.progress === null ? '' : toPercent(run.progress);
}

const inColumns = ['rows', 'activities', 'apiCalls'] as const;
const toFigure = (run: Run, key: (typeof inColumns)[number]) => {
  const count = run.counts[key];
  return count === undefined ? '' : toNumber(count);
};

/** What it counted besides the figures that have columns of their own. */
const toRest = ({ counts }: Run) =>
  Object.entries(counts)
    .filter(([key, count]) => count > 0 && !inColumns.some((known) => known === key))
    .map(([key, count]) => `${toNumber(count)} ${countWord(key)}`)
    .join(' · ');

/** The columns of the list of runs. */
export const runColumns: readonly Column<Run>[] = [
  {
    key: 'kind',
    title: 'Run',
    cell: (run) => (
      <span className={classes.kind}>
        <strong>{runWord(run.kind)}</strong>
        {run.error && <span className={classes.phoneError}>{run.error}</span>}
      </span>
    ),
    width: '19%',
  },
  { key: 'state', title: 'State', cell: (run) => <StateBadge {...runStates[run.state]} />, width: '10%' },
  { key: 'started', title: 'Started', cell: (run) => <RelativeTime time={run.startedAt} />, width: '11%' },
  { key: 'took', title: 'Took', cell: toLength, width: '8%', numeric: true, hideOnPhone: true },
  {
    key: 'rows',
    title: 'Rows',
    cell: (run) => toFigure(run, 'rows'),
    width: '8%',
    numeric: true,
    hideOnPhone: true,
  },
  {
    key: 'entries',
    title: 'Entries',
    cell: (run) => toFigure(run, 'activities'),
    width: '8%',
    numeric: true,
    hideOnPhone: true,
  },
  {
    key: 'calls',
    title: 'API calls',
    cell: (run) => toFigure(run, 'apiCalls'),
    width: '8%',
    numeric: true,
    hideOnPhone: true,
  },
  {
    key: 'remark',
    title: 'Remark',
    cell: (run) => <span className="dim">{run.error ?? toRest(run)}</span>,
    hideOnPhone: true,
  },
];

const head = ['kind', 'state', 'startedAt', 'finishedAt', 'seconds', 'rows', 'entries', 'apiCalls', 'error'];

/** All runs that fit a filter as CSV, with the times as the API gives them. */
export async function exportRuns(connectionId: string, filter: RunFilter): Promise<string> {
  const runs: Run[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.runs(connectionId, { ...filter, limit: 200, ...(cursor ? { cursor } : {}) });
    runs.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return toCsv(
    head,
    runs.map((run) => [
      ...[run.kind, run.state, run.startedAt, run.finishedAt, toSeconds(run)],
      ...inColumns.map((key) => run.counts[key] ?? null),
      run.error,
    ]),
  );
}
