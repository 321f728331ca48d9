/** A buffer between what pushes and what pulls: the reader takes all that waits at once. */
export interface Queue<T> {
  push(item: T): void;
  /** All waiting items, in order; waits for the first; undefined after `close`; throws after `fail`. */
  takeAll(): Promise<T[] | undefined>;
  /** Ends the queue with an error, seen after the items that came before it. */
  fail(error: unknown): void;
  /** Ends the queue quietly; later pushes are ignored. */
  close(): void;
}

/** Opens a queue for one reader. */
export function openQueue<T>(): Queue<T> {
  let items: T[] = [];
  let ended: { error?: unknown } | undefined;
  let wake: (() => void) | undefined;
  const end = (result: { error?: unknown }) => {
    ended ??= result;
    wake?.();
  };
  return {
    push(item) {
      if (ended) return;
      items.push(item);
      wake?.();
    },
    async takeAll() {
      while (items.length === 0) {
        if (ended && 'error' in ended) throw ended.error;
        if (ended) return undefined;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = undefined;
      }
      const taken = items;
      items = [];
      return taken;
    },
    fail: (error) => end({ error }),
    close: () => end({}),
  };
}
