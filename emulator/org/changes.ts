import { compoundOf, restFields } from './objects/index.ts';
import type { OrgRecord, Value } from './record.ts';
import type { Touched } from './transaction.ts';
import type { ChangeType, CommittedChange, FieldDef, ObjectDef } from './types.ts';

/** What all events of one transaction share. */
export interface CommitStamp {
  readonly changeOrigin: string;
  readonly transactionKey: string;
  readonly commitTimestamp: number;
  readonly commitUser: string;
  nextCommitNumber(): bigint;
}

type Body = Pick<CommittedChange, 'values' | 'changed' | 'nulled' | 'diff'>;
type Draft = { entity: string; changeType: ChangeType; recordIds: string[]; body: Body };

/**
 * The change events of a transaction: one for each record, whatever was done to it in between, and one
 * for several records of a type that changed in the same way (Change Data Capture Developer Guide,
 * "Merged Change Events" and "Transaction-Based Replication").
 */
export function toChangeEvents(touched: Iterable<Touched>, stamp: CommitStamp): CommittedChange[] {
  const drafts = new Map<string, Draft>();
  for (const each of touched) {
    const changeType = each.def.hasChangeEvents ? changeTypeOf(each) : undefined;
    if (!changeType) continue;
    const body = bodyOf(changeType, each);
    const key = JSON.stringify([each.def.name, changeType, body]);
    const same = drafts.get(key);
    if (same) same.recordIds.push(each.id);
    else drafts.set(key, { entity: each.def.name, changeType, recordIds: [each.id], body });
  }
  const { nextCommitNumber, ...shared } = stamp;
  return [...drafts.values()].map(({ entity, changeType, recordIds, body }, index) => ({
    entity,
    changeType,
    recordIds,
    ...shared,
    sequenceNumber: index + 1,
    commitNumber: nextCommitNumber(),
    ...body,
  }));
}

function changeTypeOf({ before, after }: Touched): ChangeType | undefined {
  if (!before) return after.IsDeleted ? undefined : 'CREATE';
  if (before.IsDeleted) return after.IsDeleted ? undefined : 'UNDELETE';
  return after.IsDeleted ? 'DELETE' : 'UPDATE';
}

function bodyOf(changeType: ChangeType, { def, before, after }: Touched): Body {
  const none: Body = { values: {}, changed: [], nulled: [], diff: [] };
  if (changeType === 'DELETE') return none;
  const fields = eventFields(def);
  if (changeType !== 'UPDATE') {
    const values = Object.fromEntries(fields.map((field) => [field.name, after[field.name] ?? null]));
    return { ...none, values };
  }
  const changedFields = fields.filter((field) => hasChanged(field, before!, after));
  const isNull = (field: FieldDef): boolean => (after[field.name] ?? null) === null;
  return {
    values: Object.fromEntries(
      changedFields.map((field) => [field.name, after[field.name] ?? null] as [string, Value]),
    ),
    changed: changedFields.map((field) => qualifiedName(def, field)),
    nulled: changedFields.filter(isNull).map((field) => qualifiedName(def, field)),
    diff: [],
  };
}

function hasChanged(field: FieldDef, before: OrgRecord, after: OrgRecord): boolean {
  // LastModifiedDate is in every update, even of the same second, as the guide's examples show.
  if (field.name === 'LastModifiedDate') return true;
  return (before[field.name] ?? null) !== (after[field.name] ?? null);
}

function qualifiedName(def: ObjectDef, field: FieldDef): string {
  const compound = compoundOf(def, field.name);
  return compound ? `${compound.parent.name}.${compound.part}` : field.name;
}

const cached = new WeakMap<ObjectDef, readonly FieldDef[]>();

/** The fields that an event carries, compounds replaced by their parts. */
function eventFields(def: ObjectDef): readonly FieldDef[] {
  const known = cached.get(def);
  if (known) return known;
  const all = restFields(def);
  const fields = def.fields
    .filter((field) => field.changeEvent !== false)
    .flatMap((field) => field.parts?.map((part) => all.get(part.name.toLowerCase())!) ?? [field]);
  cached.set(def, fields);
  return fields;
}
