import { TransientError } from '../../../errors.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { Log } from '../../../lib/log.ts';
import { QueryTimeout, SalesforceError } from '../errors.ts';
import type { Page, Rest, Row } from '../rest.ts';
import { readJob } from './bulkPages.ts';
import { type Probes, probesOf, settleProbes } from './probe.ts';
import { pathOf, questionsOf, settleQuestion } from './rounds.ts';
import type { Table } from './tables.ts';
import { narrow, nextWindow, type Task } from './work.ts';

/** A page of one task: its reader moves the task's `reached` before it asks for more. */
export interface TaskPage {
  readonly task: Task;
  readonly rows: readonly Row[];
  /** True for the last page of a window. */
  readonly isLast: boolean;
}

/** What pages are read with. */
export interface PageReader {
  readonly rest: Rest;
  readonly log: Log;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly probes: Probes;
  /** The table without what a query could not find, after its object was described anew; null where it needs that. */
  relearn(table: Table, error: SalesforceError): Promise<Table | null>;
}

/** Queries over more than this may take minutes each, so they travel alone. */
const longSpanMs = 24 * 3_600_000;

/**
 * Reads all tasks to their end, page by page, first pages five queries to an API call. `null` comes after each
 * round: what was read until then should be stored before the next. A task whose table cannot be read is left
 * `refused`, and stops no other.
 */
export async function* readPages(
  reader: PageReader,
  tasks: readonly Task[],
): AsyncGenerator<TaskPage | null> {
  const failures: Error[] = [];
  for (;;) {
    const waiting = tasks.filter((task) => task.state === 'waiting');
    if (waiting.length === 0) break;
    const byJob = waiting.find((task) => task.job !== null);
    if (byJob !== undefined) {
      yield* readByJob(reader, byJob);
      continue;
    }
    for (const { task, answer } of await readFirstPages(reader, waiting)) {
      // An earlier answer of the same round may have made this table superfluous, or a later one may.
      if (task.state === 'waiting' && !isOpen(tasks, task))
        yield* readWindow({ ...reader, failures }, task, answer);
    }
    yield null;
  }
  // One object that fails in passing keeps no other waiting; all that was read is stored by now.
  if (failures[0] !== undefined) throw failures[0];
}

async function* readByJob(reader: PageReader, task: Task): AsyncGenerator<TaskPage | null> {
  for await (const page of readJob(reader.rest, reader.clock, reader.signal, task)) {
    yield { task, ...page };
    if (page.isLast) task.state = 'done';
    yield null;
  }
}

/** True while it is not known whether the table has rows in whose place this one stands. */
function isOpen(tasks: readonly Task[], { table, span }: Task): boolean {
  return tasks.some(
    (other) => other.span === span && other.table.object === table.insteadOf && other.state === 'waiting',
  );
}

/** With the failures that are to be thrown once everything else is read. */
interface RoundReader extends PageReader {
  readonly failures: Error[];
}

type Answer = Page<Row> | Error;

async function readFirstPages(
  reader: PageReader,
  waiting: readonly Task[],
): Promise<readonly { task: Task; answer: Answer }[]> {
  const [first] = waiting as readonly [Task, ...Task[]];
  if (isLong(first)) return [{ task: first, answer: await readAlone(reader.rest, first) }];
  const short = waiting.filter((task) => !isLong(task));
  const questions = questionsOf(reader.probes, short);
  const asked = new Set(questions.flatMap(({ task, standIn }) => [task, standIn]));
  const probes = probesOf(
    reader.probes,
    short.filter((task) => !asked.has(task)),
  );
  const queries = questions.map(({ path }, index) => ({ referenceId: `query${index}`, path }));
  try {
    const answers = await reader.rest.composite([...queries, ...probes.flatMap(({ parts }) => parts)]);
    settleProbes(reader.probes, probes, answers);
    return questions.flatMap((question, index) => {
      const { error, body } = answers[index]!;
      const answer = error ?? (body as Page<Row>);
      if (question.standIn === null) return [{ task: question.task, answer }];
      settleQuestion(question, answer);
      return [];
    });
  } catch (error) {
    if (!(error instanceof SalesforceError)) throw error;
    // Refused as a whole: what remains is to ask for one thing at a time.
    settleProbes(reader.probes, probes, []);
    return [{ task: first, answer: await readAlone(reader.rest, first) }];
  }
}

const isLong = ({ from, to }: Task) => to - from > longSpanMs;

async function readAlone(rest: Rest, task: Task): Promise<Answer> {
  return orRefusal(rest.get<Page<Row>>(pathOf(task)));
}

async function orRefusal(page: Promise<Page<Row>>): Promise<Answer> {
  try {
    return await page;
  } catch (error) {
    if (error instanceof SalesforceError || error instanceof QueryTimeout) return error;
    throw error;
  }
}

/** The pages of one window after its first answer, or what its failure asks for. */
async function* readWindow(reader: RoundReader, task: Task, first: Answer): AsyncGenerator<TaskPage> {
  let answer = first;
  for (;;) {
    if (answer instanceof Error) {
      await meet(reader, task, answer);
      return;
    }
    const next = answer.done ? undefined : answer.nextRecordsUrl;
    yield { task, rows: answer.records, isLast: next === undefined };
    if (task.state !== 'waiting') return;
    if (next === undefined) {
      nextWindow(task);
      return;
    }
    answer = await orRefusal(reader.rest.get<Page<Row>>(next));
  }
}

// "Too long" in three ways: for the clock, for the planner, and for a user who may not see everything.
const tooMuch = /^(QUERY_TIMEOUT|QUERY_TOO_COMPLICATED|OPERATION_TOO_LARGE|REQUEST_RUNNING_TOO_LONG)$/;

/** Decides what follows a failed query: the task stays waiting, for another query, or is refused. */
async function meet({ relearn, log, failures }: RoundReader, task: Task, error: Error): Promise<void> {
  task.held = [];
  const isTimeout = error instanceof QueryTimeout;
  if (!isTimeout && !(error instanceof SalesforceError)) {
    // A quota is everybody's.
    if (!(error instanceof TransientError) || error.retry === 'slow') throw error;
    failures.push(error);
    task.state = 'failed';
    return;
  }
  const code = isTimeout ? 'QUERY_TIMEOUT' : error.errorCode;
  if (tooMuch.test(code)) {
    if (narrow(task)) return;
    if (isTimeout) {
      failures.push(error);
      task.state = 'failed';
      return;
    }
  }
  if (code === 'INVALID_QUERY_LOCATOR') {
    // The next query starts after the last row that was read; without any progress it would do so for ever.
    if (task.restartedAt === task.reached) throw new TransientError('slow', 'salesforce_unavailable');
    task.restartedAt = task.reached;
    return;
  }
  if (code === 'INVALID_FIELD' && !isTimeout) {
    const table = await relearn(task.table, error);
    if (table !== null) {
      task.table = table;
      return;
    }
  }
  log.warn(
    { object: task.table.object, code },
    'an object cannot be read: the feature tells what is missing and goes on without it',
  );
  task.refused = code;
  task.state = 'dropped';
}
