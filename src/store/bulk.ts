import type { Param, Queries } from './database.ts';

/** A column of a bulk write: its name, its PostgreSQL type, and how a row gives it (as text; arrays as JSON). */
export interface Column<R> {
  readonly name: string;
  readonly type: string;
  readonly of: (row: R) => string | null;
}

/**
 * Inserts any number of rows with one statement: one text array a column, cast to the column's type.
 * Arrays inside arrays cannot be sent this way, so `text[]` columns travel as JSON.
 */
export async function insertRows<R, T = Record<string, unknown>>(
  on: Queries,
  table: string,
  columns: readonly Column<R>[],
  rows: readonly R[],
  ending: string,
): Promise<T[]> {
  if (rows.length === 0) return [];
  const names = columns.map((column) => column.name).join(', ');
  const sources = columns.map((_, index) => `$${index + 1}::text[]`).join(', ');
  const aliases = columns.map((_, index) => `c${index}`);
  const values = columns.map((column, index) => cast(column.type, aliases[index] as string)).join(', ');
  const params: Param[] = columns.map((column) => rows.map(column.of));
  return on.query<T>(
    `INSERT INTO ${table} (${names}) SELECT ${values} FROM unnest(${sources}) AS u(${aliases.join(', ')}) ${ending}`,
    params,
  );
}

function cast(type: string, alias: string): string {
  if (type !== 'text[]') return type === 'text' ? alias : `${alias}::${type}`;
  return `CASE WHEN ${alias} IS NULL THEN NULL ELSE ARRAY(SELECT jsonb_array_elements_text(${alias}::jsonb)) END`;
}
