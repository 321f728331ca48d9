import type { Change } from '../../../activity/change.ts';
import type { Reject, Span, SweepBatch } from '../../../activity/service.ts';
import { progressOf, type Task, toCursor } from './work.ts';

/** Rows that one batch may hold: as many as one page. */
const rowsAtOnce = 2000;

/** Collects what pages come to, until a batch is full. */
export interface Outbox {
  /** False where so many more rows belong into the next batch. */
  fits(rows: number): boolean;
  add(rows: number, changes: readonly Change[], rejects: readonly Reject[]): void;
  /** The batch with the position after all that was added; null where there is nothing to say. */
  take(): SweepBatch | null;
  /** A batch without any rows. */
  empty(): SweepBatch;
}

/** Opens the outbox of a sweep; `tasks` tell its position and the spans that were read to their end. */
export function openOutbox(spans: readonly Span[], tasks: readonly Task[]): Outbox {
  let changes: Change[] = [];
  let rejects: Reject[] = [];
  let rows = 0;
  let stored = toCursor(tasks);
  const told = new Set<Span>();
  const toBatch = (cursor: string, read: readonly Span[]): SweepBatch => ({
    ...{ changes, rejects, rows, read, lacking: [], cursor, coveredTo: null, features: [] },
    progress: progressOf(tasks),
  });
  return {
    fits: (more) => rows === 0 || rows + more <= rowsAtOnce,
    add: (more, newChanges, newRejects) => {
      rows += more;
      for (const change of newChanges) changes.push(change);
      for (const reject of newRejects) rejects.push(reject);
    },
    take: () => {
      const read = spans.filter((span) => !told.has(span) && isRead(span, tasks));
      for (const span of read) told.add(span);
      const cursor = toCursor(tasks);
      if (rows === 0 && read.length === 0 && cursor === stored) return null;
      stored = cursor;
      const batch = toBatch(cursor, read);
      [changes, rejects, rows] = [[], [], 0];
      return batch;
    },
    // Its lists are its own: what is added later belongs to the next batch.
    empty: () => ({ ...toBatch(stored, []), changes: [], rejects: [], rows: 0 }),
  };
}

/** True where every table of the span was read that can be, and one at least. */
function isRead(span: Span, tasks: readonly Task[]): boolean {
  const own = tasks.filter((task) => task.span === span);
  return (
    own.every(({ state }) => state === 'done' || state === 'dropped') &&
    own.some(({ state }) => state === 'done')
  );
}
