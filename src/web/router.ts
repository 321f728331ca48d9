import { createRouter } from '@tanstack/react-router';
import { CrashPage, NotFoundPage } from './frame/lostPages.tsx';
import { meQuery } from './queries.ts';
import { openQueryClient } from './queryClient.ts';
import { accountRoutes } from './routes/account.ts';
import { app, root } from './routes/app.ts';
import { dayRoutes } from './routes/day.ts';
import { doorRoutes } from './routes/door.ts';
import { guideRoutes } from './routes/guides.ts';
import { serviceRoutes } from './routes/services.ts';
import { teamRoutes } from './routes/team.ts';
import { timelineRoutes } from './routes/timeline.ts';
import { trendsRoutes } from './routes/trends.ts';
import { parseSearch, stringifySearch } from './searchParams.ts';

/** Answers of the API; where one says that the session has ended, to the sign-in and afterwards back to the page. */
export const queryClient = openQueryClient(() => {
  if (router.state.location.pathname === '/sign-in') return;
  queryClient.removeQueries({ queryKey: meQuery.queryKey });
  void router.navigate({ to: '/sign-in', search: { to: router.state.location.href } });
});

const routeTree = root.addChildren([
  ...doorRoutes,
  app.addChildren([
    ...timelineRoutes,
    ...dayRoutes,
    ...trendsRoutes,
    ...teamRoutes,
    ...accountRoutes,
    ...serviceRoutes,
    ...guideRoutes,
  ]),
]);

export const router = createRouter({
  routeTree,
  context: { queryClient },
  parseSearch,
  stringifySearch,
  scrollRestoration: true,
  defaultErrorComponent: CrashPage,
  defaultNotFoundComponent: NotFoundPage,
  // Pages draw their own skeletons; nothing may flash before them.
  defaultPendingMs: 1_000,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
