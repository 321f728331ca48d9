import type { Change } from '../../../activity/change.ts';
import type { People, Reject } from '../../../activity/service.ts';
import type { Rest, Row } from '../rest.ts';
import { readDeltaRows } from './deltaRows.ts';
import { readHistoryRows } from './historyRows.ts';
import { readParents } from './noteParents.ts';
import type { TaskPage } from './pages.ts';
import { idOf, timeOf } from './rowValues.ts';
import { readSnapshots } from './snapshots.ts';
import type { Reached } from './tables.ts';
import type { Task } from './work.ts';

/** What a page comes to. */
interface PageRead {
  readonly changes: readonly Change[];
  readonly rejects: readonly Reject[];
}

/** Turns a page into changes and moves its task behind the rows that are told with it. */
export async function readRows(
  rest: Rest,
  { task, rows, isLast }: TaskPage,
  people: People,
): Promise<PageRead> {
  const { table } = task;
  if (rows.length === 0 && task.held.length === 0) return { changes: [], rejects: [] };
  if (table.kind === 'history') {
    const all = [...task.held, ...rows];
    const { held, ...read } = readHistoryRows(table, all, isLast);
    const first = held.length === 0 ? -1 : all.indexOf(held[0]!);
    moveBehind(task, first < 0 ? all : all.slice(0, first));
    task.held = held;
    return read;
  }
  if (table.kind === 'snapshots') {
    const read = await readSnapshots(rest, table, rows);
    moveBehind(task, rows);
    return read;
  }
  const ids = rows.flatMap((row) => (row.IsDeleted === true ? [] : (idOf(row.Id) ?? [])));
  const parents = await readParents(rest, table, ids);
  const read = readDeltaRows(table, rows, { span: { from: task.from, to: task.to }, people, parents });
  moveBehind(task, rows);
  return read;
}

/** The next query starts after the last of the rows; one that cannot be understood is passed with the others. */
function moveBehind(task: Task, rows: readonly Row[]): void {
  const reached = rows.findLast((row) => toReached(task, row) !== null);
  if (reached !== undefined) task.reached = toReached(task, reached)!;
}

function toReached({ table }: Task, row: Row): Reached | null {
  const [at, id] = [timeOf(row[table.stamp]), idOf(row.Id)];
  return at === null || id === null ? null : { at, id };
}
