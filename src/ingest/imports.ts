import { RequestError } from '../errors.ts';
import { findConnection } from '../store/connections.ts';
import { listCoverage } from '../store/coverage.ts';
import { clearCursor } from '../store/cursors.ts';
import { listFeatureStates } from '../store/features.ts';
import { deleteJob, findJob, hurryJob, never } from '../store/jobs.ts';
import { findRunCounts, finishRun, startRun } from '../store/runs.ts';
import { restUntil } from './budget.ts';
import { type ConnectionRef, type Context, jobsChannel } from './context.ts';
import { toSource } from './coverage.ts';
import { toSwept } from './freshness.ts';
import { requireCalls, requireWork } from './requests.ts';
import { subtract } from './spans.ts';
import { readSpans } from './sweepJob.ts';
import type { Outcome, Work } from './work.ts';

/** The furthest that field history goes back in an org without an add-on. */
const mostMonths = 18;

/** How far an import has come: of the months before `at`, `done` are read. Times are epoch ms. */
interface ImportState {
  readonly at: number;
  /** What came later is the sweeps' to read. */
  readonly until: number;
  readonly months: number;
  readonly done: number;
}

/** Asks for older field history; answers the run, that of the running import where one runs. */
export async function startImport(
  context: Context,
  ref: ConnectionRef,
  months: number,
): Promise<{ runId: string }> {
  if (!Number.isInteger(months) || months < 1 || months > mostMonths) {
    throw new RequestError('invalid_value', `months: must be a whole number from 1 to ${mostMonths}.`);
  }
  const { db, clock } = context;
  const connection = await findConnection(db, ref.accountId, ref.connectionId);
  if (connection === null) throw new RequestError('not_found');
  requireWork(connection);
  requireCalls(connection, clock.now());
  const runId = await db.transaction(async (tx) => {
    const run = await startRun(tx, ref.accountId, ref.connectionId, 'import', clock.now());
    if (run.started) {
      const backfill = await findJob(tx, { ...ref, kind: 'backfill' });
      const at = clock.now();
      const until = typeof backfill?.state.at === 'number' ? backfill.state.at : at;
      const state: ImportState = { at, until, months, done: 0 };
      // Where a cancelled import stopped is no position of this one.
      await clearCursor(tx, ref.accountId, ref.connectionId, toSource('import', 'field_history'));
      await hurryJob(tx, { ...ref, kind: 'import' }, at, { runId: run.id, state: { ...state } });
    }
    return run.id;
  });
  await db.notify(jobsChannel, '');
  return { runId };
}

/** Ends the running import; what it has stored stays. Throws conflict where none runs. */
export async function cancelImport(context: Context, ref: ConnectionRef): Promise<{ runId: string }> {
  const { db, clock } = context;
  return db.transaction(async (tx) => {
    const job = await findJob(tx, { ...ref, kind: 'import' });
    if (!job?.runId) throw new RequestError('conflict', 'No import runs.');
    await deleteJob(tx, job);
    const counts = (await findRunCounts(tx, ref.accountId, job.runId)) ?? {};
    await finishRun(tx, ref.accountId, job.runId, clock.now(), counts, null, true);
    return { runId: job.runId };
  });
}

/** Reads field history month by month, the newest first; what was read before is left out. */
export async function importHistory(work: Work): Promise<Outcome> {
  const { context, job } = work;
  let state = job.state as unknown as ImportState;
  const run = await work.run();
  while (state.done < state.months) {
    const rest = await restUntil(work);
    if (rest !== null) return { state: 'paused', until: rest };
    const { done, months } = state;
    const read = await readSpans(work, run, {
      ...{ source: toSource('import', 'field_history'), path: 'field_history', large: true },
      spans: await planMonth(work, state),
      toPercent: (part) => (100 * (done + part)) / months,
    });
    if (read === 'paused') continue;
    if (read === 'part') return { state: 'more' };
    state = { ...state, done: done + 1 };
    await work.keep({ ...state });
    await run.save((100 * state.done) / months);
    if (context.clock.now() >= work.endsAt && state.done < months) return { state: 'more' };
  }
  return { state: 'done', dueAt: never };
}

async function planMonth(work: Work, { at, until, done }: ImportState) {
  const { context, accountId, connectionId } = work;
  const month = { from: monthsBefore(at, done + 1), to: Math.min(until, monthsBefore(at, done)) };
  const states = await listFeatureStates(context.db, accountId, connectionId);
  const covered = await listCoverage(context.db, accountId, connectionId);
  return toSwept(work.service).flatMap(({ key, paths }) => {
    const state = states.find((one) => one.feature === key);
    if (!paths.includes('field_history') || !state?.enabled || state.status === 'unavailable') return [];
    const read = covered.filter((row) => row.feature === key && row.path === 'field_history');
    const left = subtract(month, read);
    // One stretch a feature: what is read twice between two gaps is known by its key.
    return left.length === 0 ? [] : [{ feature: key, from: left[0]!.from, to: left.at(-1)!.to }];
  });
}

/** The same day and hour so many months earlier, epoch ms; the last of the month where it has no such day. */
function monthsBefore(at: number, months: number): number {
  const date = new Date(at);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() - months);
  const days = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, days));
  return date.getTime();
}
