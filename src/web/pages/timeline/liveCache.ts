import type { QueryClient } from '@tanstack/react-query';
import { type Activity, type ActivityFilter, type ActivityList, api, ProblemError } from '../../api.ts';
import { currentTime } from '../../clock.ts';
import { activitiesQuery } from '../../queries.ts';
import { hasEntry, hasNewer, isBeyond, type Loaded, withEntry, withoutEntry } from './pages.ts';

// Three clocks need not agree to the second: what is dated a moment ahead has happened all the same.
const clockToleranceMs = 120_000;

interface Options {
  readonly client: QueryClient;
  readonly filter: ActivityFilter;
  /** The moment that the list was sent to, null for now. */
  readonly at: string | null;
  /** True while new entries must not move what is being read. */
  readonly isReading: () => boolean;
  /** How many new entries wait to be shown. */
  readonly onWaiting: (count: number) => void;
}

/** Brings what the stream says into the loaded timeline, without losing or moving anything. */
export function openLiveCache({ client, filter, at, isReading, onWaiting }: Options) {
  const { queryKey } = activitiesQuery(filter, at);
  const waiting = new Map<string, Activity>();
  const queue: (() => void)[] = [];

  const change = (to: <P extends ActivityList>(loaded: Loaded<P>) => Loaded<P>) =>
    client.setQueryData(queryKey, (loaded) => loaded && { ...loaded, ...to(loaded) });
  const isFetching = () => client.isFetching({ queryKey, exact: true }) > 0;

  // A page that is being read replaces the list by what it knew at its start: changes wait until it is there.
  const whenIdle = (act: () => void) => (isFetching() ? queue.push(act) : act());
  const stopListening = client.getQueryCache().subscribe(() => {
    while (queue.length > 0 && !isFetching()) queue.shift()?.();
  });

  const dropNow = (id: string) => {
    change((loaded) => withoutEntry(loaded, id));
    if (waiting.delete(id)) onWaiting(waiting.size);
  };

  const takeNow = (entry: Activity) => {
    const loaded = client.getQueryData(queryKey);
    if (!loaded) return;
    // The timeline ends at now: a meeting that was moved ahead leaves it until its time has come.
    if (Date.parse(entry.occurredAt) > currentTime() + clockToleranceMs) return dropNow(entry.id);
    const isShown = hasEntry(loaded, entry.id) || (!isReading() && !isBeyond(loaded, entry));
    if (isShown) return change((before) => withEntry(before, entry));
    waiting.set(entry.id, entry);
    onWaiting(waiting.size);
  };

  return {
    take: (entry: Activity) => whenIdle(() => takeNow(entry)),
    drop: (id: string) => whenIdle(() => dropNow(id)),
    /** Reads the timeline anew. */
    reset() {
      waiting.clear();
      onWaiting(0);
      void client.resetQueries({ queryKey, exact: true });
    },
    /** Drops what the viewer may no longer see: a list that is refused now must not stay on the page. */
    async dropIfRefused() {
      if (client.getQueryData(queryKey) === undefined) return;
      const error = await api.activities(filter, { limit: 1 }).catch((reason: unknown) => reason);
      if (!(error instanceof ProblemError) || ![401, 403, 404].includes(error.status)) return;
      waiting.clear();
      onWaiting(0);
      void client.resetQueries({ queryKey, exact: true });
    },
    /** Reads what was stored while the stream was not open. */
    async catchUp() {
      const before = client.getQueryData(queryKey);
      // A list that was sent to a date ends before what is new: that comes with its pages.
      if (before && hasNewer(before)) return;
      const newest = await api.activities(filter).catch(() => null);
      if (!newest) return;
      whenIdle(() => {
        const loaded = client.getQueryData(queryKey);
        if (!loaded) return;
        const known = newest.items.some((item) => hasEntry(loaded, item.id));
        // More was missed than one page holds: reading anew is the only way without a hole.
        if (!known && newest.nextCursor) return void client.resetQueries({ queryKey, exact: true });
        for (const entry of newest.items) takeNow(entry);
      });
    },
    showWaiting() {
      const loaded = client.getQueryData(queryKey);
      if (waiting.size === 0 || (loaded && hasNewer(loaded))) return;
      const entries = [...waiting.values()];
      waiting.clear();
      onWaiting(0);
      whenIdle(() => change((now) => entries.reduce(withEntry, now)));
    },
    close: stopListening,
  };
}
