import type { Param, Queries } from './database.ts';

/**
 * A column of a bulk write: its name, its PostgreSQL type, and its value: `of` a row as text, `json` of a row as
 * anything that JSON holds, or the `same` text for all rows.
 */
export type Column<R> = { readonly name: string; readonly type: string } & (
  | { readonly of: (row: R) => string | null }
  | { readonly json: (row: R) => unknown }
  | { readonly same: string | null }
);

/**
 * Inserts any number of rows with one statement: a column travels as one array of texts, or as one JSON
 * document, and is cast on the other side; what is the same for all rows travels once.
 */
export async function insertRows<R>(
  on: Queries,
  table: string,
  columns: readonly Column<R>[],
  rows: readonly R[],
  ending: string,
): Promise<void> {
  if (rows.length === 0) return;
  const params: Param[] = [];
  const sources: string[] = [];
  const aliases: string[] = [];
  const values = columns.map((column) => {
    if ('same' in column) return `$${params.push(column.same)}::${column.type}`;
    const alias = `c${aliases.length}`;
    aliases.push(alias);
    if ('json' in column) {
      sources.push(`json_array_elements($${params.push(JSON.stringify(rows.map(column.json)))}::json)`);
      return column.type === 'json' ? alias : `${alias}::${column.type}`;
    }
    sources.push(`unnest($${params.push(toArrayLiteral(rows, column.of))}::text[])`);
    return column.type === 'text' ? alias : `${alias}::${column.type}`;
  });
  const names = columns.map((column) => column.name).join(', ');
  await on.run(
    `INSERT INTO ${table} (${names}) SELECT ${values.join(', ')}
     FROM ROWS FROM (${sources.join(', ')}) AS u(${aliases.join(', ')}) ${ending}`,
    params,
  );
}

/** An array as PostgreSQL writes one: `{"a","b",NULL}`; also the form of a `text[]` inside of a column. */
export function toArrayLiteral<R>(rows: readonly R[], of: (row: R) => string | null): string {
  let text = '{';
  for (let i = 0; i < rows.length; i++) {
    const value = of(rows[i] as R);
    if (i > 0) text += ',';
    // Most values hold nothing to escape, and looking is cheaper than replacing.
    if (value === null) text += 'NULL';
    else text += `"${special.test(value) ? value.replace(/["\\]/g, '\\$&') : value}"`;
  }
  return `${text}}`;
}

const special = /["\\]/;
