import { once } from 'node:events';
import type { FastifyReply } from 'fastify';

/** Writes server-sent events to one reader; `signal` is aborted when the reader goes or the server closes. */
export interface EventWriter {
  readonly signal: AbortSignal;
  /** `position` null: an event that a reader who comes back does not go on from. */
  event(name: string, data: unknown, position: number | null): Promise<void>;
  /** Waits while the reader is slow, so that nothing piles up here. */
  write(text: string): Promise<void>;
  end(): void;
}

/** Takes the reply over as an event stream, with the headers that were set on it so far. */
export function openEventWriter(reply: FastifyReply, closing: AbortSignal): EventWriter {
  reply.hijack();
  const { raw } = reply;
  const gone = new AbortController();
  raw.on('close', () => gone.abort());
  // A reader that goes in the middle of a write is no error of ours.
  raw.on('error', () => gone.abort());
  const signal = AbortSignal.any([gone.signal, closing]);
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // The connection ends with the stream: kept alive, it would hold up a server that closes.
    connection: 'close',
    // nginx would hold events back.
    'x-accel-buffering': 'no',
  });
  raw.flushHeaders();
  const write = async (text: string) => {
    if (signal.aborted || raw.write(text)) return;
    await once(raw, 'drain', { signal }).catch(() => {});
  };
  return {
    signal,
    write,
    event: (name, data, position) =>
      write(
        `${position === null ? '' : `id: ${position}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`,
      ),
    end: () => raw.end(),
  };
}
