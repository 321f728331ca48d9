import { randomUUID } from 'node:crypto';
import { CODES, SetupError, TransientError } from '../errors.ts';
import { RETRY_POLICIES, retryDelayMs } from '../lib/retry.ts';
import { type ConnectionRow, findConnection, setAttention } from '../store/connections.ts';
import { clearCursor } from '../store/cursors.ts';
import { claimJob, type JobKey, type JobRow, releaseJob, renewClaim } from '../store/jobs.ts';
import { finishRun } from '../store/runs.ts';
import { restSpent } from './budget.ts';
import type { Context } from './context.ts';
import { LeaseLost } from './directory.ts';
import { jobKinds } from './jobKinds.ts';
import { ClaimLost, type OpenWork, type Outcome, openWork } from './work.ts';

const claimMs = 30_000;
const renewEveryMs = 10_000;
const sliceMs = 45_000;
const againMs = 3_600_000;

/** How a claimed job is left: when it is due again, and with which run it goes on. */
interface Left {
  readonly dueAt: number;
  readonly runId: string | null;
  readonly failures: number;
}

/** Does a slice of a job, where it is due and nobody else does it; ends between two pages on the signal. */
export async function doJob(context: Context, key: JobKey, signal: AbortSignal): Promise<void> {
  const { db, clock } = context;
  if (signal.aborted) return;
  const claim = randomUUID();
  const job = await claimJob(db, key, claim, clock.now(), claimMs);
  if (job === null) return;
  const ended = new AbortController();
  const stop = () => ended.abort();
  signal.addEventListener('abort', stop, { once: true });
  const kept = keepClaim(context, key, claim, ended);
  try {
    const connection = await findConnection(db, key.accountId, key.connectionId);
    if (connection === null) return;
    const left = await doSlice(context, connection, job, claim, ended.signal);
    if (left !== null) await releaseJob(db, key, claim, left);
  } finally {
    signal.removeEventListener('abort', stop);
    ended.abort();
    await kept;
  }
}

/** Renews the claim until the job ends; one that is lost ends the job. */
async function keepClaim(
  { db, clock, log }: Context,
  key: JobKey,
  claim: string,
  ended: AbortController,
): Promise<void> {
  while (!ended.signal.aborted) {
    await clock.sleep(renewEveryMs, ended.signal).catch(() => {});
    if (ended.signal.aborted) return;
    const isMine = await renewClaim(db, key, claim, clock.now(), claimMs).catch((error: unknown) => {
      // The claim may stand until it runs out: whoever takes it then repeats a page, which is harmless.
      log.warn({ err: error, ...key }, 'a claim could not be renewed');
      return true;
    });
    if (!isMine) ended.abort();
  }
}

/** Null where the job is no longer ours to leave. */
async function doSlice(
  context: Context,
  connection: ConnectionRow,
  job: JobRow,
  claim: string,
  signal: AbortSignal,
): Promise<Left | null> {
  const { runKind, work: workOn } = jobKinds[job.kind];
  const opened = openWork(context, connection, job, { claim, runKind, sliceMs });
  signal.addEventListener('abort', opened.close, { once: true });
  try {
    const outcome = await workOn(opened.work);
    return await leave(context, job, opened, outcome);
  } catch (error) {
    if (error instanceof ClaimLost) return null;
    if (signal.aborted || error instanceof LeaseLost) return toInterrupted(context, job, opened);
    return await answerJobFailure(context, connection, job, opened, error);
  } finally {
    signal.removeEventListener('abort', opened.close);
    opened.close();
  }
}

async function leave(context: Context, job: JobRow, opened: OpenWork, outcome: Outcome): Promise<Left> {
  const now = context.clock.now();
  const run = opened.started();
  const failures = 0;
  if (outcome.state === 'more') {
    await run?.save();
    return { dueAt: now, runId: run?.id ?? job.runId, failures };
  }
  if (outcome.state === 'paused') {
    const text = "Paused: the org's API calls are left to its other users.";
    if (jobKinds[job.kind].resumes) {
      await run?.save(null, text);
      return { dueAt: outcome.until, runId: run?.id ?? job.runId, failures };
    }
    await endRun(context, job, opened, text);
    return { dueAt: outcome.until, runId: null, failures };
  }
  await endRun(context, job, opened, null);
  return { dueAt: outcome.dueAt, runId: null, failures };
}

function toInterrupted(context: Context, job: JobRow, opened: OpenWork): Left {
  const { failures } = job;
  return { dueAt: context.clock.now(), runId: opened.started()?.id ?? job.runId, failures };
}

/** Ends the run that the job has, or was asked to go on with. */
async function endRun(context: Context, job: JobRow, opened: OpenWork, error: string | null): Promise<void> {
  const run = opened.started();
  const id = run?.id ?? job.runId;
  if (id === null) return;
  await finishRun(context.db, job.accountId, id, context.clock.now(), run?.counts() ?? {}, error);
}

/** Says what happened where a person looks for it, and when the job is tried again. */
async function answerJobFailure(
  context: Context,
  connection: ConnectionRow,
  job: JobRow,
  opened: OpenWork,
  error: unknown,
): Promise<Left> {
  const { clock, db, log } = context;
  const { kind, connectionId } = job;
  const { stops, resumes } = jobKinds[kind];
  const failures = job.failures + 1;
  const text = toSentence(error);
  if (error instanceof SetupError) {
    log.warn({ connectionId, kind, code: error.code, reason: error.message }, 'a job needs somebody to act');
    const { code, fix } = error;
    const since = new Date(clock.now()).toISOString();
    if (stops) await setAttention(db, connection, { code, text: error.text, fix, since });
    await endRun(context, job, opened, text);
    return { dueAt: clock.now() + (stops ? againMs : retryDelay(job, 'fast')), runId: null, failures };
  }
  if (error instanceof TransientError) {
    log.info({ connectionId, kind, code: error.code, reason: error.message }, 'a job is interrupted');
  } else {
    log.error({ connectionId, kind, err: error }, 'a job met a defect; it is tried again slowly');
    await forgetPosition(context, job);
  }
  const dueAt = clock.now() + retryDelay(job, error instanceof TransientError ? error.retry : 'slow');
  const isSpent = error instanceof TransientError && error.code === 'quota_paused';
  if (isSpent && stops) await restSpent(opened.work, dueAt);
  if (resumes) {
    await opened.started()?.save(null, text);
    return { dueAt, runId: opened.started()?.id ?? job.runId, failures };
  }
  await endRun(context, job, opened, text);
  return { dueAt, runId: null, failures };
}

// What the org refuses for a moment passes sooner than a sweep is due again, and hours of it must not fill the log.
const fastPolicy = { floorMs: 5_000, baseMs: 10_000, capMs: 300_000 };

function retryDelay({ failures }: JobRow, pace: 'fast' | 'slow'): number {
  return retryDelayMs(pace === 'fast' ? fastPolicy : RETRY_POLICIES.slow, failures);
}

function toSentence(error: unknown): string {
  if (error instanceof SetupError) return `${error.text} ${error.fix}`;
  if (error instanceof TransientError) return CODES[error.code].text;
  return 'It met a defect of WorkSights and is tried again slowly.';
}

const forgetAfter = 5;

// A position that only ever fails would hold a path up for good: it is read from the start of its spans.
async function forgetPosition({ db }: Context, job: JobRow): Promise<void> {
  if (job.failures < forgetAfter) return;
  for (const source of jobKinds[job.kind].sources) {
    await clearCursor(db, job.accountId, job.connectionId, source);
  }
}
