import { SalesforceError } from '../org/errors.ts';
import { parseId } from '../org/ids.ts';
import type { OrgRecord, Value } from '../org/record.ts';
import type { FieldDef, ObjectDef } from '../org/types.ts';
import { dateLiteral, type Span } from './dates.ts';
import type { Comparison, Condition } from './parse.ts';
import { malformed } from './parse.ts';
import { type FieldPath, resolvePath, valueAt } from './path.ts';
import type { QuerySource } from './source.ts';

export type Predicate = (record: OrgRecord) => boolean;
/** What a compiled condition may use: its source, the queried object, the text, and how to run a semi-join. */
export interface FilterContext {
  readonly source: QuerySource;
  readonly def: ObjectDef;
  readonly soql: string;
  subquery(comparison: Comparison): readonly Value[];
}

/** The fields (lower case) to which the whole condition gives values by = or IN. */
export function fixedFields(condition: Condition): ReadonlySet<string> {
  if (condition.kind === 'and') return new Set(condition.parts.flatMap((part) => [...fixedFields(part)]));
  const fixes =
    condition.kind === 'comparison' && (condition.operator === '=' || condition.operator === 'IN');
  return new Set(fixes ? [condition.path.toLowerCase()] : []);
}

/** Compiles a WHERE tree; every mistake is found before the first record is read. */
export function compile(condition: Condition, context: FilterContext): Predicate {
  if (condition.kind === 'not') {
    const inner = compile(condition.part, context);
    return (record) => !inner(record);
  }
  if (condition.kind !== 'comparison') {
    const parts = condition.parts.map((part) => compile(part, context));
    return condition.kind === 'and'
      ? (record) => parts.every((part) => part(record))
      : (record) => parts.some((part) => part(record));
  }
  return compileComparison(condition, context);
}

function compileComparison(comparison: Comparison, context: FilterContext): Predicate {
  const { source, def, soql } = context;
  const path = resolvePath(source, def, comparison.path, soql);
  checkFilterable(path.field);
  const value: (record: OrgRecord) => Value = (record) => normal(path.field, valueAt(source, record, path));
  if (comparison.subquery) return member(value, context.subquery(comparison), comparison.operator);
  const literals = comparison.literals.map((each) => readLiteral(path, each, source.now()));
  const { operator } = comparison;
  if (operator === 'IN' || operator === 'NOT IN') return member(value, literals.map(plain), operator);
  const literal = literals[0];
  if (literal === undefined || literals.length > 1) throw malformed(`unexpected token: '${operator}'`);
  if (operator === 'LIKE') return like(path.field, value, literal);
  if (operator === 'INCLUDES' || operator === 'EXCLUDES') throw malformed(`${operator} is not emulated`);
  return compare(value, operator, literal, path.field);
}

type Literal = Value | Span;

const isSpan = (literal: Literal): literal is Span => typeof literal === 'object' && literal !== null;

function plain(literal: Literal): Value {
  if (isSpan(literal)) throw malformed('date literals in a list are not emulated');
  return literal;
}

function member(value: (record: OrgRecord) => Value, list: readonly Value[], operator: string): Predicate {
  const set = new Set(list);
  return operator === 'IN' ? (record) => set.has(value(record)) : (record) => !set.has(value(record));
}

function like(field: FieldDef, value: (record: OrgRecord) => Value, literal: Literal): Predicate {
  if (field.type === 'id' || field.type === 'reference' || typeof literal !== 'string') {
    throw new SalesforceError(400, 'INVALID_QUERY_FILTER_OPERATOR', 'invalid operator on id field');
  }
  const pattern = literal
    .replace(/[.*+?^${}()|[\]]/g, '\\$&')
    .replace(/%/g, '.*')
    .replace(/_/g, '.');
  const expression = new RegExp(`^${pattern}$`, 'is');
  return (record) => expression.test(String(value(record) ?? ''));
}

function compare(
  value: (record: OrgRecord) => Value,
  operator: string,
  literal: Literal,
  field: FieldDef,
): Predicate {
  if (isSpan(literal)) return inSpan(value, operator, literal, field);
  if (operator === '=') return (record) => value(record) === literal;
  if (operator === '!=' || operator === '<>') return (record) => value(record) !== literal;
  if (field.type === 'boolean') {
    throw new SalesforceError(400, 'INVALID_QUERY_FILTER_OPERATOR', 'invalid operator on boolean field');
  }
  const test = orderings[operator];
  if (!test) throw malformed(`unexpected token: '${operator}'`);
  return (record) => {
    const left = value(record);
    return left !== null && literal !== null && test(left, literal);
  };
}

const orderings: Readonly<Record<string, (left: NonNullable<Value>, right: NonNullable<Value>) => boolean>> =
  {
    '<': (left, right) => left < right,
    '<=': (left, right) => left <= right,
    '>': (left, right) => left > right,
    '>=': (left, right) => left >= right,
  };

function inSpan(
  value: (record: OrgRecord) => Value,
  operator: string,
  span: Span,
  field: FieldDef,
): Predicate {
  const at = (record: OrgRecord): number => {
    const stored = value(record);
    if (stored === null) return Number.NaN;
    return field.type === 'date' ? Date.parse(`${String(stored)}T00:00:00Z`) : Number(stored);
  };
  switch (operator) {
    case '=':
      return (record) => at(record) >= span.from && at(record) < span.to;
    case '!=':
      return (record) => !(at(record) >= span.from && at(record) < span.to);
    case '<':
      return (record) => at(record) < span.from;
    case '<=':
      return (record) => at(record) < span.to;
    case '>':
      return (record) => at(record) >= span.to;
    default:
      return (record) => at(record) >= span.from;
  }
}

/** Texts compare without case, as SOQL does; ids and dates as they are. */
function normal(field: FieldDef, value: Value): Value {
  const exact = field.type === 'id' || field.type === 'reference' || field.type === 'date';
  return typeof value === 'string' && !exact ? value.toLowerCase() : value;
}

function checkFilterable(field: FieldDef): void {
  const long = field.type === 'textarea' && (field.length ?? 0) > 255;
  if (!long && field.type !== 'address' && field.type !== 'base64' && field.type !== 'anyType') return;
  throw new SalesforceError(
    400,
    'INVALID_FIELD',
    `field '${field.name}' can not be filtered in a query call`,
  );
}

function readLiteral(path: FieldPath, literal: { type: string; text: string }, now: number): Literal {
  const { field } = path;
  const { type, text } = literal;
  if (type === 'NULL') return null;
  if (type === 'STRING') return readString(field, unquote(text));
  if (type === 'BOOLEAN' && field.type === 'boolean') return text.toLowerCase() === 'true';
  if ((type === 'INTEGER' || type === 'DECIMAL') && isNumber(field)) return Number(text);
  if (type === 'DATE' && field.type === 'date') return text;
  if (type === 'DATETIME' && field.type === 'datetime') return Date.parse(text.replace(/%2B/i, '+'));
  if (type.startsWith('DATE_') && (field.type === 'date' || field.type === 'datetime')) {
    const span = dateLiteral(text, now);
    if (!span) throw malformed(`the date literal ${text} is not emulated`);
    return span;
  }
  throw wrongType(field, text);
}

const isNumber = (field: FieldDef): boolean => ['int', 'double', 'currency', 'percent'].includes(field.type);

function readString(field: FieldDef, text: string): Value {
  if (field.type === 'id' || field.type === 'reference') {
    if (text === '') return null;
    const id = parseId(text);
    if (id) return id;
    throw new SalesforceError(400, 'INVALID_QUERY_FILTER_OPERATOR', `invalid ID field: ${text}`);
  }
  if (field.type === 'boolean' || field.type === 'date' || field.type === 'datetime' || isNumber(field))
    throw wrongType(field, text);
  return text === '' ? null : text.toLowerCase();
}

function wrongType(field: FieldDef, text: string): SalesforceError {
  const names: Readonly<Record<string, string>> = {
    datetime: 'dateTime',
    currency: 'double',
    percent: 'double',
    picklist: 'string',
    id: 'ID',
    reference: 'ID',
  };
  const quoted =
    field.type === 'boolean' || field.type === 'date' || field.type === 'datetime' || isNumber(field);
  const advice = quoted ? 'should not be enclosed in quotes' : 'should be enclosed in quotes';
  return new SalesforceError(
    400,
    'INVALID_FIELD',
    `value of filter criterion for field '${field.name}' must be of type ${names[field.type] ?? field.type} and ${advice}: ${text}`,
  );
}

function unquote(text: string): string {
  const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
  return text.slice(1, -1).replace(/\\(.)/gs, (_, character: string) => escapes[character] ?? character);
}
