import type { Batch, Service, Session } from '../activity/service.ts';

// What waits to be stored is bounded by this, by what the stream itself holds, and by one of its batches.
const maxWaitingChanges = 2000;

/**
 * Reads the stream of a connection while earlier batches of it are being stored: what waits by then comes as one batch,
 * for a transaction costs the same whatever it holds. Order is kept; an error comes after what was read before it.
 * The stream has ended when this has, however its reader left.
 */
export async function* readAhead(
  service: Pick<Service, 'stream'>,
  session: Session,
  cursor: string | null,
): AsyncGenerator<Batch> {
  const stop = new AbortController();
  const signal = AbortSignal.any([session.signal, stop.signal]);
  const waiting = openWaiting();
  const reading = waiting.fill(service.stream(session, cursor, signal));
  try {
    for (let batch = await waiting.take(); batch !== null; batch = await waiting.take()) yield batch;
  } finally {
    stop.abort();
    waiting.close();
    await reading;
  }
}

/** What was read and not yet taken: filled by one, taken by another, each of whom waits for the other. */
function openWaiting() {
  let batches: Batch[] = [];
  let ended: { readonly error: unknown } | 'quietly' | null = null;
  let isClosed = false;
  let changed = () => {};
  const change = () => new Promise<void>((done) => (changed = done));
  const isFull = () => batches.reduce((sum, { changes }) => sum + changes.length, 0) >= maxWaitingChanges;
  return {
    /** Takes in all that comes, while there is room; never throws. */
    async fill(source: AsyncIterable<Batch>): Promise<void> {
      try {
        for await (const batch of source) {
          if (isClosed) break;
          batches = add(batches, batch);
          changed();
          while (isFull() && !isClosed) await change();
        }
        ended = 'quietly';
      } catch (error) {
        ended = { error };
      }
      changed();
    },
    /** The next batch; null at the end. */
    async take(): Promise<Batch | null> {
      while (batches.length === 0) {
        if (ended === 'quietly') return null;
        if (ended !== null) throw ended.error;
        await change();
      }
      const next = batches[0]!;
      batches = batches.slice(1);
      changed();
      return next;
    },
    close(): void {
      isClosed = true;
      changed();
    },
  };
}

function add(batches: readonly Batch[], next: Batch): Batch[] {
  const last = batches.at(-1);
  // A hole reaches back to what was covered before it, so nothing that came earlier may stand in its batch.
  if (last === undefined || (next.holes ?? []).length > 0) return [...batches, next];
  return [...batches.slice(0, -1), join(last, next)];
}

function join(a: Batch, b: Batch): Batch {
  return {
    changes: [...a.changes, ...b.changes],
    rejects: [...a.rejects, ...b.rejects],
    cursor: b.cursor ?? a.cursor,
    coveredTo:
      a.coveredTo === null || b.coveredTo === null
        ? (a.coveredTo ?? b.coveredTo)
        : Math.max(a.coveredTo, b.coveredTo),
    features: [...new Set([...a.features, ...b.features])],
    holes: a.holes ?? [],
  };
}
