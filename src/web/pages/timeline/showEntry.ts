import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { Activity, ActivityList } from '../../api.ts';
import { hasEntry, withEntry } from './pages.ts';

/** Puts an entry's new version into every list that holds it, before the stream tells of it. */
export function showEntry(client: QueryClient, entry: Activity): void {
  client.setQueriesData<InfiniteData<ActivityList>>({ queryKey: ['activities'] }, (loaded) =>
    loaded && hasEntry(loaded, entry.id) ? { ...loaded, ...withEntry(loaded, entry) } : loaded,
  );
  void client.invalidateQueries({ queryKey: ['day'] });
}
