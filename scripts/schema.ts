import type { Queries } from '../src/store/database.ts';

const heading = `-- The schema as it stands after all of src/store/migrations, for reading and review.
-- Made by \`npm run generate\`; what is to change here changes by a new migration.`;

const tables = `pg_class t WHERE t.relnamespace = 'public'::regnamespace AND t.relkind IN ('r', 'p')`;

const columns = `
  SELECT t.relname AS "table", concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod),
    CASE WHEN a.attnotnull THEN 'NOT NULL' END, 'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid)) AS line
  FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum, ${tables}
    AND a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
  ORDER BY t.relname COLLATE "C", a.attnum`;

// Primary key first, then unique keys, checks and references. NOT NULL (contype n) stands with its column.
const constraints = `
  SELECT t.relname AS "table", pg_get_constraintdef(k.oid, true) AS line
  FROM pg_constraint k, ${tables} AND k.conrelid = t.oid AND k.contype IN ('p', 'u', 'c', 'f')
  ORDER BY position(k.contype::text IN 'pucf'), k.conname COLLATE "C"`;

// Those of a key stand with it.
const indexes = `
  SELECT t.relname AS "table", replace(pg_get_indexdef(x.oid, 0, true), ' USING btree', '') AS line
  FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid, ${tables} AND i.indrelid = t.oid
    AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = x.oid AND k.contype IN ('p', 'u'))
  ORDER BY x.relname COLLATE "C"`;

/** The tables of a migrated database as SQL that a person reads: columns, keys, checks, references, indexes. */
export async function describeSchema(db: Queries): Promise<string> {
  const columnsOf = await readLines(db, columns);
  const constraintsOf = await readLines(db, constraints);
  const indexesOf = await readLines(db, indexes);
  const parts = [...columnsOf].map(([table, own]) => {
    const body = [...own, ...(constraintsOf.get(table) ?? [])].map((line) => `  ${line}`).join(',\n');
    const create = `CREATE TABLE ${table} (\n${body}\n);`;
    return [create, ...(indexesOf.get(table) ?? []).map((line) => `${line};`)].join('\n');
  });
  const text = `${[heading, ...parts].join('\n\n')}\n`;
  return text.replaceAll("'::text", "'").replaceAll('timestamp with time zone', 'timestamptz');
}

/** Lines by table, tables and lines in the order of the query. */
async function readLines(db: Queries, query: string): Promise<Map<string, string[]>> {
  const lines = new Map<string, string[]>();
  for (const { table, line } of await db.query<{ table: string; line: string }>(query)) {
    lines.set(table, [...(lines.get(table) ?? []), line]);
  }
  return lines;
}
