import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { oneOf } from '../searchParams.ts';
import { root } from './app.ts';

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { to?: string; error?: string } => ({
    to: oneOf(search.to),
    error: oneOf(search.error),
  }),
  component: lazyRouteComponent(() => import('../pages/signIn/signInPage.tsx'), 'SignInPage'),
});

const firstRun = createRoute({
  getParentRoute: () => root,
  path: '/first-run',
  component: lazyRouteComponent(() => import('../pages/firstRun/firstRunPage.tsx'), 'FirstRunPage'),
});

/** What somebody sees who is not signed in. */
export const doorRoutes = [signIn, firstRun] as const;
