import type { Feature, ObjectReads } from '../../../activity/feature.ts';
import type { Span, SweepPath } from '../../../activity/service.ts';
import type { DescribedObject } from '../describe.ts';
import { type Column, columnsOf } from '../rows.ts';

/** What rows of a table tell: changes of a field, whole snapshots of a record, or the record itself. */
type TableKind = 'history' | 'snapshots' | 'records';

/** One object of a feature as one path reads it. */
export interface Table {
  readonly kind: TableKind;
  readonly feature: Feature;
  readonly reads: ObjectReads;
  /** The object that is queried: `CaseHistory`, `Case`. */
  readonly object: string;
  /** Field by which its rows are in order of time. */
  readonly stamp: string;
  /** All that is selected. */
  readonly select: readonly string[];
  /** Of records: columns that fill kept fields. */
  readonly columns: readonly Column[];
  /** The record's own object, as the connecting user sees it; undefined where they do not. */
  readonly record: DescribedObject | undefined;
  /** True where describe says that its changes can be asked for by `getUpdated`. */
  readonly replicateable: boolean;
  /** The table in whose place this one stands, as long as that one has no rows. */
  readonly insteadOf?: string;
}

/** A table that is missing, or whose columns cannot do without one that is hidden. */
export interface MissingTable {
  readonly reads: ObjectReads;
  readonly object: string;
  readonly why: 'absent' | 'hidden';
}

/** Objects to describe before the tables of a path can be planned. */
export function objectsOf(path: SweepPath, { objects }: Feature): readonly string[] {
  return objects.flatMap(({ type, history }) => {
    if (path === 'delta') return [type];
    const snapshots = history?.snapshots === undefined ? [] : [history.snapshots.object];
    return history === undefined ? [] : [type, history.object, ...snapshots];
  });
}

/** The tables of a feature on a path, of those that the org shows; columns that it does not show are left out. */
export function tablesOf(
  path: SweepPath,
  feature: Feature,
  described: ReadonlyMap<string, DescribedObject>,
): readonly (Table | MissingTable)[] {
  return feature.objects.flatMap((reads) => {
    if (path === 'delta') return [recordTable(feature, reads, described)];
    return reads.history === undefined ? [] : historyTables(feature, reads, described);
  });
}

/** True for a table that can be read. */
export function isTable(table: Table | MissingTable): table is Table {
  return 'select' in table;
}

function recordTable(
  feature: Feature,
  reads: ObjectReads,
  described: ReadonlyMap<string, DescribedObject>,
): Table | MissingTable {
  const { type: object, delta } = reads;
  const found = described.get(object);
  if (found === undefined || !found.queryable) return { reads, object, why: 'absent' };
  const columns = columnsOf(reads, found);
  const edited = delta?.edited ?? { at: 'LastModifiedDate', by: 'LastModifiedById' };
  const system = ['Id', 'IsDeleted', 'CreatedDate', 'CreatedById', 'LastModifiedById'];
  const wanted = [...system, edited.at, edited.by, ...stamps, delta?.happenedAt ?? 'Id'];
  const shown = wanted.filter((name) => found.fields.has(name));
  const derived = (delta?.derive?.columns ?? []).filter((name) => isShown(name, found));
  const stamp = stamps.find((name) => found.fields.has(name));
  const required = ['Id', 'CreatedDate', 'CreatedById'];
  if (stamp === undefined || !required.every((name) => shown.includes(name))) {
    return { reads, object, why: 'hidden' };
  }
  return {
    ...{ kind: 'records', feature, reads, object, stamp, columns, record: found },
    select: [...new Set([...shown, ...columns.map(({ column }) => column), ...derived])],
    replicateable: found.replicateable,
  };
}

// SystemModstamp moves with every save and is indexed; where there is none, the next best (ContentNote).
const stamps = ['SystemModstamp', 'LastModifiedDate', 'CreatedDate'];

/** `Parent.OwnerId` is shown with its lookup `ParentId`; whether the parent is shown, its query tells. */
function isShown(name: string, { fields }: DescribedObject): boolean {
  const [relationship, field] = name.split('.');
  if (field === undefined) return fields.has(name);
  return [...fields.values()].some(({ relationshipName }) => relationshipName === relationship);
}

const historyColumns = ['Id', 'Field', 'CreatedDate', 'CreatedById'];
const valueColumns = ['OldValue', 'NewValue', 'DataType'];

function historyTables(
  feature: Feature,
  reads: ObjectReads,
  described: ReadonlyMap<string, DescribedObject>,
): readonly (Table | MissingTable)[] {
  const { object, parent, snapshots } = reads.history!;
  const plan = (
    name: string,
    kind: TableKind,
    required: readonly string[],
    optional: readonly string[],
  ): Table | MissingTable => {
    const found = described.get(name);
    if (found === undefined || !found.queryable) return { reads, object: name, why: 'absent' };
    const hidden = required.some((column) => !found.fields.has(column));
    if (hidden) return { reads, object: name, why: 'hidden' };
    return {
      ...{ kind, feature, reads, object: name, stamp: 'CreatedDate', columns: [] },
      select: [...required, ...optional.filter((column) => found.fields.has(column))],
      record: described.get(reads.type),
      replicateable: found.replicateable,
      ...(kind === 'snapshots' && { insteadOf: object }),
    };
  };
  const rows = plan(object, 'history', [...historyColumns, parent], valueColumns);
  if (snapshots === undefined) return [rows];
  const whole = plan(
    snapshots.object,
    'snapshots',
    ['Id', 'CreatedDate', 'CreatedById', parent],
    snapshots.fields,
  );
  // One of the two is enough.
  return isTable(rows) || !isTable(whole) ? [rows, ...(isTable(whole) ? [whole] : [])] : [whole];
}

/** A table without the columns that a query could not find; null where it cannot do without one of them. */
export function withoutColumns(table: Table, missing: ReadonlySet<string>): Table | null {
  const essential = new Set(['Id', table.stamp, 'CreatedDate', 'CreatedById', table.reads.history?.parent]);
  if (table.kind === 'history') essential.add('Field');
  if ([...missing].some((column) => essential.has(column))) return null;
  return {
    ...table,
    select: table.select.filter((column) => !missing.has(column)),
    columns: table.columns.filter(({ column }) => !missing.has(column)),
  };
}

/** Where a reading of a table stands: after the row `id` of the moment `at`, epoch ms; an empty id: before its rows. */
export interface Reached {
  readonly at: number;
  readonly id: string;
}

/** What one query is to bring: rows after `reached`, up to `until` (epoch ms, exclusive), of the whole span. */
export interface Stretch {
  readonly reached: Reached;
  readonly until: number;
  readonly span: Pick<Span, 'from' | 'to'>;
  /** True where the span reaches the present. */
  readonly open: boolean;
}

/** The query for a stretch, in order of (time, id). */
export function pageSoql(table: Table, stretch: Stretch): string {
  return `SELECT ${table.select.join(', ')} FROM ${table.object} WHERE ${conditionOf(table, stretch)} ORDER BY ${orderOf(table)}`;
}

/** The query that counts a stretch. */
export function countSoql(table: Table, stretch: Stretch): string {
  return `SELECT COUNT() FROM ${table.object} WHERE ${conditionOf(table, stretch)}`;
}

/** The query for whether any record of a table was saved since `from`, epoch ms. */
export function newsSoql({ reads }: Table, from: number): string {
  return `SELECT Id FROM ${reads.type} WHERE SystemModstamp >= ${toLiteral(from)} LIMIT 1`;
}

const orderOf = ({ stamp }: Table) => `${stamp}, Id`;

function conditionOf(table: Table, stretch: Stretch): string {
  const { stamp, reads, kind } = table;
  const { reached } = stretch;
  const since = toLiteral(reached.at);
  const parts = [`${stamp} >= ${since}`];
  if (reached.id !== '') parts.push(`(${stamp} > ${since} OR Id > '${reached.id}')`);
  parts.push(...upperBound(table, stretch));
  if (kind === 'records' && reads.delta?.where !== undefined) parts.push(`(${reads.delta.where})`);
  return parts.join(' AND ');
}

/**
 * A record bears the time of its last save alone. One that was created within the span and saved again after it is
 * wanted all the same, so a span that reaches the present has no end, and an earlier one asks for both times.
 */
function upperBound({ kind, stamp, record, reads }: Table, { until, span, open }: Stretch): string[] {
  const ends = `${stamp} < ${toLiteral(until)}`;
  if (kind !== 'records' || until < span.to) return [ends];
  if (open) return [];
  const [from, to] = [toLiteral(span.from), toLiteral(span.to)];
  const edited = reads.delta?.edited?.at ?? 'LastModifiedDate';
  const times = ['CreatedDate', edited].filter((name) => name !== stamp && record?.fields.has(name));
  const others = times.map((name) => `(${name} >= ${from} AND ${name} < ${to})`);
  return [others.length === 0 ? ends : `(${[ends, ...others].join(' OR ')})`];
}

/** A time in SOQL, whole seconds where it is one: `2026-11-23T14:31:00Z`. */
export function toLiteral(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}
