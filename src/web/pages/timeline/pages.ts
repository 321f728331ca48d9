import type { Activity, ActivityList } from '../../api.ts';

/** The loaded part of the timeline, newest first, as the query cache holds it. */
export interface Loaded<P extends ActivityList = ActivityList> {
  readonly pages: P[];
  readonly pageParams: unknown[];
}

/** The API's order: newest first, and by id where the moment is the same. */
const isBefore = (a: Activity, b: Activity): boolean =>
  a.occurredAt === b.occurredAt ? a.id > b.id : Date.parse(a.occurredAt) > Date.parse(b.occurredAt);

export const hasEntry = (loaded: Loaded, id: string): boolean =>
  loaded.pages.some((page) => page.items.some((item) => item.id === id));

/** True where newer entries exist that are not loaded, because the list was sent to a date. */
export const hasNewer = (loaded: Loaded): boolean => Boolean(loaded.pages[0]?.previousCursor);

/** True for an entry that belongs to the newer pages that are not loaded yet. */
export function isBeyond(loaded: Loaded, entry: Activity): boolean {
  const newest = loaded.pages.find((page) => page.items.length > 0)?.items[0];
  return hasNewer(loaded) && (newest === undefined || isBefore(entry, newest));
}

function isBehind({ pages }: Loaded, entry: Activity): boolean {
  const oldest = pages.findLast((page) => page.items.length > 0)?.items.at(-1);
  return Boolean(pages.at(-1)?.nextCursor) && (oldest === undefined || isBefore(oldest, entry));
}

/** Leaves `loaded` itself untouched; the same object comes back where the entry was not there. */
export function withoutEntry<P extends ActivityList>(loaded: Loaded<P>, id: string): Loaded<P> {
  if (!hasEntry(loaded, id)) return loaded;
  const pages = loaded.pages.map((page) => ({ ...page, items: page.items.filter((item) => item.id !== id) }));
  return { ...loaded, pages };
}

/**
 * Puts an entry where it belongs, in place of its former version. One that is older or newer than all that is loaded,
 * where there is more on that side, is left out: it comes with its page.
 */
export function withEntry<P extends ActivityList>(before: Loaded<P>, entry: Activity): Loaded<P> {
  const { pages, pageParams } = withoutEntry(before, entry.id);
  // By the list as it was: the newest or oldest entry that is sent again must not count as outside of it.
  if (isBeyond(before, entry) || isBehind(before, entry)) return { pages, pageParams };
  const found = pages.findIndex((page) => page.items.some((item) => isBefore(entry, item)));
  const target = found < 0 ? pages.length - 1 : found;
  const next = pages.map((page, index) => {
    if (index !== target) return page;
    const at = page.items.findIndex((item) => isBefore(entry, item));
    const items = [...page.items];
    items.splice(at < 0 ? items.length : at, 0, entry);
    return { ...page, items };
  });
  return { pages: next, pageParams };
}
