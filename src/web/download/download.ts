import { ProblemError, toProblem, unreachable } from '../calls.ts';
import { type Format, openCounter } from './entryCounter.ts';

/** How far a download has come. */
export interface Progress {
  readonly bytes: number;
  /** Entries so far; null for a file whose lines are none. */
  readonly entries: number | null;
  /** About how many there will be; null where the server does not know. */
  readonly expected: number | null;
}

/** What is downloaded, and under which name it is saved. */
export interface Wish {
  readonly address: string;
  readonly name: string;
  readonly format: Format;
}

// The browser may keep what is in a Blob on disk; loose pieces stay in memory.
const piecesAtOnce = 64;

const types = {
  csv: 'text/csv',
  jsonl: 'application/jsonl',
  json: 'application/json',
} as const satisfies Record<Format, string>;

const brokenOff = () =>
  new ProblemError({
    status: 0,
    code: 'broken_off',
    detail: 'The file broke off before its end, so nothing was saved.',
    fix: 'Export again. If it breaks off again, narrow the filters.',
  });

/**
 * Reads a file to its end as it is written, then gives it to the browser's downloads: one that breaks off or is cancelled
 * leaves no half file. Throws ProblemError, or the reason of the signal.
 */
export async function download(
  wish: Wish,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<Progress> {
  const response = await fetch(wish.address, { signal }).catch(() => {
    signal.throwIfAborted();
    throw unreachable();
  });
  if (!response.ok || response.body === null) {
    throw toProblem(response.status, await response.json().catch(() => null));
  }
  const estimate = response.headers.get('x-entries-estimate');
  const expected = estimate === null ? null : Number(estimate);
  let progress: Progress = { bytes: 0, entries: wish.format === 'json' ? null : 0, expected };
  onProgress(progress);
  const { file, bytes, entries } = await collect(response.body, wish.format, (bytes, entries) => {
    progress = { bytes, entries, expected };
    onProgress(progress);
  }).catch(() => {
    signal.throwIfAborted();
    throw brokenOff();
  });
  save(file, wish.name);
  return { bytes, entries, expected };
}

async function collect(
  body: ReadableStream<Uint8Array>,
  format: Format,
  onPiece: (bytes: number, entries: number | null) => void,
) {
  const count = openCounter(format);
  const whole: Blob[] = [];
  let loose: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  let entries = count(new Uint8Array());
  const reader = body.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    loose.push(read.value as Uint8Array<ArrayBuffer>);
    bytes += read.value.length;
    entries = count(read.value);
    onPiece(bytes, entries);
    if (loose.length === piecesAtOnce) {
      whole.push(new Blob(loose));
      loose = [];
    }
  }
  return { file: new Blob([...whole, ...loose], { type: types[format] }), bytes, entries };
}

function save(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
