import type { Activity } from '../../api.ts';

interface Handlers {
  readonly onOpen: () => void;
  /** The connection is down; it is being opened again. */
  readonly onLost: () => void;
  /** The server answered with an error; it is tried again more slowly. */
  readonly onRefused: () => void;
  readonly onActivity: (activity: Activity) => void;
  readonly onRemoved: (id: string) => void;
  /** The server no longer knows what was missed: the timeline must be read anew. */
  readonly onReset: () => void;
}

const retryMs = 5_000;

/** Opens the live stream of entries and keeps it open; returns what closes it. */
export function openActivityStream(url: string, handlers: Handlers): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const open = () => {
    source = new EventSource(url);
    source.addEventListener('open', handlers.onOpen);
    source.addEventListener('activity', (event) => handlers.onActivity(JSON.parse(event.data)));
    source.addEventListener('activity_removed', (event) => handlers.onRemoved(JSON.parse(event.data).id));
    source.addEventListener('reset', handlers.onReset);
    source.addEventListener('error', () => {
      handlers.onLost();
      // A browser reconnects by itself, with its Last-Event-ID, unless it was answered with an error.
      if (source?.readyState !== EventSource.CLOSED) return;
      handlers.onRefused();
      timer = setTimeout(open, retryMs);
    });
  };

  open();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}
