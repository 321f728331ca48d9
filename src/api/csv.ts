import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import type { FastifyReply, FastifyRequest } from 'fastify';

type Cell = string | number | boolean | null;

/** True where the caller would rather have a file than JSON. */
export function wantsCsv(request: FastifyRequest, format: 'json' | 'csv' | undefined): boolean {
  return format === undefined ? /^\s*text\/csv\b/i.test(request.headers.accept ?? '') : format === 'csv';
}

/** Sends pages of rows as a CSV file (RFC 4180) while they are read; `name` is the file's. */
export function sendCsv(
  reply: FastifyReply,
  name: string,
  header: readonly string[],
  pages: AsyncIterable<readonly (readonly Cell[])[]>,
): FastifyReply {
  async function* write(): AsyncGenerator<string> {
    yield stringify([[...header]]);
    for await (const page of pages) yield toText(page);
  }
  return sendText(reply, name, 'text/csv; charset=utf-8', write());
}

/** Sends pages of values as JSON Lines while they are read; `name` is the file's. */
export function sendJsonLines(
  reply: FastifyReply,
  name: string,
  pages: AsyncIterable<readonly unknown[]>,
): FastifyReply {
  async function* write(): AsyncGenerator<string> {
    for await (const page of pages) yield page.map((value) => `${JSON.stringify(value)}\n`).join('');
  }
  return sendText(reply, name, 'application/jsonl; charset=utf-8', write());
}

/** Sends text as a file while it is written, no faster than it is read. */
export function sendText(
  reply: FastifyReply,
  name: string,
  type: string,
  text: AsyncIterable<string>,
): FastifyReply {
  return reply
    .type(type)
    .header('content-disposition', `attachment; filename="${name}"`)
    .send(Readable.from(text, { objectMode: false }));
}

// Names come from outside: a spreadsheet would run one that begins like a formula.
function toText(rows: readonly (readonly Cell[])[]): string {
  return stringify(rows as Cell[][], { escape_formulas: true, cast: { boolean: String } });
}
