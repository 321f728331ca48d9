import type { InfiniteData } from '@tanstack/react-query';
import type { DayPage } from '../../api.ts';

/** A day's rows as the query cache holds them. */
export type LoadedRows = InfiniteData<DayPage, unknown>;

/** Ids of those in whose row an entry stands. */
export const holdersOf = (loaded: LoadedRows | undefined, activityId: string): string[] =>
  (loaded?.pages ?? []).flatMap(({ items }) =>
    items
      .filter(({ intervals }) => intervals.some((interval) => interval.activityId === activityId))
      .map(({ user }) => user.id),
  );

/** Puts rows that were read again into the places of those of the same people; all others stay what they are. */
export function withRows(loaded: LoadedRows, fresh: DayPage['items']): LoadedRows {
  const byUser = new Map(fresh.map((row) => [row.user.id, row]));
  const pages = loaded.pages.map((page) => ({
    ...page,
    items: page.items.map((row) => byUser.get(row.user.id) ?? row),
  }));
  return { ...loaded, pages };
}
