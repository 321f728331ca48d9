import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { parseDate } from '../dayBounds.ts';
import { manyOf, oneOf } from '../searchParams.ts';
import { app } from './app.ts';

const home = createRoute({
  getParentRoute: () => app,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/timeline' });
  },
});

/** What the timeline is narrowed to, as it stands in the address. */
export interface TimelineSearch {
  readonly person?: string[];
  readonly feature?: string[];
  readonly category?: string[];
  readonly action?: string[];
  /** A kind of record (`Case`), or one of them (`Case/500...`). */
  readonly object?: string[];
  readonly connection?: string[];
  /** Words in titles. */
  readonly text?: string;
  /** The day at whose end the list begins, `2026-05-12`. */
  readonly date?: string;
  /** Times in the zone of the one person that is chosen. */
  readonly zone?: 'person';
}

const timeline = createRoute({
  getParentRoute: () => app,
  path: '/timeline',
  validateSearch: (search: Record<string, unknown>): TimelineSearch => ({
    person: manyOf(search.person),
    feature: manyOf(search.feature),
    category: manyOf(search.category),
    action: manyOf(search.action),
    object: manyOf(search.object),
    connection: manyOf(search.connection),
    text: oneOf(search.text),
    date: parseDate(oneOf(search.date)),
    zone: oneOf(search.zone) === 'person' ? 'person' : undefined,
  }),
  component: lazyRouteComponent(() => import('../pages/timeline/timelinePage.tsx'), 'TimelinePage'),
});

/** The connection whose record it is; ids of two orgs may be the same. */
interface ObjectSearch {
  readonly connection?: string;
}

const objectHistory = createRoute({
  getParentRoute: () => app,
  path: '/timeline/objects/$type/$id',
  validateSearch: (search: Record<string, unknown>): ObjectSearch => ({
    connection: oneOf(search.connection),
  }),
  component: lazyRouteComponent(() => import('../pages/timeline/objectPage.tsx'), 'ObjectPage'),
});

/** The timeline, which is where the product begins, and the history of one record. */
export const timelineRoutes = [home, timeline, objectHistory] as const;
