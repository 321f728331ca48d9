import type { Change, Values } from '../../../activity/change.ts';
import type { People, Reject } from '../../../activity/service.ts';
import type { Row } from '../rest.ts';
import { toReadRecord } from '../rows.ts';
import { toReject } from './rejects.ts';
import { idOf, timeOf } from './rowValues.ts';
import type { Table } from './tables.ts';

/** What rows of records are read for. */
export interface DeltaReading {
  /** Whole seconds, epoch ms: `from` inclusive, `to` exclusive. */
  readonly span: { readonly from: number; readonly to: number };
  readonly people: People;
  /** First record that a note is linked to, by the note's id. */
  readonly parents: ReadonlyMap<string, string>;
}

/**
 * Turns rows of records into what they tell of the span: that a record was created, edited or deleted in it. Which
 * fields an edit changed, and edits before the last one, no row tells. Each change takes the row's values as they are
 * now, with the time as of which they are known.
 */
export function readDeltaRows(
  table: Table,
  rows: readonly Row[],
  reading: DeltaReading,
): { changes: readonly Change[]; rejects: readonly Reject[] } {
  const changes: Change[] = [];
  const rejects: Reject[] = [];
  for (const row of rows) {
    const created = timeOf(row.CreatedDate);
    const stamp = timeOf(row[table.stamp]);
    const id = idOf(row.Id);
    if (id === null || created === null || stamp === null) {
      rejects.push(toReject(table, `delta:${id ?? String(row.Id)}`, 'a row without its id or times'));
      continue;
    }
    changes.push(...toChanges(table, row, { id, created, stamp }, reading));
  }
  return { changes, rejects };
}

interface Known {
  readonly id: string;
  readonly created: number;
  readonly stamp: number;
}

function toChanges(table: Table, row: Row, { id, created, stamp }: Known, reading: DeltaReading): Change[] {
  const { reads, feature } = table;
  const isWithin = (at: number) => at >= reading.span.from && at < reading.span.to;
  const head = {
    path: 'delta',
    ...{ feature: feature.key, objectType: reads.type, objectId: id },
    ...{ transaction: null, automated: false, via: null, fields: [] },
    readAsOf: stamp,
  } as const;
  const changes: Change[] = [];
  const add = (key: string, action: Change['action'], at: number, by: unknown, values: Values) => {
    const remoteUserId = idOf(by);
    // A save without a user is nobody's, and belongs in nobody's day.
    if (remoteUserId !== null) changes.push({ ...head, key, action, at, remoteUserId, values });
  };
  const values = (): Values => valuesOf(table, row, id, reading);
  if (isWithin(created)) add('delta:created', 'created', created, row.CreatedById, values());
  if (row.IsDeleted === true) {
    // What it says of people and places is told by its creation alone.
    const kept = isWithin(created) ? values() : recordValues(table, row);
    if (isWithin(stamp)) add(`delta:deleted:${stamp}`, 'deleted', stamp, row.LastModifiedById, kept);
    return changes;
  }
  const { at: editedAt, by: editedBy } = reads.delta?.edited ?? usualEdit;
  const edited = timeOf(row[editedAt]);
  if (edited !== null && edited > created && isWithin(edited) && isNews(table, row, reading)) {
    add(`delta:updated:${edited}`, 'updated', edited, row[editedBy], values());
  }
  return changes;
}

const usualEdit = { at: 'LastModifiedDate', by: 'LastModifiedById' };

/** Later saves of what happened once (an e-mail that is opened) are no news; the sending of a draft is. */
function isNews({ reads }: Table, row: Row, { span }: DeltaReading): boolean {
  if (reads.delta?.happenedAt === undefined) return true;
  const happened = timeOf(row[reads.delta.happenedAt]);
  return happened !== null && happened >= span.from;
}

function valuesOf(table: Table, row: Row, id: string, { people, parents }: DeltaReading): Values {
  const parent = parents.get(id);
  return {
    ...recordValues(table, row),
    ...table.reads.delta?.derive?.values(row, people),
    ...(parent !== undefined && { ParentId: parent }),
  };
}

function recordValues({ reads, columns }: Table, row: Row): Values {
  return toReadRecord(row, reads, columns).values;
}
