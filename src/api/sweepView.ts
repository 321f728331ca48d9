import { toBackfillState, toPercent, toSteps } from '../ingest/backfill.ts';
import type { ConnectionRow } from '../store/connections.ts';
import { type JobKind, type JobRow, listJobs, never } from '../store/jobs.ts';
import { listNewestRuns, type RunRow } from '../store/runs.ts';
import type { Api } from './api.ts';
import type { Connection } from './contract.ts';
import { iso, isoOrNull } from './times.ts';

/** What reads a connection by query, as the API gives it: its sweeps, backfill and import. */
export async function toSweeps(
  { context }: Api,
  row: ConnectionRow,
): Promise<Pick<Connection, 'sweeps' | 'sweepPause' | 'backfill' | 'import'>> {
  const jobs = await listJobs(context.db, row.accountId, row.id);
  const kinds = ['field_history', 'delta', 'backfill', 'import'];
  const runs = await listNewestRuns(context.db, row.accountId, row.id, kinds);
  const of = (kind: JobKind) => ({
    job: jobs.find((job) => job.kind === kind),
    run: runs.find((run) => run.kind === kind),
  });
  const now = context.clock.now();
  const isPaused = row.sweepPause !== null && Date.parse(row.sweepPause.until) > now;
  const toSweep = ({ job, run }: Found): Connection['sweeps']['delta'] => ({
    lastRunAt: isoOrNull(run?.startedAt ?? null),
    lastStatus: isPaused ? 'paused' : (run?.state ?? null),
    // While it runs it is due at no time, and while nothing works for the connection neither.
    nextRunAt: job === undefined || job.dueAt === never || !isAtWork(row) ? null : iso(job.dueAt),
  });
  const pause = row.sweepPause;
  return {
    sweeps: { fieldHistory: toSweep(of('field_history')), delta: toSweep(of('delta')) },
    sweepPause: pause === null ? null : { ...pause },
    backfill: toBackfill(of('backfill'), now),
    import: toImport(of('import')),
  };
}

interface Found {
  readonly job: JobRow | undefined;
  readonly run: RunRow | undefined;
}

const isAtWork = ({ status, statusReason }: ConnectionRow) =>
  status === 'active' || statusReason?.code === 'quota_paused';

function toBackfill({ job, run }: Found, now: number): Connection['backfill'] {
  if (job?.state.at === undefined) return { state: 'pending', percent: 0, remainingSeconds: null };
  const state = toBackfillState(job.state, now, 0);
  if (state.done) return { state: 'done', percent: 100, remainingSeconds: 0 };
  const percent = run?.progress ?? toPercent(toSteps(state), state.step, 0);
  const isRunning = run?.state === 'running';
  const elapsed = isRunning && percent > 0 ? (now - run.startedAt) / 1000 : null;
  return {
    state: isRunning ? 'running' : run?.state === 'failed' ? 'failed' : 'pending',
    percent,
    remainingSeconds: elapsed === null ? null : Math.round((elapsed * (100 - percent)) / percent),
  };
}

function toImport({ job, run }: Found): Connection['import'] {
  if (job?.runId == null || run?.state !== 'running') return null;
  return { runId: job.runId, months: Number(job.state.months), percent: run.progress ?? 0 };
}
