import { compoundOf, restFields } from './objects/index.ts';
import type { OrgRecord, Value } from './record.ts';
import { toTextDiff } from './textDiff.ts';
import type { EventKind, Touched } from './transaction.ts';
import type { ChangeType, CommittedChange, FieldDef, ObjectDef } from './types.ts';

/** What all events of one transaction share. */
export interface CommitStamp {
  readonly changeOrigin: string;
  readonly transactionKey: string;
  readonly commitTimestamp: number;
  readonly commitUser: string;
  nextCommitNumber(): bigint;
}

/** What becomes of a transaction's events beside what was done. */
export interface EventRules {
  readonly kind: EventKind;
  /** Changes of one transaction after which its events overflow; each changed field counts. */
  readonly overflowAfter: number;
}

type Body = Pick<CommittedChange, 'values' | 'changed' | 'nulled' | 'diff'>;
const NOTHING: Body = { values: {}, changed: [], nulled: [], diff: [] };
const NO_RECORD = '000000000000000AAA';
type Draft = { entity: string; changeType: ChangeType; recordIds: string[]; body: Body };

/**
 * The change events of a transaction: one for each record, whatever was done to it in between, and one
 * for several records of a type that changed in the same way (Change Data Capture Developer Guide,
 * "Merged Change Events" and "Transaction-Based Replication").
 */
export function toChangeEvents(
  touched: Iterable<Touched>,
  stamp: CommitStamp,
  { kind, overflowAfter }: EventRules,
): CommittedChange[] {
  const drafts = new Map<string, Draft>();
  const limit = kind === 'overflow' ? 0 : overflowAfter;
  let changes = 0;
  for (const each of touched) {
    const changeType = each.def.hasChangeEvents ? changeTypeOf(each) : undefined;
    if (!changeType) continue;
    const full = bodyOf(changeType, each);
    changes += Math.max(1, full.changed.length);
    const draft =
      changes > limit
        ? overflow(each.def.name)
        : toDraft(each, changeType, kind === 'plain' ? full : NOTHING);
    const key = JSON.stringify([draft.entity, draft.changeType, draft.body, kind === 'gapSingle' && each.id]);
    const same = drafts.get(key);
    if (!same) drafts.set(key, draft);
    else if (draft.changeType !== 'GAP_OVERFLOW') same.recordIds.push(each.id);
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

function toDraft({ def, id }: Touched, changeType: ChangeType, body: Body): Draft {
  const type = body === NOTHING ? (`GAP_${changeType}` as ChangeType) : changeType;
  return { entity: def.name, changeType: type, recordIds: [id], body };
}

function overflow(entity: string): Draft {
  return { entity, changeType: 'GAP_OVERFLOW', recordIds: [NO_RECORD], body: NOTHING };
}

function changeTypeOf({ before, after, changed }: Touched): ChangeType | undefined {
  if (!changed) return undefined;
  if (!before) return after.IsDeleted ? undefined : 'CREATE';
  if (before.IsDeleted) return after.IsDeleted ? undefined : 'UNDELETE';
  return after.IsDeleted ? 'DELETE' : 'UPDATE';
}

function bodyOf(changeType: ChangeType, { def, before, after }: Touched): Body {
  const none = { ...NOTHING };
  if (changeType === 'DELETE') return none;
  const fields = eventFields(def);
  if (changeType !== 'UPDATE') {
    const values = Object.fromEntries(fields.map((field) => [field.name, after[field.name] ?? null]));
    return { ...none, values };
  }
  const changedFields = fields.filter(
    (field) => hasChanged(field, before!, after) && !(field.parts && after.IsPersonAccount),
  );
  const diffs = new Map<string, string>();
  for (const each of changedFields) {
    const diff = each.type === 'textarea' && toTextDiff(before?.[each.name], after[each.name]);
    if (diff) diffs.set(each.name, diff);
  }
  const isNull = (field: FieldDef): boolean => (after[field.name] ?? null) === null;
  return {
    values: Object.fromEntries(
      changedFields.map(({ name }) => [name, diffs.get(name) ?? after[name] ?? null] as [string, Value]),
    ),
    changed: changedFields.map((field) => qualifiedName(def, field)),
    nulled: changedFields.filter(isNull).map((field) => qualifiedName(def, field)),
    diff: changedFields.filter(({ name }) => diffs.has(name)).map((field) => qualifiedName(def, field)),
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
    .flatMap((field) => {
      const parts = field.parts?.map((part) => all.get(part.name.toLowerCase())!);
      // The name of an account may also be one text.
      return def.name === 'Account' && field.name === 'Name' ? [field, ...(parts ?? [])] : (parts ?? [field]);
    });
  cached.set(def, fields);
  return fields;
}
