// A cell that a spreadsheet would take for a formula is kept a text.
const quote = (cell: string) => `"${(/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`;

/** Rows as CSV (RFC 4180), the head first. */
export function toCsv(
  head: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  const line = (cells: readonly (string | number | null)[]) =>
    cells.map((cell) => (typeof cell === 'number' ? String(cell) : quote(cell ?? ''))).join(',');
  return `${[head, ...rows].map(line).join('\r\n')}\r\n`;
}

/** Gives a text to the browser's downloads. */
export function saveText(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
