import type { SweepPath } from '../../../activity/service.ts';
import type { DescribedObject } from '../describe.ts';
import type { SalesforceError } from '../errors.ts';
import { isTable, type Table, tablesOf, withoutColumns } from './tables.ts';

/** Describes objects anew, whatever was known of them. */
export type DescribeAnew = (objects: readonly string[]) => Promise<ReadonlyMap<string, DescribedObject>>;

/**
 * The table as it can be queried after INVALID_FIELD: without the columns that its object no longer has or shows.
 * Null where it cannot do without one of them, or where it is not to be found out which column is meant.
 */
export async function relearn(
  path: SweepPath,
  table: Table,
  error: SalesforceError,
  describeAnew: DescribeAnew,
): Promise<Table | null> {
  const described = await describeAnew([...new Set([table.object, table.reads.type])]);
  const tables = tablesOf(path, table.feature, described).filter(isTable);
  const known = tables.find(({ object }) => object === table.object);
  if (known === undefined) return null;
  const gone = table.select.filter((column) => !known.select.includes(column));
  const missing = new Set(gone.length > 0 ? gone : namedColumns(table.select, error));
  return missing.size === 0 ? null : withoutColumns(table, missing);
}

/**
 * The columns that the answer names, for describe may know a column that a query does not. Salesforce names it in
 * the text alone ("No such column 'X' on entity 'Y'", "Didn't understand relationship 'Parent' in field path").
 */
function namedColumns(select: readonly string[], { fields, message }: SalesforceError): readonly string[] {
  const quoted = [...message.matchAll(/'([\w.]+)'/g)].map((match) => match[1] ?? '');
  const names = [...fields, ...quoted];
  return select.filter((column) =>
    names.some((name) => column === name || column.startsWith(`${name}.`) || column.endsWith(`.${name}`)),
  );
}
