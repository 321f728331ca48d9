import { useCallback, useEffect, useRef, useState } from 'react';
import { currentTime } from '../clock.ts';
import { download, type Progress, type Wish } from './download.ts';

/** What has become of a download. */
export type DownloadState =
  | { readonly is: 'idle' }
  | { readonly is: 'cancelled' }
  | { readonly is: 'running'; readonly wish: Wish; readonly startedAt: number; readonly progress: Progress }
  | { readonly is: 'done'; readonly wish: Wish; readonly progress: Progress }
  | { readonly is: 'failed'; readonly error: Error };

const atStart: Progress = { bytes: 0, entries: null, expected: null };

/** One download at a time, which ends with the component that holds it. */
export function useDownload() {
  const [state, setState] = useState<DownloadState>({ is: 'idle' });
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const start = useCallback(async (wish: Wish): Promise<void> => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    const { signal } = controller;
    const show = (next: DownloadState) => running.current === controller && setState(next);
    const startedAt = currentTime();
    show({ is: 'running', wish, startedAt, progress: atStart });
    try {
      const progress = await download(wish, signal, (now) =>
        show({ is: 'running', wish, startedAt, progress: now }),
      );
      show({ is: 'done', wish, progress });
    } catch (error) {
      if (signal.aborted) return;
      show({ is: 'failed', error: error as Error });
    }
  }, []);

  const cancel = useCallback(() => {
    running.current?.abort();
    setState({ is: 'cancelled' });
  }, []);
  return { state, start, cancel };
}
