/** How a file holds its entries: one a line (`csv` after a head, `jsonl`), or within a whole (`json`). */
export type Format = 'csv' | 'jsonl' | 'json';

const newline = 10;
const quote = 34;

/** Counts entries while pieces of a file come by; a CSV's head is none, and its quoted cells may have lines. */
export function openCounter(format: Format): (piece: Uint8Array) => number | null {
  if (format === 'json') return () => null;
  let isQuoted = false;
  let lines = format === 'csv' ? -1 : 0;
  return (piece) => {
    for (const byte of piece) {
      if (byte === quote && format === 'csv') isQuoted = !isQuoted;
      else if (byte === newline && !isQuoted) lines += 1;
    }
    return Math.max(0, lines);
  };
}
