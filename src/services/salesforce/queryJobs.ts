import { TransientError } from '../../errors.ts';
import { type CsvRow, readCsv } from './csv.ts';
import type { Caller, HttpAnswer } from './http.ts';

/** A query job as its status call tells it; what is not listed of its states is still under way. */
export interface QueryJob {
  readonly id: string;
  readonly state: 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted';
  /** Rows of the result, once it is complete. */
  readonly numberRecordsProcessed?: number;
  /** Why it failed. */
  readonly errorMessage?: string;
}

/** One set of the results of a job. */
interface ResultSet {
  readonly rows: readonly CsvRow[];
  /** Of the next set; null after the last. It stays good as long as the job is there. */
  readonly locator: string | null;
}

/** Where a set starts (null: at the beginning), how many rows it may have, and what ends reading it. */
interface SetRequest {
  readonly locator: string | null;
  readonly maxRecords: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The calls of the Bulk API 2.0 for query jobs ("Bulk API 2.0 Query" in Salesforce's guide); each is one API
 * call. They throw as all of REST; a SalesforceError for a job that is not there, or not in the right state.
 */
export interface QueryJobs {
  create(operation: 'query' | 'queryAll', query: string): Promise<QueryJob>;
  read(id: string): Promise<QueryJob>;
  abort(id: string): Promise<void>;
  /** Deletes a job that is complete, failed or aborted, with its results. */
  remove(id: string): Promise<void>;
  /** Reads one set of results, and again where it breaks off: a set is whole or it is not there. */
  results(id: string, request: SetRequest): Promise<ResultSet>;
}

/** Opens the calls; `base` is `/services/data/v66.0/`. */
export function openQueryJobs(call: Caller, base: string): QueryJobs {
  const pathOf = (id: string) => `${base}jobs/query/${encodeURIComponent(id)}`;
  return {
    // An answer that is lost leaves a job behind that nobody reads; it dies after seven days.
    create: (operation, query) =>
      call<QueryJob>({
        method: 'POST',
        path: `${base}jobs/query`,
        json: { operation, query, contentType: 'CSV' },
      }),
    read: (id) => call<QueryJob>({ method: 'GET', path: pathOf(id) }),
    async abort(id) {
      await call({ method: 'PATCH', path: pathOf(id), json: { state: 'Aborted' } });
    },
    async remove(id) {
      await call({ method: 'DELETE', path: pathOf(id) });
    },
    results(id, { locator, maxRecords, signal }) {
      const search = new URLSearchParams({
        maxRecords: String(maxRecords),
        ...(locator !== null && { locator }),
      });
      const path = `${pathOf(id)}/results?${search}`;
      return call({ method: 'GET', path, accept: 'text/csv', streamed: true, signal }, (answer) =>
        readSet(answer, signal),
      );
    },
  };
}

async function readSet({ headers, stream }: HttpAnswer, signal: AbortSignal | undefined): Promise<ResultSet> {
  const locator = headers.get('sforce-locator') ?? 'null';
  const count = headers.get('sforce-numberofrecords');
  try {
    const rows = stream ? await readCsv(stream) : [];
    if (count !== null && Number(count) !== rows.length)
      throw new Error(`${rows.length} of ${count} rows came`);
    return { rows, locator: locator === 'null' ? null : locator };
  } catch (cause) {
    signal?.throwIfAborted();
    throw new TransientError('fast', 'salesforce_unavailable', 'reading the results of a query job', {
      cause,
    });
  }
}
