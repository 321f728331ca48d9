import type { Service, Session, SweepBatch } from '../activity/service.ts';
import type { ConnectionRow } from '../store/connections.ts';
import { type JobKey, type JobRow, setJobRun, setJobState } from '../store/jobs.ts';
import { findRunCounts, noteRun, startRun } from '../store/runs.ts';
import type { ConnectionRef, Context } from './context.ts';
import type { IngestResult } from './pipeline.ts';
import { openSession } from './session.ts';

/** How a slice of a job ended: when it is due again, at once because more is left, or when the API is free again. */
export type Outcome =
  | { readonly state: 'done'; readonly dueAt: number }
  | { readonly state: 'more' }
  | { readonly state: 'paused'; readonly until: number };

/** Use of the org's API as its answers told it last; null before the first. */
export type ApiUse = { readonly used: number; readonly limit: number } | null;

/** What one slice of a job works with. */
export interface Work extends ConnectionRef {
  readonly context: Context;
  readonly connection: ConnectionRow;
  readonly service: Service;
  readonly session: Session;
  readonly job: JobRow;
  /** Epoch ms: after it the slice ends with its next page, and the rest is another one's. */
  readonly endsAt: number;
  readonly apiUse: () => ApiUse;
  /** The run that the job writes into; started with the first call. */
  readonly run: () => Promise<RunNote>;
  /** Keeps what the job must know to go on. Throws ClaimLost where it is somebody else's, or cancelled. */
  readonly keep: (state: Readonly<Record<string, unknown>>) => Promise<void>;
}

/** What a run counts while it goes on. */
export interface RunNote {
  readonly id: string;
  readonly counts: () => Readonly<Record<string, number>>;
  add(counts: Readonly<Record<string, number>>): void;
  /** Writes the counts, with percent done where that can be told. */
  save(progress?: number | null, error?: string | null): Promise<void>;
}

/** The job was taken over or cancelled: whoever sees this leaves it alone. */
export class ClaimLost extends Error {
  override readonly name = 'ClaimLost';
}

/** A slice of a job as it is opened. */
export interface OpenWork {
  readonly work: Work;
  /** The run, where one was started. */
  readonly started: () => RunNote | null;
  /** Ends whatever it still does. */
  readonly close: () => void;
}

/** Opens a slice of a claimed job. */
export function openWork(
  context: Context,
  connection: ConnectionRow,
  job: JobRow,
  given: { claim: string; runKind: string; sliceMs: number },
): OpenWork {
  const { service, session, apiCalls, close } = openSession(context, connection);
  const { accountId, connectionId } = job;
  let apiUse: ApiUse =
    connection.apiUsed === null || connection.apiLimit === null
      ? null
      : { used: connection.apiUsed, limit: connection.apiLimit };
  let note: RunNote | null = null;
  const work: Work = {
    ...{ accountId, connectionId, context, connection, service, job },
    endsAt: context.clock.now() + given.sliceMs,
    apiUse: () => apiUse,
    session: {
      ...session,
      onApiUsage: (used, limit) => {
        apiUse = { used, limit };
        session.onApiUsage(used, limit);
      },
    },
    run: async () => {
      note ??= await openRun(context, job, given, apiCalls);
      return note;
    },
    keep: async (state) => {
      if (!(await setJobState(context.db, job, given.claim, state))) throw new ClaimLost();
    },
  };
  return { work, started: () => note, close };
}

async function openRun(
  context: Context,
  job: JobRow,
  { claim, runKind }: { claim: string; runKind: string },
  apiCalls: () => number,
): Promise<RunNote> {
  const { db, clock } = context;
  const { accountId, connectionId } = job;
  const before = job.runId === null ? null : await findRunCounts(db, accountId, job.runId);
  const id =
    job.runId !== null && before !== null
      ? job.runId
      : (await startRun(db, accountId, connectionId, runKind, clock.now())).id;
  if (id !== job.runId) await setJobRun(db, job as JobKey, claim, id);
  const counts: Record<string, number> = { ...before };
  const callsBefore = counts.apiCalls ?? 0;
  const add = (more: Readonly<Record<string, number>>) => {
    for (const [key, count] of Object.entries(more)) counts[key] = (counts[key] ?? 0) + count;
  };
  const read = () => ({ ...counts, apiCalls: callsBefore + apiCalls() });
  return {
    id,
    add,
    counts: read,
    save: (progress = null, error = null) => noteRun(db, accountId, id, read(), { progress, error }),
  };
}

/** What a page of a sweep adds to its run. */
export function countBatch(batch: SweepBatch, result: IngestResult): Record<string, number> {
  return { rows: batch.rows, activities: result.written, rejects: result.rejected };
}
