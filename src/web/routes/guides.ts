import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { oneOf } from '../searchParams.ts';
import { app } from './app.ts';

const guides = createRoute({
  getParentRoute: () => app,
  path: '/guides',
  validateSearch: (search: Record<string, unknown>): { search?: string } => ({
    search: oneOf(search.search),
  }),
  component: lazyRouteComponent(() => import('../pages/guides/guidesPage.tsx'), 'GuidesPage'),
});

const guide = createRoute({
  getParentRoute: () => app,
  path: '/guides/$guide',
  component: lazyRouteComponent(() => import('../pages/guides/guidePage.tsx'), 'GuidePage'),
});

/** The guides, and each of them. */
export const guideRoutes = [guides, guide] as const;
