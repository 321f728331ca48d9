import type { Change, Value, Values } from '../../../activity/change.ts';
import type { Reject } from '../../../activity/service.ts';
import { canonicalFields } from '../canonicalFields.ts';
import type { DescribedField, DescribedObject } from '../describe.ts';
import { noise } from '../normalise.ts';
import type { Row } from '../rest.ts';
import { toReject } from './rejects.ts';
import { idOf, isId, timeOf, toTyped } from './rowValues.ts';
import type { Table } from './tables.ts';

/** What a page of rows comes to. */
export interface RowsRead {
  readonly changes: readonly Change[];
  readonly rejects: readonly Reject[];
  /** Rows whose other half may stand on the next page: they are to be read again with it. */
  readonly held: readonly Row[];
}

/** What a row says happened. */
type Meaning =
  | { readonly kind: 'field'; readonly field: string; readonly described: DescribedField | undefined }
  | { readonly kind: 'created' }
  /** A save without fields to list; `values` tell titles what it was. */
  | { readonly kind: 'saved'; readonly values: Values }
  | { readonly kind: 'nothing' };

interface HistoryRow {
  readonly row: Row;
  readonly id: string;
  readonly recordId: string;
  readonly at: number;
  readonly by: string;
  readonly meaning: Meaning;
}

/**
 * Words that stand in `Field` in place of a field, in lower case (Object Reference, "CaseHistory", "LeadHistory",
 * "FeedTrackedChange"). What is left out of activities: comments and feed events, which have records of their own,
 * and locks of an approval.
 */
const specials: Readonly<Record<string, Meaning | 'owner' | 'closed'>> = {
  created: { kind: 'created' },
  accountcreatedfromlead: { kind: 'created' },
  contactcreatedfromlead: { kind: 'created' },
  opportunitycreatedfromlead: { kind: 'created' },
  ownerassignment: 'owner',
  owneraccepted: 'owner',
  ownerescalated: 'owner',
  closed: 'closed',
  leadconverted: { kind: 'saved', values: { IsConverted: true } },
  leadmerged: { kind: 'saved', values: { merged: true } },
  accountmerged: { kind: 'saved', values: { merged: true } },
  contactmerged: { kind: 'saved', values: { merged: true } },
  accountupdatedbylead: { kind: 'saved', values: {} },
  contactupdatedbylead: { kind: 'saved', values: {} },
  personaccountupdatedbylead: { kind: 'saved', values: {} },
  individualmerged: { kind: 'nothing' },
  external: { kind: 'nothing' },
  feedevent: { kind: 'nothing' },
  locked: { kind: 'nothing' },
  unlocked: { kind: 'nothing' },
};

/**
 * Turns rows of Field History, in their order, into one change for each change of a field.
 *
 * A lookup's change has two rows, one with names and one with ids; the row with ids tells it. Where its other half
 * may be on the next page the row is held back; `isLast` says that there is none.
 */
export function readHistoryRows(table: Table, rows: readonly Row[], isLast: boolean): RowsRead {
  const parsed = rows.map((row) => parseRow(table, row));
  const rejects = parsed.filter((one): one is Reject => 'reason' in one);
  const read = parsed.filter((one): one is HistoryRow => 'meaning' in one);
  const { surplus, unpaired, named } = pairLookups(read);
  const lastAt = read.at(-1)?.at;
  const held = new Set(isLast ? [] : unpaired.filter(({ at }) => at === lastAt));
  const told = read.filter((one) => !surplus.has(one) && !held.has(one));
  return {
    changes: told.flatMap((one) => toChange(table, one, named.has(one))),
    rejects,
    held: [...held].map(({ row }) => row),
  };
}

function parseRow(table: Table, row: Row): HistoryRow | Reject {
  const id = idOf(row.Id);
  const recordId = idOf(row[table.reads.history!.parent]);
  const at = timeOf(row.CreatedDate);
  const by = idOf(row.CreatedById);
  if (id === null || recordId === null || at === null || by === null || typeof row.Field !== 'string') {
    const why = 'a row without its id, record, time, user or field';
    return toReject(table, `fh:${id ?? String(row.Id)}`, why);
  }
  return { row, id, recordId, at, by, meaning: meaningOf(table, row.Field, row.NewValue) };
}

function meaningOf({ record }: Table, name: string, newValue: unknown): Meaning {
  const special = specials[name.toLowerCase()];
  if (special === 'owner')
    return { kind: 'field', field: 'OwnerId', described: record?.fields.get('OwnerId') };
  if (special === 'closed') {
    return { kind: 'saved', values: { IsClosed: newValue !== false && newValue !== 'false' } };
  }
  if (special !== undefined) return special;
  // A field that was deleted is called by its id, which tells nobody anything.
  if (isId(name)) return { kind: 'saved', values: {} };
  const names = record === undefined ? usualNames : namesOf(record);
  const field = names.get(name) ?? name;
  return { kind: 'field', field, described: record?.fields.get(name) ?? record?.fields.get(field) };
}

const namesByObject = new WeakMap<DescribedObject, ReadonlyMap<string, string>>();

function namesOf(record: DescribedObject): ReadonlyMap<string, string> {
  const names = namesByObject.get(record) ?? canonicalFields(record);
  namesByObject.set(record, names);
  return names;
}

// For objects that the user does not see described.
const usualNames = new Map(
  ['Owner', 'Account', 'Contact', 'Parent', 'RecordType'].map((name) => [name, `${name}Id`]),
);

/** What becomes of the two rows of each change of a lookup. */
interface Pairing {
  /** Rows with names that their rows with ids make superfluous. */
  readonly surplus: ReadonlySet<HistoryRow>;
  /** Rows whose other half is not there. */
  readonly unpaired: readonly HistoryRow[];
  /** Rows with names: what they say is no value of a lookup. */
  readonly named: ReadonlySet<HistoryRow>;
}

function pairLookups(rows: readonly HistoryRow[]): Pairing {
  const groups = new Map<string, HistoryRow[]>();
  for (const one of rows) {
    const { meaning, recordId, at, by } = one;
    if (meaning.kind !== 'field' || !mayBeLookup(meaning)) continue;
    const key = `${recordId} ${meaning.field} ${at} ${by}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const surplus = new Set<HistoryRow>();
  const named = new Set<HistoryRow>();
  const unpaired: HistoryRow[] = [];
  for (const group of groups.values()) {
    const sure = group.filter(({ row }) => hasIds(row, isId));
    const ids = sure.length > 0 || group.length < 2 ? sure : group.filter(({ row }) => hasIds(row, isLong));
    // Of a field that is not described only its ids tell that it is a lookup.
    if (ids.length === 0 && !group.some(({ meaning }) => isLookup(meaning))) continue;
    const names = group.filter((one) => !ids.includes(one));
    const pairs = Math.min(ids.length, names.length);
    for (const one of names) named.add(one);
    for (const one of names.slice(0, pairs)) surplus.add(one);
    unpaired.push(...names.slice(pairs), ...ids.slice(pairs));
  }
  return { surplus, unpaired, named };
}

type FieldMeaning = Extract<Meaning, { kind: 'field' }>;

const mayBeLookup = (meaning: FieldMeaning) => meaning.described === undefined || isLookup(meaning);

function isLookup(meaning: Meaning): boolean {
  if (meaning.kind !== 'field') return false;
  return meaning.described?.type === 'reference' || (!meaning.described && meaning.field.endsWith('Id'));
}

const isLong = (value: unknown) => idOf(value) !== null;

/** True for the row with ids. `DataType` says so, too, but not in every version of the tables. */
function hasIds({ OldValue, NewValue, DataType }: Row, is: (value: unknown) => boolean): boolean {
  const told = [OldValue, NewValue].filter((value) => value !== null && value !== undefined && value !== '');
  const isEntity = DataType === 'EntityId';
  return told.length === 0 ? isEntity : told.every((value) => is(value) || (isEntity && isLong(value)));
}

function toChange(
  table: Table,
  { id, recordId, at, by, meaning, row }: HistoryRow,
  isNamed: boolean,
): Change[] {
  if (meaning.kind === 'nothing') return [];
  const { reads, feature } = table;
  const head = {
    path: 'field_history',
    ...{ key: `fh:${id}`, feature: feature.key },
    ...{ objectType: reads.type, objectId: recordId, at, remoteUserId: by },
    ...{ transaction: null, automated: false, via: null, fields: [], values: {} },
  } as const;
  if (meaning.kind === 'created') return [{ ...head, action: 'created' }];
  if (meaning.kind === 'saved') return [{ ...head, action: 'updated', values: meaning.values }];
  const { field, described } = meaning;
  if (noise.has(field) || reads.ignore.includes(field)) return [];
  const change = { ...head, action: 'updated', fields: [field] } as const;
  const values = reads.show.includes(field) && !isNamed ? valuesOf(row, described) : null;
  if (values === null) return [change];
  return [{ ...change, values: { [field]: values.to }, before: { [field]: values.from } }];
}

/** Both values; null where the row has neither (long texts, lists of several) or one of another kind (names). */
function valuesOf(row: Row, field: DescribedField | undefined): { from: Value; to: Value } | null {
  const from = toTyped(row.OldValue, field);
  const to = toTyped(row.NewValue, field);
  if (from === undefined || to === undefined || (from === null && to === null)) return null;
  return { from, to };
}
