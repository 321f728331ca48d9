import type { LoggedStep, LoggedTransaction } from './changeLog.ts';
import { RECYCLE_BIN_MS } from './rows.ts';

/** One change of one record as the log has it: the saves of one transaction up to a deletion or undeletion. */
export interface RecordChange {
  readonly transaction: LoggedTransaction;
  readonly steps: readonly LoggedStep[];
  readonly kind: 'created' | 'updated' | 'deleted' | 'undeleted' | 'touched';
}

/** The changes of each record by its id, in the order in which they were committed. */
export function recordChanges(transactions: readonly LoggedTransaction[]): Map<string, RecordChange[]> {
  const records = new Map<string, RecordChange[]>();
  for (const transaction of transactions) {
    const own = new Map<string, LoggedStep[]>();
    for (const step of transaction.steps) {
      const before = own.get(step.id);
      if (before) before.push(step);
      else own.set(step.id, [step]);
    }
    for (const [id, steps] of own) {
      const known = records.get(id) ?? [];
      records.set(id, known);
      for (const part of split(steps)) known.push({ transaction, steps: part, kind: kindOf(part) });
    }
  }
  return records;
}

/** A deletion and an undeletion stand alone: each is a change of its own. */
function split(steps: readonly LoggedStep[]): LoggedStep[][] {
  const parts: LoggedStep[][] = [];
  for (const step of steps) {
    const alone = step.what === 'deleted' || step.what === 'undeleted';
    const before = parts.at(-1);
    const joins = before && !alone && before[0]!.what !== 'deleted' && before[0]!.what !== 'undeleted';
    if (joins) before.push(step);
    else parts.push([step]);
  }
  return parts;
}

function kindOf(steps: readonly LoggedStep[]): RecordChange['kind'] {
  const kinds = new Set(steps.map(({ what }) => what));
  for (const kind of ['created', 'deleted', 'undeleted', 'updated'] as const)
    if (kinds.has(kind)) return kind;
  return 'touched';
}

/** When even queryAll does not find the record: 15 days after it was deleted, or at once where it has no Recycle Bin. */
export function absences(changes: readonly RecordChange[]): { readonly from: number; readonly to: number }[] {
  return changes.flatMap(({ kind, steps, transaction }, index) => {
    if (kind !== 'deleted') return [];
    const { def, at } = steps[0]!;
    const back = changes.slice(index + 1).find((each) => each.kind === 'undeleted');
    const from = def.hardDelete ? transaction.committedAt : at + RECYCLE_BIN_MS;
    return [{ from, to: back?.transaction.committedAt ?? Number.POSITIVE_INFINITY }];
  });
}
