import { SetupError, TransientError } from '../../errors.ts';
import type { Clock } from '../../lib/clock.ts';
import type { CsvRow } from './csv.ts';
import { QueryJobGone, SalesforceError, toJobError } from './errors.ts';
import type { QueryJob } from './queryJobs.ts';
import type { Rest } from './rest.ts';

/** How far a query job was read; stored with the rows before it, it lets a later process go on. */
export interface BulkPosition {
  readonly jobId: string;
  /** Of the next set of results; null: the first, or the job still runs. */
  readonly locator: string | null;
}

/** Rows that came together, and where to go on after them. */
export interface BulkPage {
  readonly rows: readonly CsvRow[];
  /** Null after the last page. */
  readonly next: BulkPosition | null;
  /** Rows of the whole result; undefined until the job is complete. */
  readonly total: number | undefined;
}

/** What to read by the Bulk API, and how. */
export interface BulkQuery {
  /** Columns, conditions and child-to-parent lookups; ORDER BY and LIMIT keep Salesforce from dividing the work. */
  readonly soql: string;
  /** `queryAll` has deleted and archived rows too. */
  readonly operation: 'query' | 'queryAll';
  readonly clock: Clock;
  /** Cancels: the job is aborted and deleted in the org. */
  readonly signal?: AbortSignal;
  /** Goes on where an earlier reader stopped, with the same query. */
  readonly resume?: BulkPosition;
  /** Rows that are held at once, which each cost a share of an API call; 10,000 by default. */
  readonly pageRows?: number;
}

const PAGE_ROWS = 10_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Reads a query of any size as a query job, a page of whole rows at a time and in no order. The first page is
 * empty and names the job as soon as it exists; so is one for each look at a job that still runs, for a reader to
 * stop at. Read to the end, the job is deleted; stopped earlier (by `break`, an error, or a crash) it stays for
 * `resume`, for seven days. Throws the errors of `Rest.query`, QueryJobGone where a job has to be asked anew, and the
 * reason of `signal`.
 */
export async function* queryInBulk(rest: Rest, query: BulkQuery): AsyncGenerator<BulkPage> {
  const { signal } = query;
  signal?.throwIfAborted();
  const start = query.resume ?? { jobId: (await createJob(rest, query)).id, locator: null };
  try {
    if (!query.resume) yield { rows: [], next: start, total: undefined };
    const total = yield* waitForJob(rest, query, start);
    for (let at: BulkPosition | null = start; at !== null; ) {
      signal?.throwIfAborted();
      const page = await readPage(rest, query, at);
      at = page.next;
      yield { ...page, total };
    }
    await discard(rest, start.jobId);
  } finally {
    if (signal?.aborted) await cancelBulkQuery(rest, start);
  }
}

async function readPage(
  rest: Rest,
  { pageRows = PAGE_ROWS, signal }: BulkQuery,
  { jobId, locator }: BulkPosition,
): Promise<Pick<BulkPage, 'rows' | 'next'>> {
  const set = await orGone(rest.queryJobs.results(jobId, { locator, maxRecords: pageRows, signal }));
  return { rows: set.rows, next: set.locator === null ? null : { jobId, locator: set.locator } };
}

/** Aborts and deletes the job of a position that nobody reads on from; one that is gone already is fine. */
export async function cancelBulkQuery(rest: Rest, { jobId }: BulkPosition): Promise<void> {
  await unlessRefused(rest.queryJobs.abort(jobId));
  await discard(rest, jobId);
}

const discard = (rest: Rest, jobId: string) => unlessRefused(rest.queryJobs.remove(jobId));

// What cannot be tidied up now dies by itself, seven days after it was made: no reason to fail what was read.
async function unlessRefused(call: Promise<void>): Promise<void> {
  try {
    await call;
  } catch (error) {
    const isAnswer = [SalesforceError, TransientError, SetupError].some((kind) => error instanceof kind);
    if (!isAnswer) throw error;
  }
}

async function createJob(rest: Rest, query: BulkQuery): Promise<QueryJob> {
  try {
    return await rest.queryJobs.create(query.operation, query.soql);
  } catch (error) {
    if (!(error instanceof SalesforceError)) throw error;
    if (error.errorCode !== 'API_ERROR') throw toJobError(error);
    throw (await refusalByRest(rest, query)) ?? error;
  }
}

/** Job creation has one code for all mistakes of a query, and a failed job none: REST names the real one. */
async function refusalByRest(rest: Rest, { operation, soql }: BulkQuery): Promise<SalesforceError | null> {
  try {
    for await (const _firstPage of rest[operation](soql)) break;
    return null;
  } catch (error) {
    if (error instanceof SalesforceError) return error;
    throw error;
  }
}

/** Waits until the job is complete, asking less and less often; returns how many rows it has. */
async function* waitForJob(
  rest: Rest,
  query: BulkQuery,
  start: BulkPosition,
): AsyncGenerator<BulkPage, number | undefined> {
  const { jobId } = start;
  // A resumed job has most likely ended by now, a new one has not.
  let pauseMs = query.resume ? 0 : FIRST_PAUSE_MS;
  for (;;) {
    if (pauseMs > 0) await query.clock.sleep(pauseMs, query.signal);
    const job = await orGone(rest.queryJobs.read(jobId));
    if (job.state === 'JobComplete') return job.numberRecordsProcessed;
    if (job.state === 'Failed' || job.state === 'Aborted') await discard(rest, jobId);
    if (job.state === 'Aborted') throw new QueryJobGone('somebody in the org aborted the query job');
    if (job.state === 'Failed') throw (await refusalByRest(rest, query)) ?? toFailure(job);
    yield { rows: [], next: start, total: undefined };
    pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, pauseMs * 1.5));
  }
}

// Salesforce has tried more than once by then: another try makes sense, but neither at once nor often.
function toFailure({ errorMessage = 'no reason given' }: QueryJob): TransientError {
  return new TransientError('slow', 'salesforce_unavailable', `running a query job: ${errorMessage}`);
}

/** Any refusal by a job that was there means that it is of no use any more. */
async function orGone<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (cause) {
    if (cause instanceof SalesforceError) throw new QueryJobGone('reading a query job', { cause });
    throw cause;
  }
}
