import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, Outlet, redirect } from '@tanstack/react-router';
import { Frame } from '../frame/frame.tsx';
import { CrashScreen, NotFoundPage } from '../frame/lostPages.tsx';
import { meQuery } from '../queries.ts';
import { isSignedOut } from '../queryClient.ts';

/** Above all pages. */
export const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFoundPage,
  errorComponent: CrashScreen,
});

/** Above the pages of who is signed in: the frame around them, and the way to the sign-in for who is not. */
export const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  beforeLoad: async ({ context, location }) => {
    try {
      return { me: await context.queryClient.ensureQueryData(meQuery) };
    } catch (error) {
      if (!isSignedOut(error)) throw error;
      throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { to: location.href } });
    }
  },
  component: Frame,
  errorComponent: CrashScreen,
});
