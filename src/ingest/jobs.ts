import { findConnection } from '../store/connections.ts';
import { type JobQueue, type Lane, openJobQueue } from '../store/jobQueue.ts';
import {
  addJob,
  type JobKey,
  listDueJobs,
  listMissingJobs,
  never,
  pullInJobs,
  releaseDeadJobs,
} from '../store/jobs.ts';
import { failAbandonedRun, failRunsAtRest, trimRuns } from '../store/runs.ts';
import { type Context, jobsChannel } from './context.ts';
import { doJob } from './doJob.ts';
import { watchHoles } from './holes.ts';
import { jobKinds } from './jobKinds.ts';
import { regularKinds, toFirstDue, toLongestWait } from './schedule.ts';

const lookEveryMs = 5_000;
const watchEveryMs = 30_000;
const tidyEveryMs = 3_600_000;
const keepRunsMs = 30 * 24 * 3_600_000;
// How many jobs one process does at once.
const capacity: Readonly<Record<Lane, number>> = { prompt: 4, long: 2 };
const dueAtOnce = 200;

interface Running {
  readonly lane: Lane;
  readonly done: Promise<void>;
}

/**
 * Does what is due for connections: sweeps, backfills, imports, repairs, upkeep. When something is due stands in
 * the database; any of the processes sends it to the queue and any takes it, and a claim keeps it to one. `close`
 * ends what is under way between two pages; the next process goes on from there.
 */
export async function openJobs(context: Context): Promise<{ close(): Promise<void> }> {
  const { db, clock, log } = context;
  const stopped = new AbortController();
  const running = new Set<Running>();
  // An embedded database has one process: whatever is claimed there is a dead one's.
  if (db.kind === 'pglite') await freeDead(context, never);
  const queue = await openJobQueue<JobKey>(db, (error) =>
    log.warn({ err: error }, 'tidying up the job queue failed; it is tried again'),
  );
  let wake = () => {};
  const unlisten = await db.listen(jobsChannel, () => wake());
  const plan = openPlan(context);
  const look = async () => {
    await plan();
    await sendDue(context, queue);
    for (const lane of Object.keys(capacity) as Lane[]) {
      const free = capacity[lane] - [...running].filter((job) => job.lane === lane).length;
      for (const { id, data } of free > 0 ? await queue.take(lane, free) : []) {
        const job: Running = {
          lane,
          done: doJob(context, data, stopped.signal)
            .catch((error: unknown) => log.error({ err: error, ...data }, 'a job could not be ended'))
            .then(() => queue.complete(lane, id))
            .catch((error: unknown) => log.warn({ err: error }, 'a job could not be taken off the queue'))
            .finally(() => {
              running.delete(job);
              wake();
            }),
        };
        running.add(job);
      }
    }
  };
  const everyMs = Math.min(lookEveryMs, context.sweepIntervalSeconds * 500);
  const loop = (async () => {
    while (!stopped.signal.aborted) {
      const woken = new Promise<void>((done) => {
        wake = done;
      });
      await look().catch((error: unknown) =>
        log.error({ err: error }, 'looking for jobs failed; trying again'),
      );
      await Promise.race([woken, clock.sleep(everyMs, stopped.signal).catch(() => {})]);
    }
  })();
  return {
    close: async () => {
      stopped.abort();
      wake();
      await loop;
      await unlisten();
      await Promise.all([...running].map((job) => job.done));
      await queue.close();
    },
  };
}

async function sendDue({ db, clock }: Context, queue: JobQueue<JobKey>): Promise<void> {
  for (const key of await listDueJobs(db, clock.now(), dueAtOnce)) {
    const { lane, priority } = jobKinds[key.kind];
    await queue.send(lane, `${key.connectionId} ${key.kind}`, key, priority);
  }
}

/** What keeps the schedule whole for years: dead claims are freed, missing jobs added, holes seen, old runs dropped. */
function openPlan(context: Context): () => Promise<void> {
  const { db, clock } = context;
  let watchedAt = Number.NEGATIVE_INFINITY;
  let tidiedAt = Number.NEGATIVE_INFINITY;
  return async () => {
    const now = clock.now();
    await freeDead(context, now);
    for (const key of await listMissingJobs(db, regularKinds)) {
      const connection = await findConnection(db, key.accountId, key.connectionId);
      if (connection !== null) await addJob(db, key, toFirstDue(context, connection, key.kind));
    }
    if (now - watchedAt >= watchEveryMs) {
      watchedAt = now;
      await watchHoles(context);
      await failRunsAtRest(db, now);
    }
    if (now - tidiedAt < tidyEveryMs) return;
    tidiedAt = now;
    await trimRuns(db, now - keepRunsMs);
    for (const kind of regularKinds) {
      const longest = toLongestWait(context, kind);
      if (longest !== null) await pullInJobs(db, kind, now + longest, now);
    }
  };
}

/** Frees what dead processes held; a run that does not go on where it was has failed. */
async function freeDead({ db, clock, log }: Context, before: number): Promise<void> {
  for (const { accountId, connectionId, kind, runId } of await releaseDeadJobs(db, before, clock.now())) {
    log.info({ connectionId, kind }, 'a process ended in the middle of a job; it is done again');
    if (runId === null || jobKinds[kind].resumes) continue;
    await failAbandonedRun(db, accountId, connectionId, jobKinds[kind].runKind, clock.now());
  }
}
