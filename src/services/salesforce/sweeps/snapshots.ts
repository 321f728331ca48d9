import { type Change, snapshotKey, type Value } from '../../../activity/change.ts';
import type { Reject } from '../../../activity/service.ts';
import { TransientError } from '../../../errors.ts';
import { SalesforceError } from '../errors.ts';
import type { Rest, Row } from '../rest.ts';
import { toReject } from './rejects.ts';
import { idOf, timeOf, toTyped } from './rowValues.ts';
import type { Table } from './tables.ts';
import { toLiteral } from './tables.ts';

interface Snapshot {
  readonly id: string;
  readonly recordId: string;
  readonly at: number;
  readonly by: string;
  readonly values: Readonly<Record<string, Value>>;
}

const recordsAtOnce = 200;

/**
 * Turns rows of OpportunityHistory into what changed between each and the one before it, which is read with all
 * earlier rows of the same records. The first snapshot of a record is its creation (Object Reference,
 * "OpportunityHistory").
 */
export async function readSnapshots(
  rest: Pick<Rest, 'queryAll'>,
  table: Table,
  rows: readonly Row[],
): Promise<{ changes: readonly Change[]; rejects: readonly Reject[] }> {
  const rejects: Reject[] = [];
  const wanted = new Map<string, Snapshot>();
  for (const row of rows) {
    const snapshot = toSnapshot(table, row);
    if ('reason' in snapshot) rejects.push(snapshot);
    else wanted.set(snapshot.id, snapshot);
  }
  const last = Math.max(...[...wanted.values()].map(({ at }) => at));
  const records = [...new Set([...wanted.values()].map(({ recordId }) => recordId))];
  const changes: Change[] = [];
  for (let from = 0; from < records.length; from += recordsAtOnce) {
    const story = await readStory(rest, table, records.slice(from, from + recordsAtOnce), last);
    changes.push(...compareSnapshots(table, story, wanted));
  }
  return { changes, rejects };
}

async function readStory(
  rest: Pick<Rest, 'queryAll'>,
  table: Table,
  records: readonly string[],
  until: number,
): Promise<readonly Snapshot[]> {
  const ids = records.map((id) => `'${id}'`).join(', ');
  const parent = table.reads.history!.parent;
  const soql =
    `SELECT ${table.select.join(', ')} FROM ${table.object} ` +
    `WHERE ${parent} IN (${ids}) AND CreatedDate <= ${toLiteral(until)} ORDER BY CreatedDate, Id`;
  const story: Snapshot[] = [];
  try {
    for await (const page of rest.queryAll(soql)) {
      for (const row of page) {
        const snapshot = toSnapshot(table, row);
        if (!('reason' in snapshot)) story.push(snapshot);
      }
    }
  } catch (error) {
    // The same columns were read a moment ago, so a refusal (of a locator, say) passes.
    if (!(error instanceof SalesforceError)) throw error;
    throw new TransientError('slow', 'salesforce_unavailable', 'reading snapshots', { cause: error });
  }
  return story;
}

function compareSnapshots(
  table: Table,
  story: readonly Snapshot[],
  wanted: ReadonlyMap<string, Snapshot>,
): Change[] {
  const before = new Map<string, Snapshot>();
  const changes: Change[] = [];
  for (const snapshot of story) {
    const change = toChange(table, before.get(snapshot.recordId), snapshot);
    before.set(snapshot.recordId, snapshot);
    if (wanted.has(snapshot.id) && change !== null) changes.push(change);
  }
  return changes;
}

function toSnapshot(table: Table, row: Row): Snapshot | Reject {
  const id = idOf(row.Id);
  const recordId = idOf(row[table.reads.history!.parent]);
  const at = timeOf(row.CreatedDate);
  const by = idOf(row.CreatedById);
  if (id === null || recordId === null || at === null || by === null) {
    return toReject(
      table,
      `${snapshotKey}${id ?? String(row.Id)}`,
      'a row without its id, record, time or user',
    );
  }
  const values: Record<string, Value> = {};
  for (const field of table.reads.history!.snapshots!.fields) {
    const value = toTyped(row[field], table.record?.fields.get(field));
    if (value !== undefined && table.select.includes(field)) values[field] = value;
  }
  return { id, recordId, at, by, values };
}

function toChange(
  { reads, feature }: Table,
  before: Snapshot | undefined,
  snapshot: Snapshot,
): Change | null {
  const { id, recordId: objectId, at, by: remoteUserId, values: now } = snapshot;
  const head = {
    path: 'field_history',
    ...{ key: `${snapshotKey}${id}`, feature: feature.key, objectType: reads.type, objectId },
    ...{ at, remoteUserId, transaction: null, automated: false, via: null },
  } as const;
  if (before === undefined) return { ...head, action: 'created', fields: [], values: {} };
  const changed = Object.keys(now).filter((field) => now[field] !== before.values[field]);
  const fields = changed.filter((field) => field in before.values);
  if (fields.length === 0) return null;
  const pick = (values: Snapshot['values']) =>
    Object.fromEntries(fields.map((field) => [field, values[field] ?? null]));
  return { ...head, action: 'updated', fields, values: pick(now), before: pick(before.values) };
}
