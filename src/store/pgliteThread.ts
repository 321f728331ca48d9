import { Worker } from 'node:worker_threads';
import type { Param } from './database.ts';

/** What a statement gives: rows as arrays, with the names and types of their columns. */
export interface Answer {
  readonly rows: readonly unknown[][];
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
}

/** PGlite in a thread of its own. Calls are done in the order in which they are made. */
export interface Thread {
  query(text: string, params: readonly Param[]): Promise<Answer>;
  /** A COPY from `/dev/blob`, and what it finds there. */
  copy(text: string, rows: string): Promise<void>;
  /** Several statements at once, without parameters. */
  execute(script: string): Promise<void>;
  listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** Where the database is and how its values travel. */
export interface ThreadOptions {
  /** Null for a database in memory. */
  readonly dataDir: string | null;
  /** A packed database to begin with. */
  readonly dump?: Uint8Array;
  /** Types whose values come as PostgreSQL wrote them. */
  readonly asText: readonly number[];
}

type Message =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: { readonly message: string; readonly code?: string } }
  | { readonly channel: string; readonly payload: string };

interface Waiting {
  readonly done: (value: unknown) => void;
  readonly fail: (error: Error) => void;
}

/** Starts the thread; its database is open when this resolves. */
export async function openThread(options: ThreadOptions): Promise<Thread> {
  const worker = new Worker(new URL('./pgliteThread.mjs', import.meta.url), { workerData: options });
  const waiting = new Map<number, Waiting>();
  const listeners = new Map<string, Set<(payload: string) => void>>();
  let ended: Error | null = null;
  let nextId = 1;
  const wait = (id: number): Promise<unknown> =>
    new Promise((done, fail) => {
      // Only what somebody waits for keeps the process alive.
      if (waiting.size === 0) worker.ref();
      waiting.set(id, { done, fail });
    });
  const take = (id: number): Waiting | undefined => {
    const found = waiting.get(id);
    waiting.delete(id);
    if (waiting.size === 0) worker.unref();
    return found;
  };
  const end = (error: Error): void => {
    ended ??= error;
    for (const id of [...waiting.keys()]) take(id)?.fail(ended);
  };
  const call = async (name: string, input: object): Promise<unknown> => {
    if (ended !== null) throw ended;
    const id = nextId++;
    worker.postMessage({ ...input, id, call: name });
    return wait(id);
  };
  worker.on('message', (message: Message) => {
    if ('channel' in message) {
      for (const heard of listeners.get(message.channel) ?? []) heard(message.payload);
    } else if ('error' in message) {
      take(message.id)?.fail(Object.assign(new Error(message.error.message), message.error));
    } else take(message.id)?.done(message.value);
  });
  worker.on('error', end);
  worker.on('exit', () => end(new Error('the embedded database has ended')));
  await wait(0);
  return {
    query: async (text, params) => (await call('query', { text, params })) as Answer,
    copy: async (text, rows) => void (await call('copy', { text, rows })),
    execute: async (script) => void (await call('execute', { text: script })),
    listen: async (channel, heard) => {
      const known = listeners.get(channel);
      const all = known ?? new Set();
      listeners.set(channel, all.add(heard));
      if (known === undefined) await call('listen', { text: channel });
      return async () => void all.delete(heard);
    },
    close: async () => {
      await call('close', {});
      await worker.terminate();
    },
  };
}
