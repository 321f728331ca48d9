import type { FieldType, OrderByClause, Query } from '@jetstreamapp/soql-parser-js';
import { invalidType, SalesforceError } from '../org/errors.ts';
import type { OrgRecord, Value } from '../org/record.ts';
import type { ObjectDef } from '../org/types.ts';
import { compile, fixedFields, type Predicate } from './filter.ts';
import { type Comparison, malformed, parseSoql, toCondition } from './parse.ts';
import { type FieldPath, follow, pointAt, resolvePath, valueAt } from './path.ts';
import { blobUrl, renderPlain, renderValue } from './render.ts';
import type { QuerySource } from './source.ts';

/** What a query found: `records` as REST writes them, `totalSize` also for a bare COUNT(). */
export interface QueryResult {
  readonly entity: string;
  readonly totalSize: number;
  readonly records: readonly Record<string, unknown>[];
}

interface Prepared {
  readonly query: Query;
  readonly def: ObjectDef;
  readonly rows: readonly OrgRecord[];
}

/** Runs one SOQL query; `includeDeleted` is what queryAll adds. Throws Salesforce's errors. */
export function runQuery(soql: string, source: QuerySource, includeDeleted: boolean): QueryResult {
  const query = parseSoql(soql);
  const { def, rows } = select(query, source, soql, includeDeleted);
  const counted = countAll(query, rows) ?? aggregate(query, def, rows, source, soql);
  if (counted) return { entity: def.name, ...counted };
  const project = projection(query.fields ?? [], def, source, soql);
  return { entity: def.name, totalSize: rows.length, records: rows.map(project) };
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
  const keep = where(query, def, source, soql);
  const alive = source.rows(def.name).filter((row) => includeDeleted || row.IsDeleted !== true);
  const sorted = sort(alive.filter(keep), query, def, source, soql);
  const from = query.offset ?? 0;
  return { query, def, rows: sorted.slice(from, query.limit === undefined ? undefined : from + query.limit) };
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

function where(query: Query, def: ObjectDef, source: QuerySource, soql: string): Predicate {
  if (!query.where) {
    source.checkFilter?.(def.name, new Set());
    return () => true;
  }
  const subquery = (comparison: Comparison): Value[] => {
    const inner = comparison.subquery!;
    const { def: innerDef, rows } = select(inner, source, soql, false);
    const [field, ...more] = inner.fields ?? [];
    if (field?.type !== 'Field' || more.length > 0) throw malformed('a semi-join selects exactly one field');
    const path = resolvePath(source, innerDef, field.field, soql);
    return rows.map((row) => valueAt(source, row, path));
  };
  const condition = toCondition(query.where);
  source.checkFilter?.(def.name, fixedFields(condition));
  return compile(condition, { source, def, soql, subquery });
}

function sort(
  rows: OrgRecord[],
  query: Query,
  def: ObjectDef,
  source: QuerySource,
  soql: string,
): OrgRecord[] {
  const orders = [query.orderBy ?? []].flat().map((each: OrderByClause) => {
    if (!('field' in each)) throw malformed('functions in ORDER BY are not emulated');
    const sign = each.order === 'DESC' ? -1 : 1;
    return { path: resolvePath(source, def, each.field, soql), sign, nulls: each.nulls === 'LAST' ? 1 : -1 };
  });
  if (orders.length === 0) return rows;
  return rows.sort((a, b) => {
    for (const { path, sign, nulls } of orders) {
      const order = compareValues(sortKey(source, a, path), sortKey(source, b, path), sign, nulls);
      if (order !== 0) return order;
    }
    return 0;
  });
}

function sortKey(source: QuerySource, row: OrgRecord, path: FieldPath): Value {
  const value = valueAt(source, row, path);
  const exact = path.field.type === 'id' || path.field.type === 'reference';
  return typeof value === 'string' && !exact ? value.toLowerCase() : value;
}

// Nulls come first unless asked otherwise, whatever the direction.
function compareValues(a: Value, b: Value, sign: number, nulls: number): number {
  if (a === b) return 0;
  if (a === null) return nulls;
  if (b === null) return -nulls;
  return a < b ? -sign : sign;
}

function countAll(query: Query, rows: readonly OrgRecord[]): Omit<QueryResult, 'entity'> | undefined {
  const [only, ...more] = query.fields ?? [];
  const isCount =
    only?.type === 'FieldFunctionExpression' &&
    only.functionName.toUpperCase() === 'COUNT' &&
    only.parameters.length === 0;
  return isCount && more.length === 0 ? { totalSize: rows.length, records: [] } : undefined;
}

/** COUNT(field) and COUNT_DISTINCT(field) without grouping: one AggregateResult. */
function aggregate(
  query: Query,
  def: ObjectDef,
  rows: readonly OrgRecord[],
  source: QuerySource,
  soql: string,
): Omit<QueryResult, 'entity'> | undefined {
  const fields = query.fields ?? [];
  if (!fields.some((field) => field.type === 'FieldFunctionExpression' && field.isAggregateFn))
    return undefined;
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
  return { totalSize: 1, records: [body] };
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
