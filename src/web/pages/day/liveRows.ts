import type { QueryClient } from '@tanstack/react-query';
import { type Activity, api } from '../../api.ts';
import { dayQuery, dayRowsQuery } from '../../queries.ts';
import { holdersOf, withRows } from './dayRows.ts';

// Many entries that come together are read together.
const pauseMs = 1_000;
// Of more people than these it is less work to read all rows.
const mostPeople = 100;

/** Reads the rows of those again of whose day the stream says something; at most once a second. */
export function openLiveRows(client: QueryClient, date: string) {
  const { queryKey } = dayRowsQuery(date);
  const changed = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isClosed = false;

  // The open day of one person stands beside the rows.
  const readEntries = () => void client.refetchQueries({ queryKey: ['activities'], type: 'active' });

  const readAll = () => {
    void client.invalidateQueries({ queryKey });
    readEntries();
  };

  const schedule = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      void readChanged();
    }, pauseMs);
  };

  async function readChanged() {
    // A page that is being read would put its older rows over the new ones: they wait until it is there.
    if (client.isFetching({ queryKey, exact: true }) > 0) return schedule();
    const userId = [...changed];
    changed.clear();
    if (userId.length > mostPeople) return readAll();
    const read = await api.day(date, { userId, limit: mostPeople }).catch(() => null);
    if (isClosed) return;
    // Whoever may not be seen any more is in no row either: that comes with all rows.
    if (read === null) return readAll();
    client.setQueryData(queryKey, (loaded) => loaded && withRows(loaded, read.items));
    for (const id of userId)
      void client.invalidateQueries({ queryKey: dayQuery(date, { userId: [id] }).queryKey });
    readEntries();
  }

  const note = (people: readonly string[]) => {
    if (people.length === 0) return;
    for (const id of people) changed.add(id);
    schedule();
  };
  // A meeting may have been handed over: it stands in another's row until that is read.
  const holders = (id: string) => holdersOf(client.getQueryData(queryKey), id);

  return {
    take: ({ id, userId }: Pick<Activity, 'id' | 'userId'>) => note([userId, ...holders(id)]),
    drop: (id: string) => note(holders(id)),
    readAll,
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}
