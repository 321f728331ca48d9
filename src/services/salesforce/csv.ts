import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { parse } from 'csv-parse';

/** A row of CSV by the names of its head (`Id`, `Owner.Name`): texts as they came, null where there was none. */
export type CsvRow = Readonly<Record<string, string | null>>;

/**
 * Reads CSV (RFC 4180, its first line the head) while it comes. Throws where it breaks off, where quotes do not
 * close, and where a row is longer or shorter than the head.
 */
export async function readCsv(csv: ReadableStream<Uint8Array>): Promise<CsvRow[]> {
  const rows: CsvRow[] = [];
  let head: readonly string[] | undefined;
  await pipeline(Readable.fromWeb(csv), parse({ bom: true }), async (records: AsyncIterable<string[]>) => {
    for await (const record of records) {
      if (head === undefined) head = record;
      else rows.push(toRow(head, record));
    }
  });
  return rows;
}

function toRow(head: readonly string[], record: readonly string[]): CsvRow {
  const row: Record<string, string | null> = {};
  for (let index = 0; index < head.length; index += 1) row[head[index]!] = record[index] || null;
  return row;
}
