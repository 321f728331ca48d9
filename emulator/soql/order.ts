import type { OrderByClause, Query } from '@jetstreamapp/soql-parser-js';
import type { OrgRecord, Value } from '../org/record.ts';
import type { Rows } from '../org/rowStore.ts';
import type { ObjectDef } from '../org/types.ts';
import { malformed } from './parse.ts';
import { type FieldPath, resolvePath, valueAt } from './path.ts';
import type { QuerySource } from './source.ts';

/** One field of ORDER BY. */
interface Order {
  readonly path: FieldPath;
  /** 1 ascending, -1 descending. */
  readonly sign: 1 | -1;
  readonly nulls: 1 | -1;
}

/** Reads ORDER BY; refuses what is not emulated and what cannot be sorted by. */
export function readOrders(query: Query, def: ObjectDef, source: QuerySource, soql: string): Order[] {
  return [query.orderBy ?? []].flat().map((each: OrderByClause) => {
    if (!('field' in each)) throw malformed('functions in ORDER BY are not emulated');
    const sign = each.order === 'DESC' ? -1 : 1;
    return { path: resolvePath(source, def, each.field, soql), sign, nulls: each.nulls === 'LAST' ? 1 : -1 };
  });
}

/** Which way to read rows so that they come in the asked order; undefined where they must be sorted. */
export function readingOrder(orders: readonly Order[], { orderedBy }: Rows): 'up' | 'down' | undefined {
  if (orders.length === 0) return 'up';
  const names = orders.map(({ path }) => (path.steps.length > 0 ? '' : path.field.name));
  const inOrder = names[0] === orderedBy && (names.length === 1 || (names.length === 2 && names[1] === 'Id'));
  if (!inOrder || orders.some(({ sign }) => sign !== orders[0]!.sign)) return undefined;
  return orders[0]!.sign === 1 ? 'up' : 'down';
}

/** Compares two rows as ORDER BY asks. */
export function comparison(
  orders: readonly Order[],
  source: QuerySource,
): (a: OrgRecord, b: OrgRecord) => number {
  return (a, b) => {
    for (const { path, sign, nulls } of orders) {
      const order = compareValues(sortKey(source, a, path), sortKey(source, b, path), sign, nulls);
      if (order !== 0) return order;
    }
    return 0;
  };
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
