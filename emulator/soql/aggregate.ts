import type { FieldType, Query } from '@jetstreamapp/soql-parser-js';
import type { OrgRecord, Value } from '../org/record.ts';
import type { FieldDef, ObjectDef } from '../org/types.ts';
import { malformed } from './parse.ts';
import { type FieldPath, resolvePath, valueAt } from './path.ts';
import { renderPlain } from './render.ts';
import type { QuerySource } from './source.ts';

type Column = { readonly name: string; of(rows: readonly OrgRecord[]): unknown };

interface Context {
  readonly def: ObjectDef;
  readonly source: QuerySource;
  readonly soql: string;
}

/** True for a query whose rows are AggregateResults: it groups, or has an aggregate function of a field. */
export function isAggregate(query: Query): boolean {
  return (
    query.groupBy !== undefined ||
    (query.fields ?? []).some((field) => field.type === 'FieldFunctionExpression' && field.isAggregateFn)
  );
}

/**
 * The AggregateResults of the rows that a query found: one for each group, in the order of its first row, or one alone.
 * Source: SOQL and SOSL Reference, "GROUP BY" and "Aggregate Functions".
 */
export function aggregate(
  query: Query,
  rows: readonly OrgRecord[],
  context: Context,
): readonly Record<string, unknown>[] {
  const grouped = groupPaths(query, context);
  if (grouped.length === 0 && (query.limit ?? query.offset) !== undefined)
    throw malformed('Non-grouped query that uses overall aggregate functions cannot also use LIMIT');
  checkOrder(query, grouped);
  const columns = toColumns(query.fields ?? [], grouped, context);
  const groups = grouped.length === 0 ? [rows] : toGroups(rows, grouped, context.source);
  const from = query.offset ?? 0;
  return groups.slice(from, query.limit === undefined ? undefined : from + query.limit).map((group) => ({
    attributes: { type: 'AggregateResult' },
    ...Object.fromEntries(columns.map(({ name, of }) => [name, of(group)])),
  }));
}

/** True for a field that GROUP BY takes. */
export function isGroupable(field: FieldDef): boolean {
  const long = field.type === 'textarea' && (field.length ?? 0) > 255;
  return !long && !ungrouped.has(field.type);
}

const ungrouped: ReadonlySet<string> = new Set([
  ...['double', 'currency', 'percent', 'datetime', 'address', 'anyType', 'base64'],
]);

function groupPaths(query: Query, { source, def, soql }: Context): FieldPath[] {
  return [query.groupBy ?? []].flat().map((clause) => {
    if (!('field' in clause)) throw malformed('functions in GROUP BY are not emulated');
    const path = resolvePath(source, def, clause.field, soql);
    if (!isGroupable(path.field))
      throw malformed(`field '${clause.field}' can not be grouped in a query call`);
    return path;
  });
}

// Rows are sorted before they are grouped, so what sorts must be the same in a whole group.
function checkOrder(query: Query, grouped: readonly FieldPath[]): void {
  for (const order of [query.orderBy ?? []].flat()) {
    const name = 'field' in order ? order.field.toLowerCase() : '';
    if (!grouped.some((path) => nameOf(path).toLowerCase() === name))
      throw malformed(`Ordered field must be grouped: ${name}`);
  }
}

function nameOf({ steps, field }: FieldPath): string {
  return [...steps.map(({ lookup }) => lookup.relationshipName), field.name].join('.');
}

function toGroups(
  rows: readonly OrgRecord[],
  paths: readonly FieldPath[],
  source: QuerySource,
): readonly OrgRecord[][] {
  const groups = new Map<string, OrgRecord[]>();
  for (const row of rows) {
    const key = JSON.stringify(paths.map((path) => valueAt(source, row, path)));
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()];
}

function toColumns(fields: readonly FieldType[], grouped: readonly FieldPath[], context: Context): Column[] {
  let unnamed = 0;
  const columns = fields.map((field): Column => {
    if (field.type === 'FieldFunctionExpression') {
      const name = field.alias ?? `expr${unnamed++}`;
      return { name, of: toFunction(field.functionName.toUpperCase(), field.parameters, context) };
    }
    if (field.type !== 'Field' && field.type !== 'FieldRelationship')
      throw malformed(`${field.type} is not emulated beside an aggregate`);
    const text = field.type === 'Field' ? field.field : [...field.relationships, field.field].join('.');
    const path = resolvePath(context.source, context.def, text, context.soql);
    if (!grouped.some((each) => nameOf(each) === nameOf(path)))
      throw malformed(`Field must be grouped or aggregated: ${text}`);
    const { source } = context;
    return {
      name: ('alias' in field ? field.alias : undefined) ?? path.field.name,
      of: ([first]) => (first === undefined ? null : renderPlain(path.field, valueAt(source, first, path))),
    };
  });
  const names = columns.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw malformed(`duplicate alias: ${twice}`);
  return columns;
}

function toFunction(name: string, parameters: readonly unknown[], context: Context): Column['of'] {
  const { source, def, soql } = context;
  const [parameter] = parameters;
  if (typeof parameter !== 'string') {
    if (name === 'COUNT' && parameter === undefined) return (rows) => rows.length;
    throw malformed(`${name} is not emulated`);
  }
  const path = resolvePath(source, def, parameter, soql);
  const summary = summaries[name];
  if (!summary) throw malformed(`${name} is not emulated`);
  const isNumber = numbers.has(path.field.type);
  if ((name === 'SUM' || name === 'AVG') && !isNumber)
    throw malformed(`field ${path.field.name} does not support aggregate operator ${name}`);
  return (rows) => {
    const values = rows.map((row) => valueAt(source, row, path)).filter((value) => value !== null);
    const found = summary(values);
    return name.startsWith('COUNT') ? found : renderPlain(path.field, found);
  };
}

const numbers: ReadonlySet<string> = new Set(['int', 'double', 'currency', 'percent']);

type Known = NonNullable<Value>;
const sum = (values: readonly Known[]) => values.reduce<number>((total, value) => total + Number(value), 0);
const extreme = (values: readonly Known[], isBetter: (a: Known, b: Known) => boolean): Value =>
  values.reduce<Value>((best, value) => (best === null || isBetter(value, best) ? value : best), null);

const summaries: Readonly<Record<string, (values: readonly Known[]) => Value>> = {
  COUNT: (values) => values.length,
  COUNT_DISTINCT: (values) => new Set(values).size,
  SUM: (values) => (values.length === 0 ? null : sum(values)),
  AVG: (values) => (values.length === 0 ? null : sum(values) / values.length),
  MIN: (values) => extreme(values, (a, b) => a < b),
  MAX: (values) => extreme(values, (a, b) => a > b),
};
