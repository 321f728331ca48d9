import type { Database } from '../store/database.ts';

/** Tells open streams of this process that an account's feed (or chat) has moved: one LISTEN for all of them. */
export interface FeedHub {
  /** Calls `wake` whenever there may be more for the account (null: any), until the returned function is called. */
  subscribe(accountId: string | null, wake: () => void): () => void;
  /** Aborted when the server closes, so that every stream ends. */
  readonly closing: AbortSignal;
  close(): Promise<void>;
}

/** Starts to listen; an empty payload (a reconnected listener) wakes everybody, because some may have been missed. */
export async function openFeedHub(db: Database, channel: string): Promise<FeedHub> {
  const waiting = new Map<string | null, Set<() => void>>();
  const closing = new AbortController();
  const unlisten = await db.listen(channel, (accountId) => {
    const woken =
      accountId === '' ? [...waiting.values()] : [waiting.get(accountId) ?? [], waiting.get(null) ?? []];
    for (const wakes of woken) for (const wake of wakes) wake();
  });
  return {
    subscribe: (accountId, wake) => {
      const wakes = waiting.get(accountId) ?? new Set();
      waiting.set(accountId, wakes.add(wake));
      return () => {
        wakes.delete(wake);
        if (wakes.size === 0) waiting.delete(accountId);
      };
    },
    closing: closing.signal,
    close: async () => {
      closing.abort();
      await unlisten();
    },
  };
}
