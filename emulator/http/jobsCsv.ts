import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { constants, createGzip } from 'node:zlib';
import type { Value } from '../org/record.ts';
import type { FieldDef } from '../org/types.ts';
import { type FieldPath, valueAt } from '../soql/path.ts';
import type { QueryJob } from './jobStore.ts';

const DELIMITERS: Readonly<Record<string, string>> = {
  BACKQUOTE: '`',
  CARET: '^',
  COMMA: ',',
  PIPE: '|',
  SEMICOLON: ';',
  TAB: '\t',
};
const LINE_ENDINGS: Readonly<Record<string, string>> = { LF: '\n', CRLF: '\r\n' };

export const columnDelimiters = Object.keys(DELIMITERS);
export const lineEndings = Object.keys(LINE_ENDINGS);

/** Rows that are rendered at once. */
const AT_ONCE = 500;

/** Which rows of a job are sent: from inclusive, to exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
  /** The connection breaks after so many rows. */
  readonly breakAfter: number | undefined;
}

/** A set of results as CSV (RFC 4180), rendered while it is read: every value in quotes, null as nothing between them. */
export function csvStream(job: QueryJob, span: Span, gzip: boolean): Readable {
  const plain = Readable.from(lines(job, span), { objectMode: false });
  if (!gzip) return plain;
  // Flushed at once, so that a connection that breaks has carried what was written.
  const packed = createGzip({ level: 1, flush: constants.Z_SYNC_FLUSH });
  plain.once('error', (error) => packed.destroy(error));
  packed.once('close', () => plain.destroy());
  return plain.pipe(packed);
}

async function* lines(job: QueryJob, { from, to, breakAfter }: Span): AsyncGenerator<string> {
  const delimiter = DELIMITERS[job.columnDelimiter]!;
  const end = LINE_ENDINGS[job.lineEnding]!;
  const line = (values: readonly string[]): string => values.map(quote).join(delimiter) + end;
  const last = breakAfter === undefined ? to : Math.min(to, from + breakAfter);
  yield line(job.columns.map(nameOf));
  for (let at = from; at < last; at += AT_ONCE) {
    let text = '';
    for (const row of job.found.slice(at, Math.min(at + AT_ONCE, last)).map(job.rows.row))
      text += line(job.columns.map((path) => render(path.field, valueAt(job.source, row, path))));
    yield text;
  }
  if (breakAfter === undefined) return;
  yield '"';
  await sleep(20);
  throw new Error('the connection breaks');
}

const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;

function nameOf({ steps, field }: FieldPath): string {
  return [...steps.map(({ lookup }) => lookup.relationshipName), field.name].join('.');
}

function render({ type }: FieldDef, value: Value): string {
  if (value === null) return '';
  if (type === 'datetime' && typeof value === 'number') return new Date(value).toISOString();
  const isDecimal = type === 'currency' || type === 'double' || type === 'percent';
  return isDecimal && Number.isInteger(value) ? `${value}.0` : String(value);
}
