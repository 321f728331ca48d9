import type { FieldType, Query, Subquery } from '@jetstreamapp/soql-parser-js';
import { invalidType, SalesforceError } from '../org/errors.ts';
import { childrenOf } from '../org/objects/children.ts';
import type { OrgRecord, Value } from '../org/record.ts';
import type { RowRef, Rows } from '../org/rowStore.ts';
import type { ObjectDef } from '../org/types.ts';
import { aggregate, isAggregate } from './aggregate.ts';
import { boundsOf } from './bounds.ts';
import { columnsOf, place } from './columns.ts';
import { compile, fixedFields, type Predicate } from './filter.ts';
import { comparison, readingOrder, readOrders } from './order.ts';
import { type Comparison, type Condition, checkClauses, malformed, parseSoql, toCondition } from './parse.ts';
import { type FieldPath, pointAt, resolvePath, valueAt } from './path.ts';
import type { QuerySource } from './source.ts';

/** What a query found, with `totalSize` also for a bare COUNT(). */
export interface QueryResult {
  readonly entity: string;
  readonly totalSize: number;
  /** Rows [from, to) as REST writes them, made when they are asked for: all others cost a reference. */
  page(from: number, to: number): readonly Record<string, unknown>[];
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
  if (isCount(query)) {
    const { def, found } = select(query, source, soql, includeDeleted);
    return { entity: def.name, totalSize: found.length, page: () => [] };
  }
  if (isAggregate(query)) return runAggregate(query, source, soql, includeDeleted);
  const { def, rows, found } = select(query, source, soql, includeDeleted);
  const project = projection(query.fields ?? [], def, source, soql);
  return {
    entity: def.name,
    totalSize: found.length,
    page: (from, to) => found.slice(from, to).map((ref) => project(rows.row(ref))),
  };
}

function runAggregate(query: Query, source: QuerySource, soql: string, includeDeleted: boolean): QueryResult {
  // LIMIT and OFFSET are of the groups.
  const { limit: _, offset: __, ...all } = query;
  const { def, rows, found } = select(all, source, soql, includeDeleted);
  const results = aggregate(query, found.map(rows.row), { def, source, soql });
  return { entity: def.name, totalSize: results.length, page: (from, to) => results.slice(from, to) };
}

/** What a query found before it is rendered, for results that nobody should hold rendered at once. */
export interface Selected extends Prepared {
  /** In the order in which the query names them. */
  readonly columns: readonly FieldPath[];
}

/** Runs one SOQL query of plain columns and leaves its rows as they are stored. Throws Salesforce's errors. */
export function selectRows(soql: string, source: QuerySource, includeDeleted: boolean): Selected {
  const query = parseSoql(soql);
  if (isAggregate(query)) throw malformed('aggregates are not for plain rows');
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

/** True for a bare COUNT(), which answers a size and no row. */
function isCount({ fields = [], groupBy }: Query): boolean {
  const [only, ...more] = fields;
  return (
    more.length === 0 &&
    groupBy === undefined &&
    only?.type === 'FieldFunctionExpression' &&
    only.functionName.toUpperCase() === 'COUNT' &&
    only.parameters.length === 0
  );
}

function projection(
  fields: readonly FieldType[],
  def: ObjectDef,
  source: QuerySource,
  soql: string,
): (row: OrgRecord) => Record<string, unknown> {
  const subqueries = fields.flatMap((field) => (field.type === 'FieldSubquery' ? [field.subquery] : []));
  const own = fields.filter((field) => field.type !== 'FieldSubquery');
  const paths = columnsOf(own, def, source, soql);
  const children = subqueries.map((subquery) => childRows(subquery, def, source, soql));
  return (row) => {
    const body: Record<string, unknown> = {
      attributes: { type: def.name, url: source.url(def.name, row.Id) },
    };
    for (const path of paths) place(body, row, path, source);
    for (const { name, of } of children) body[name] = of(row.Id);
    return body;
  };
}

/** Runs a subquery over child records once for all parents; null for one that has none. */
function childRows(subquery: Subquery, def: ObjectDef, source: QuerySource, soql: string) {
  const wanted = subquery.relationshipName.toLowerCase();
  const found = childrenOf(def.name, (name) => source.objectDef(name)).find(
    ({ name }) => name.toLowerCase() === wanted,
  );
  if (!found) throw unknownRelationship(subquery.relationshipName, pointAt(soql, subquery.relationshipName));
  checkClauses(subquery, 'nested');
  const { relationshipName: _, limit, offset = 0, ...inner } = subquery;
  // What may be queried by its parent alone is.
  const { checkFilter: __, ...free } = source;
  const selected = select({ ...inner, sObject: found.child }, free, soql, false);
  const project = projection(inner.fields ?? [], selected.def, free, soql);
  const byParent = new Map<Value | undefined, OrgRecord[]>();
  for (const row of selected.found.map(selected.rows.row)) {
    const parent = row[found.field];
    const rows = byParent.get(parent);
    if (rows) rows.push(row);
    else byParent.set(parent, [row]);
  }
  return {
    name: found.name,
    of: (parentId: string) => {
      const rows = (byParent.get(parentId) ?? []).slice(
        offset,
        limit === undefined ? undefined : offset + limit,
      );
      return rows.length === 0 ? null : { totalSize: rows.length, done: true, records: rows.map(project) };
    },
  };
}

function unknownRelationship(name: string, at: string): SalesforceError {
  const message = `${at}Didn't understand relationship '${name}' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.`;
  return new SalesforceError(400, 'INVALID_TYPE', message);
}
