import type { Path } from './activity.ts';
import type { Change, RecordState, Value, Values } from './change.ts';
import type { ObjectReads } from './feature.ts';
import type { ReadRecord } from './service.ts';

// Stamps that stand among `valuesAt` beside the fields: when the record was last deleted or brought back,
// and the save as of which it is wholly known. No field is called like this.
const deletedStamp = '*deleted';
const wholeStamp = '*whole';
// And one that stays: its last deletion, brought back or not.
const goneStamp = '*gone';

/**
 * The record after one more save, whatever the order in which saves arrive: the later one wins field by field.
 * At equal times the one that is merged last wins, so callers keep the order of the source. A create or
 * undelete names the whole record, so what it leaves out is empty; a delete keeps the values for its titles.
 */
export function mergeRecord(
  previous: RecordState | null,
  change: Change,
  arrivedAt: number,
  reads: ObjectReads,
): RecordState {
  const read = change.readAsOf !== undefined;
  // A history row tells that the record was created, not what it was created with.
  const complete =
    !read &&
    change.path !== 'field_history' &&
    (change.action === 'created' || change.action === 'undeleted');
  const whole = read || complete;
  const merged = overlay(previous, change.values, change.readAsOf ?? change.at, whole, reads);
  if (complete) emptyTheRest(merged, change, reads);
  let deleted = previous?.deleted ?? false;
  // What can be read is not deleted, unless it was deleted in or after the save that was read.
  if (change.readAsOf !== undefined && (merged.valuesAt[deletedStamp] ?? 0) < change.readAsOf)
    deleted = false;
  if (change.action !== 'updated' && change.at >= (merged.valuesAt[deletedStamp] ?? change.at)) {
    deleted = change.action === 'deleted';
    merged.valuesAt[deletedStamp] = change.at;
  }
  if (change.action === 'deleted') {
    merged.valuesAt[goneStamp] = Math.max(change.at, merged.valuesAt[goneStamp] ?? change.at);
  }
  const { at, remoteUserId, automated, via } = change;
  const saved =
    previous === null || at >= previous.saved.at
      ? { at, arrivedAt, remoteUserId, automated, via }
      : previous.saved;
  const paths: readonly Path[] = previous?.paths.includes(change.path)
    ? previous.paths
    : [...(previous?.paths ?? []), change.path];
  const known = { whole: whole || (previous?.whole ?? false), deleted, saved, paths };
  return finish(previous, change.objectId, change.objectType, merged, known, reads);
}

/** True for a record that was deleted at some time, whether or not it was brought back. */
export function wasDeleted({ valuesAt }: RecordState): boolean {
  return goneStamp in valuesAt;
}

/** The record after its whole row was read at `at` (epoch ms): saves that are later than the reading stay. */
export function mergeRead(
  previous: RecordState | null,
  read: ReadRecord,
  at: number,
  reads: ObjectReads,
): RecordState {
  const merged = overlay(previous, read.values, at, true, reads);
  // What can be read is not deleted, unless it was deleted after the reading.
  const deletedLater = (merged.valuesAt[deletedStamp] ?? 0) > at;
  const known = {
    whole: true,
    deleted: deletedLater && (previous?.deleted ?? false),
    saved: previous?.saved ?? { at, arrivedAt: at, remoteUserId: '', automated: false, via: null },
    paths: previous?.paths ?? [],
  };
  return finish(previous, read.id, read.type, merged, known, reads, read.name);
}

/**
 * The change as it may be stored beside `record`: without what its object redacts, be it for what is known of the
 * record or for what the change itself says (its own privacy may have been lifted since).
 */
export function redactChange<C extends Change>(change: C, record: RecordState, reads: ObjectReads): C {
  if (reads.redact === undefined) return change;
  const said = { values: change.values, whole: true };
  const values = reads.redact(reads.redact(change.values, record), said);
  return values === change.values ? change : { ...change, values };
}

/** True where the record came to forbid what its stored saves and entries may still tell: it was made private. */
export function forbidsMore(previous: RecordState | null, record: RecordState, reads: ObjectReads): boolean {
  const { redact } = reads;
  if (redact === undefined || previous === null) return false;
  return reads.keep.some((field) => {
    const probe: Values = { [field]: '' };
    return redact(probe, previous) === probe && redact(probe, record) !== probe;
  });
}

interface Merged {
  readonly values: Record<string, Value>;
  readonly valuesAt: Record<string, number>;
}

function overlay(
  previous: RecordState | null,
  values: Values,
  at: number,
  whole: boolean,
  reads: ObjectReads,
): Merged {
  const merged: Merged = { values: { ...previous?.values }, valuesAt: { ...previous?.valuesAt } };
  const knownAsOf = merged.valuesAt[wholeStamp] ?? Number.NEGATIVE_INFINITY;
  for (const [field, value] of Object.entries(values)) {
    // A whole save is silent on what only readings tell, such as who attends.
    const told = reads.keep.includes(field) || reads.show.includes(field);
    if (at < (merged.valuesAt[field] ?? (told ? knownAsOf : Number.NEGATIVE_INFINITY))) continue;
    merged.values[field] = value;
    merged.valuesAt[field] = at;
  }
  if (whole) merged.valuesAt[wholeStamp] = Math.max(at, knownAsOf);
  return merged;
}

function emptyTheRest(merged: Merged, change: Change, reads: ObjectReads): void {
  for (const field of [...reads.keep, ...reads.show]) {
    if (field in change.values || (merged.valuesAt[field] ?? Number.POSITIVE_INFINITY) > change.at) continue;
    delete merged.values[field];
    delete merged.valuesAt[field];
  }
}

function finish(
  previous: RecordState | null,
  id: string,
  type: string,
  merged: Merged,
  known: Pick<RecordState, 'whole' | 'deleted' | 'saved' | 'paths'>,
  reads: ObjectReads,
  nameRead: string | null = null,
): RecordState {
  const values =
    reads.redact?.(merged.values, { values: merged.values, whole: known.whole }) ?? merged.values;
  for (const field of values === merged.values ? [] : Object.keys(merged.values)) {
    // What was taken out is known as of no time: once it may be told, whatever tells it wins.
    if (!(field in values)) delete merged.valuesAt[field];
    else if (values[field] !== merged.values[field]) merged.valuesAt[field] = 0;
  }
  return {
    id,
    type,
    name: reads.nameOf(values) ?? nameRead,
    values,
    valuesAt: merged.valuesAt,
    ...known,
    partOf: reads.partOf?.(values) ?? null,
    toldBy: previous?.toldBy ?? null,
  };
}
