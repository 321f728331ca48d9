import type { Span, SweepRequest } from '../../../activity/service.ts';
import type { BulkPosition } from '../bulkQuery.ts';
import type { Row } from '../rest.ts';
import type { Reached, Stretch, Table } from './tables.ts';

/** One table that is to be read for one span, and how far that has come. */
export interface Task {
  /** Names it in the cursor: the span's place in the request, and the object. */
  readonly name: string;
  readonly span: Span;
  /** The span in whole seconds, as Salesforce keeps time, epoch ms. */
  readonly from: number;
  readonly to: number;
  /** True where the span reaches the present. */
  readonly open: boolean;
  table: Table;
  reached: Reached;
  /** End of the time that is asked for at once: `to`, unless a query for so much ran too long. */
  until: number;
  /** Rows of the page before that wait for their other half. */
  held: readonly Row[];
  /** Set where it is read by a query job: how far, undefined before there is one. */
  job: { position: BulkPosition | undefined } | null;
  state: 'waiting' | 'done' | 'dropped' | 'failed';
  /** Why its table cannot be read: an error code of Salesforce. */
  refused: string | null;
  /** Where it last went on without the locator of its pages. */
  restartedAt: Reached | null;
  /** False once `getUpdated` was asked whether there is anything new. */
  mayProbe: boolean;
  /** False once it was asked whether any of its records was saved. */
  mayAskRecords: boolean;
}

const second = 1000;
/** A span that ends this close to now has to be read without an end, see `pageSoql`. */
const present = 10 * 60_000;

/** The work of one table for one span, from its beginning. */
export function toTask(name: string, span: Span, table: Table, now: number): Task {
  const from = Math.floor(span.from / second) * second;
  const to = Math.ceil(span.to / second) * second;
  return {
    ...{ name, span, from, to, table, open: to >= now - present },
    ...{ reached: { at: from, id: '' }, until: to, held: [], job: null },
    ...{ state: 'waiting', refused: null, restartedAt: null, mayProbe: table.replicateable },
    mayAskRecords: true,
  };
}

/** What the next query of a task is to bring. */
export function stretchOf({ reached, until, from, to, open }: Task): Stretch {
  return { reached, until, span: { from, to }, open };
}

/**
 * Goes on after a window was read to its end: with one of twice its length, since what ran too long was perhaps no
 * more than one busy hour.
 */
export function nextWindow(task: Task): void {
  if (task.until >= task.to) {
    task.state = 'done';
    return;
  }
  const length = Math.max(task.until - task.reached.at, second);
  task.reached = { at: task.until, id: '' };
  task.until = Math.min(task.to, task.until + 2 * length);
}

/** Asks for half as much at once; false where it cannot be less than a second. */
export function narrow(task: Task): boolean {
  const half = Math.floor((task.until - task.reached.at) / 2 / second) * second;
  if (half < second) return false;
  task.until = task.reached.at + half;
  return true;
}

/** How much of a task is read, 0 to 1. */
function shareOf({ state, reached, from, to }: Task): number {
  if (state === 'done' || state === 'dropped') return 1;
  return to <= from ? 0 : Math.min(1, Math.max(0, (reached.at - from) / (to - from)));
}

/** How much of all tasks is read, 0 to 1. */
export function progressOf(tasks: readonly Task[]): number {
  if (tasks.length === 0) return 1;
  return tasks.reduce((sum, task) => sum + shareOf(task), 0) / tasks.length;
}

/** By task: 1 where it is done, the job that is being read, or the time and id of the last row that was stored. */
type Stored = Readonly<Record<string, 1 | BulkPosition | readonly [number, string]>>;

/** The position of a sweep, opaque outside: how far each of its tasks has come. */
export function toCursor(tasks: readonly Task[]): string {
  const stored: Record<string, Stored[string]> = {};
  for (const { name, state, reached, job, refused } of tasks) {
    if (state === 'waiting' || state === 'failed') stored[name] = job?.position ?? [reached.at, reached.id];
    // What could not be read is tried again, what is superfluous is not.
    else if (refused === null) stored[name] = 1;
  }
  return JSON.stringify(stored);
}

/** Puts tasks where an earlier try at the same spans stopped; throws on a cursor of something else. */
export function restore(tasks: readonly Task[], { cursor }: Pick<SweepRequest, 'cursor'>): void {
  if (cursor === null) return;
  const stored = JSON.parse(cursor) as Stored;
  for (const task of tasks) {
    const place = stored[task.name];
    if (place === undefined) continue;
    if (place === 1) task.state = 'done';
    else if ('jobId' in place) task.job = { position: place };
    else task.reached = { at: place[0], id: place[1] };
  }
}
