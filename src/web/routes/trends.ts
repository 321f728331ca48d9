import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { type TrendRangeKey, trendRanges } from '../pages/trends/range.ts';
import { manyOf, oneOf } from '../searchParams.ts';
import { app } from './app.ts';

/** Whose trends are shown, of which features, and how far back. */
export interface TrendsSearch {
  /** Of those who see others; everyone whom they may see where nothing is said. */
  readonly who?: 'me';
  readonly person?: string[];
  readonly feature?: string[];
  readonly range?: TrendRangeKey;
}

const trends = createRoute({
  getParentRoute: () => app,
  path: '/trends',
  validateSearch: (search: Record<string, unknown>): TrendsSearch => ({
    who: oneOf(search.who) === 'me' ? 'me' : undefined,
    person: manyOf(search.person),
    feature: manyOf(search.feature),
    range: trendRanges.find(({ key }) => key === search.range)?.key,
  }),
  component: lazyRouteComponent(() => import('../pages/trends/trendsPage.tsx'), 'TrendsPage'),
});

/** Figures of a time. */
export const trendsRoutes = [trends] as const;
