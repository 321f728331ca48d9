import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { parseDate } from '../dayBounds.ts';
import { oneOf } from '../searchParams.ts';
import { app } from './app.ts';

/** Which day is shown, in which width, and whose day is open beside it. */
export interface DaySearch {
  readonly date?: string;
  readonly hours?: 'all';
  readonly person?: string;
  /** Only rows of people whose names hold this. */
  readonly name?: string;
}

const day = createRoute({
  getParentRoute: () => app,
  path: '/day',
  validateSearch: (search: Record<string, unknown>): DaySearch => ({
    date: parseDate(oneOf(search.date)),
    hours: oneOf(search.hours) === 'all' ? 'all' : undefined,
    person: oneOf(search.person),
    name: oneOf(search.name),
  }),
  component: lazyRouteComponent(() => import('../pages/day/dayPage.tsx'), 'DayPage'),
});

/** One day, a row a person. */
export const dayRoutes = [day] as const;
