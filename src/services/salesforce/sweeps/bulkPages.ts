import type { Clock } from '../../../lib/clock.ts';
import { queryInBulk } from '../bulkQuery.ts';
import { QueryJobGone, QueryTimeout, SalesforceError } from '../errors.ts';
import type { Page, Rest, Row } from '../rest.ts';
import { countSoql, pageSoql } from './tables.ts';
import { stretchOf, type Task } from './work.ts';

/** From so many rows on a query job costs fewer API calls than pages do. */
const worthAJob = 10_000;
const queriesAtOnce = 5;

/** Marks the tasks that have so much to read that query jobs are to read them. */
export async function chooseJobs(rest: Rest, tasks: readonly Task[]): Promise<void> {
  const waiting = tasks.filter((task) => task.state === 'waiting' && task.job === null);
  for (let from = 0; from < waiting.length; from += queriesAtOnce) {
    const asked = waiting.slice(from, from + queriesAtOnce);
    const answers = await rest.composite(
      asked.map((task, index) => ({
        referenceId: `count${index}`,
        path: `queryAll?q=${encodeURIComponent(countSoql(task.table, stretchOf(task)))}`,
      })),
    );
    for (const [index, { error, body }] of answers.entries()) {
      // What cannot even be counted in time is large; any other refusal is met by the query itself.
      const isLarge = error instanceof QueryTimeout || countOf(body) > worthAJob;
      if (isLarge) asked[index]!.job = { position: undefined };
    }
  }
}

function countOf(body: unknown): number {
  const { totalSize } = (body ?? {}) as Partial<Page<Row> & { totalSize: number }>;
  return totalSize ?? 0;
}

const rowsAtOnce = 2000;

/**
 * Reads one task by a query job, in order of time as pages are: the two halves of a change stand together. Where the
 * org runs no such jobs, or the job is gone, the task goes on page by page after its last row.
 */
export async function* readJob(
  rest: Rest,
  clock: Clock,
  signal: AbortSignal,
  task: Task,
): AsyncGenerator<{ rows: readonly Row[]; isLast: boolean }> {
  const soql = pageSoql(task.table, stretchOf(task));
  const job = task.job!;
  const resume = job.position;
  const query = { soql, operation: 'queryAll', clock, signal, ...(resume && { resume }) } as const;
  try {
    for await (const { rows, next } of queryInBulk(rest, query)) {
      // Its name is remembered as soon as there is a job.
      job.position ??= next ?? undefined;
      for (let from = 0; from < rows.length || from === 0; from += rowsAtOnce) {
        const isLast = next === null && from + rowsAtOnce >= rows.length;
        yield { rows: rows.slice(from, from + rowsAtOnce), isLast };
      }
      // A page whose rows wait for their other half is wanted again.
      if (task.held.length === 0) job.position = next ?? job.position;
    }
  } catch (error) {
    if (!(error instanceof SalesforceError || error instanceof QueryJobGone)) throw error;
    task.job = null;
    task.held = [];
  }
}
