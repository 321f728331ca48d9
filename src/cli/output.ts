/** What every command that tells something takes: JSON for programs, else lines for people. */
export interface OutputOptions {
  readonly json?: boolean;
}

type Cell = string | number | boolean | null;

/** Prints rows as a table under their names, or as JSON; a time is given in RFC 3339. */
export function printRows(rows: readonly Readonly<Record<string, Cell>>[], { json }: OutputOptions): void {
  if (json) printJson(rows);
  else for (const line of toTable(rows)) printLine(line);
}

function toTable(rows: readonly Readonly<Record<string, Cell>>[]): string[] {
  const names = Object.keys(rows[0] ?? {});
  if (names.length === 0) return ['none'];
  const lines = [names, ...rows.map((row) => names.map((name) => toText(row[name] ?? null)))];
  const widths = names.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines.map((line) =>
    line
      .map((text, column) => text.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
}

/** Prints a value as JSON. */
export function printJson(value: unknown): void {
  printLine(JSON.stringify(value, null, 2));
}

export function printLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

function toText(cell: Cell): string {
  if (cell === null) return '-';
  return typeof cell === 'boolean' ? (cell ? 'yes' : 'no') : String(cell);
}
