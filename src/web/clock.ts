import { useSyncExternalStore } from 'react';

/** The browser's time in epoch ms; the only place in the pages that reads the clock. */
export const currentTime = (): number => Date.now();

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** A text that depends on the time: every second it is computed, and only when it differs is it drawn again. */
export function useTicking(text: (now: number) => string): string {
  return useSyncExternalStore(subscribe, () => text(currentTime()));
}
