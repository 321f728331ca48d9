import type { FieldType, Query } from '@jetstreamapp/soql-parser-js';
import { invalidType, SalesforceError } from '../org/errors.ts';
import type { OrgRecord, Value } from '../org/record.ts';
import type { RowRef, Rows } from '../org/rowStore.ts';
import type { ObjectDef } from '../org/types.ts';
import { boundsOf } from './bounds.ts';
import { compile, fixedFields, type Predicate } from './filter.ts';
import { comparison, readingOrder, readOrders } from './order.ts';
import { type Comparison, type Condition, malformed, parseSoql, toCondition } from './parse.ts';
import { type FieldPath, follow, pointAt, resolvePath, valueAt } from './path.ts';
import { blobUrl, renderPlain, renderValue } from './render.ts';
import type { QuerySource } from './source.ts';

/** What a query found, with `totalSize` also for a bare COUNT(). */
export interface QueryResult {
  readonly entity: string;
  readonly totalSize: number;
  /** Rows [from, to) as REST writes them, made when they are asked for: all others cost a reference. */
  page(from: number, to: number): Record<string, unknown>[];
}

interface Prepared {
  readonly query: Query;
  readonly def: ObjectDef;
  readonly rows: Rows;
  readonly found: readonly RowRef[];
}

/** Runs one SOQL query; `includeDeleted` is what queryAll adds. Throws Salesforce's errors. */
export function runQuery(soql: string, source: QuerySource, includeDeleted: boolean): QueryResult {
  const query = parseSoql(soql);
  const { def, rows, found } = select(query, source, soql, includeDeleted);
  const counted =
    countAll(query, found.length) ?? aggregate(query, def, () => found.map(rows.row), source, soql);
  if (counted) return { entity: def.name, ...counted };
  const project = projection(query.fields ?? [], def, source, soql);
  return {
    entity: def.name,
    totalSize: found.length,
    page: (from, to) => found.slice(from, to).map((ref) => project(rows.row(ref))),
  };
}

/** What a query found before it is rendered, for results that nobody should hold rendered at once. */
export interface Selected extends Prepared {
  /** In the order in which the query names them. */
  readonly columns: readonly FieldPath[];
}

/** Runs one SOQL query of plain columns and leaves its rows as they are stored. Throws Salesforce's errors. */
export function selectRows(soql: string, source: QuerySource, includeDeleted: boolean): Selected {
  const query = parseSoql(soql);
  const prepared = select(query, source, soql, includeDeleted);
  return { ...prepared, columns: columnsOf(query.fields ?? [], prepared.def, source, soql) };
}

function select(query: Query, source: QuerySource, soql: string, includeDeleted: boolean): Prepared {
  const name = query.sObject ?? '';
  const def = source.objectDef(name);
  if (!def) throw unknownObject(name, source, soql);
  const condition = query.where && toCondition(query.where);
  const keep = where(condition, def, source, soql);
  const rows = source.rows(def.name, includeDeleted);
  const found = read(query, def, source, soql, rows, keep, condition);
  return { query, def, rows, found };
}

/** The rows that fulfil the condition, in order; where the table is kept in that order, no further than LIMIT. */
function read(
  query: Query,
  def: ObjectDef,
  source: QuerySource,
  soql: string,
  rows: Rows,
  keep: Predicate,
  condition: Condition | undefined,
): readonly RowRef[] {
  const orders = readOrders(query, def, source, soql);
  const from = query.offset ?? 0;
  const end = query.limit === undefined ? Number.POSITIVE_INFINITY : from + query.limit;
  const reading = readingOrder(orders, rows);
  const bounds = rows.orderedBy ? boundsOf(condition, rows.orderedBy, source.now()) : {};
  const found: RowRef[] = [];
  if (end === 0) return found;
  for (const ref of rows.refs(bounds, reading === 'down')) {
    const row = rows.row(ref);
    if (rows.shows?.(row) === false || !keep(row)) continue;
    found.push(ref);
    if (reading && found.length >= end) break;
  }
  if (!reading) {
    const order = comparison(orders, source);
    found.sort((a, b) => order(rows.row(a), rows.row(b)));
  }
  return found.slice(from, end === Number.POSITIVE_INFINITY ? undefined : end);
}

function unknownObject(name: string, source: QuerySource, soql: string): SalesforceError {
  if (/ChangeEvent$/i.test(name) && source.objectDef(name.replace(/ChangeEvent$/i, ''))) {
    return new SalesforceError(
      400,
      'INVALID_TYPE_FOR_OPERATION',
      `entity type ${name} does not support query`,
    );
  }
  return invalidType(name, pointAt(soql, name));
}

function where(
  condition: Condition | undefined,
  def: ObjectDef,
  source: QuerySource,
  soql: string,
): Predicate {
  source.checkFilter?.(def.name, condition ? fixedFields(condition) : new Set());
  if (!condition) return () => true;
  const subquery = (comparison: Comparison): Value[] => {
    const inner = comparison.subquery!;
    const { def: innerDef, rows, found } = select(inner, source, soql, false);
    const [field, ...more] = inner.fields ?? [];
    if (field?.type !== 'Field' || more.length > 0) throw malformed('a semi-join selects exactly one field');
    const path = resolvePath(source, innerDef, field.field, soql);
    return found.map((ref) => valueAt(source, rows.row(ref), path));
  };
  return compile(condition, { source, def, soql, subquery });
}

function countAll(query: Query, count: number): Omit<QueryResult, 'entity'> | undefined {
  const [only, ...more] = query.fields ?? [];
  const isCount =
    only?.type === 'FieldFunctionExpression' &&
    only.functionName.toUpperCase() === 'COUNT' &&
    only.parameters.length === 0;
  return isCount && more.length === 0 ? { totalSize: count, page: () => [] } : undefined;
}

/** COUNT(field) and COUNT_DISTINCT(field) without grouping: one AggregateResult. */
function aggregate(
  query: Query,
  def: ObjectDef,
  allRows: () => readonly OrgRecord[],
  source: QuerySource,
  soql: string,
): Omit<QueryResult, 'entity'> | undefined {
  const fields = query.fields ?? [];
  if (!fields.some((field) => field.type === 'FieldFunctionExpression' && field.isAggregateFn))
    return undefined;
  const rows = allRows();
  const body: Record<string, unknown> = { attributes: { type: 'AggregateResult' } };
  fields.forEach((field, index) => {
    const parameter = field.type === 'FieldFunctionExpression' ? field.parameters[0] : undefined;
    if (field.type !== 'FieldFunctionExpression' || typeof parameter !== 'string')
      throw malformed('Grouped field should be in the group by list');
    const path = resolvePath(source, def, parameter, soql);
    const values = rows.map((row) => valueAt(source, row, path)).filter((value) => value !== null);
    const name = field.functionName.toUpperCase();
    if (name !== 'COUNT' && name !== 'COUNT_DISTINCT') throw malformed(`${name} is not emulated`);
    body[field.alias ?? `expr${index}`] = name === 'COUNT' ? values.length : new Set(values).size;
  });
  return { totalSize: 1, page: () => [body] };
}

function columnsOf(
  fields: readonly FieldType[],
  def: ObjectDef,
  source: QuerySource,
  soql: string,
): FieldPath[] {
  const paths = fields.map((field) => {
    if (field.type === 'Field') return resolvePath(source, def, field.field, soql);
    if (field.type === 'FieldRelationship')
      return resolvePath(source, def, [...field.relationships, field.field].join('.'), soql);
    throw malformed(
      `${field.type === 'FieldFunctionExpression' ? field.functionName : field.type} is not emulated in SELECT`,
    );
  });
  const seen = new Set<string>();
  for (const { steps, field } of paths) {
    const key = [...steps.map((step) => step.lookup.name), field.name].join('.');
    if (seen.has(key)) throw malformed(`duplicate field selected: ${field.name}`);
    seen.add(key);
  }
  return paths;
}

function projection(
  fields: readonly FieldType[],
  def: ObjectDef,
  source: QuerySource,
  soql: string,
): (row: OrgRecord) => Record<string, unknown> {
  const paths = columnsOf(fields, def, source, soql);
  return (row) => {
    const body: Record<string, unknown> = {
      attributes: { type: def.name, url: source.url(def.name, row.Id) },
    };
    for (const path of paths) place(body, row, path, source);
    return body;
  };
}

/** Puts a value under its relationships: `{ Profile: { attributes, UserLicense: { ... } } }`; a lookup to nothing is null. */
function place(body: Record<string, unknown>, row: OrgRecord, path: FieldPath, source: QuerySource): void {
  let at = body;
  for (const [index, { lookup, target }] of path.steps.entries()) {
    const name = lookup.relationshipName!;
    const record = follow(source, row, path.steps.slice(0, index + 1));
    if (!record) {
      at[name] = null;
      return;
    }
    const object = source.resolve(record.Id)?.object ?? target.name;
    at[name] ??= { attributes: { type: target.name, url: source.url(object, record.Id) } };
    at = at[name] as Record<string, unknown>;
  }
  const end = follow(source, row, path.steps);
  const { url } = at.attributes as { url: string };
  if (path.field.type === 'base64') at[path.field.name] = blobUrl(path.field, end, url);
  else
    at[path.field.name] =
      end && path.field.type === 'address'
        ? renderValue(path.field, end)
        : renderPlain(path.field, end?.[path.field.name] ?? null);
}
