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

/**
 * Adds rows none of which is there yet: of all ways in, COPY costs both sides least. A row that is there already is
 * the failure of the transaction.
 */
export async function copyRows<R>(
  on: Queries,
  table: string,
  columns: readonly Column<R>[],
  rows: readonly R[],
): Promise<void> {
  if (rows.length === 0) return;
  const cellOf = columns.map(toCell);
  const cells = new Array<string>(columns.length);
  const lines = rows.map((row) => {
    for (let i = 0; i < cells.length; i++) cells[i] = cellOf[i]!(row);
    return cells.join('\t');
  });
  lines.push('');
  await on.copy(
    table,
    columns.map((column) => column.name),
    lines.join('\n'),
  );
}

function toCell<R>(column: Column<R>): (row: R) => string {
  if ('same' in column) {
    const text = escapeCell(column.same);
    return () => text;
  }
  if ('json' in column) return (row) => escapeCell(JSON.stringify(column.json(row)));
  if (!mayHoldSpecials.has(column.type)) return (row) => column.of(row) ?? '\\N';
  return (row) => escapeCell(column.of(row));
}

// PostgreSQL, COPY, "Text Format".
function escapeCell(value: string | null): string {
  if (value === null) return '\\N';
  return specialCell.test(value) ? value.replace(specialCells, (found) => escapes[found]!) : value;
}

const mayHoldSpecials = new Set(['text', 'text[]', 'json', 'jsonb']);
const specialCell = /[\\\t\n\r]/;
const specialCells = /[\\\t\n\r]/g;
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

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
