import { mayAsk, type Probes } from './probe.ts';
import { newsSoql, pageSoql } from './tables.ts';
import { stretchOf, type Task } from './work.ts';

/** How many queries one API call may hold. */
const queriesAtOnce = 5;

/** One query of a round: the next page of `task`, or, with `standIn`, whether either of the two has anything to read. */
export interface Question {
  readonly task: Task;
  readonly standIn: Task | null;
  readonly path: string;
}

/** The queries of the next API call: what can only be queried comes first; what can be asked for news cheaply waits. */
export function questionsOf(probes: Probes, tasks: readonly Task[]): readonly Question[] {
  const sorted = [...tasks].sort((a, b) => Number(mayAsk(probes, a)) - Number(mayAsk(probes, b)));
  const onlyQueried = sorted.filter((task) => !mayAsk(probes, task));
  const standIns = onlyQueried.length > queriesAtOnce ? pairUp(onlyQueried) : new Map<Task, Task>();
  const paired = new Set(standIns.values());
  return sorted
    .filter((task) => !paired.has(task))
    .slice(0, queriesAtOnce)
    .map((task) => toQuestion(task, standIns.get(task) ?? null));
}

/** The query of a task's next page. */
export function pathOf(task: Task): string {
  return toPath(pageSoql(task.table, stretchOf(task)));
}

/** Ends both tasks of a question where none of their records was saved; otherwise both are to be queried. */
export function settleQuestion({ task, standIn }: Question, answer: { records: unknown[] } | Error): void {
  for (const one of standIn === null ? [] : [task, standIn]) {
    one.mayAskRecords = false;
    if (!(answer instanceof Error) && answer.records.length === 0) one.state = 'done';
  }
}

const toPath = (soql: string) => `queryAll?q=${encodeURIComponent(soql)}`;

function toQuestion(task: Task, standIn: Task | null): Question {
  const path = standIn === null ? pathOf(task) : toPath(newsSoql(task.table, task.from));
  return { task, standIn, path };
}

/**
 * History tables with the one that stands in for each. A row of either is written by a save of its record, which is
 * stamped no earlier: one query for saved records asks for both.
 */
function pairUp(tasks: readonly Task[]): ReadonlyMap<Task, Task> {
  const mayShare = ({ mayAskRecords, open, reached, from, table }: Task) =>
    mayAskRecords && open && reached.id === '' && reached.at === from && isStamped(table.record);
  const pairs = new Map<Task, Task>();
  for (const standIn of tasks.filter(({ table }) => table.insteadOf !== undefined)) {
    const task = tasks.find(
      ({ span, table }) => span === standIn.span && table.object === standIn.table.insteadOf,
    );
    if (task !== undefined && mayShare(task) && mayShare(standIn)) pairs.set(task, standIn);
  }
  return pairs;
}

function isStamped(record: Task['table']['record']): boolean {
  return record?.queryable === true && record.fields.has('SystemModstamp');
}
