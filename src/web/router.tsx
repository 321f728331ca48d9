import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { ProblemError } from './api.ts';
import { type RangeKey, ranges } from './coverage/range.tsx';
import { parseDate } from './dayBounds.ts';
import { Frame } from './frame/frame.tsx';
import { CrashPage, CrashScreen, NotFoundPage } from './frame/lostPages.tsx';
import { type TrendRangeKey, trendRanges } from './pages/trends/range.ts';
import { meQuery } from './queries.ts';
import { manyOf, oneOf, parseSearch, stringifySearch } from './searchParams.ts';

const isSignedOut = (error: unknown) => error instanceof ProblemError && error.status === 401;

// The session may end at any call: then the sign-in page, and afterwards back to the page that was asked for.
function onError(error: Error) {
  if (!isSignedOut(error) || router.state.location.pathname === '/sign-in') return;
  queryClient.removeQueries({ queryKey: meQuery.queryKey });
  void router.navigate({ to: '/sign-in', search: { to: router.state.location.href } });
}

const isWorthRetrying = (error: Error) =>
  !(error instanceof ProblemError) || error.status === 0 || error.status >= 500;

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: { retry: (count, error) => isWorthRetrying(error) && count < 2, staleTime: 2_000 },
  },
});

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFoundPage,
  errorComponent: CrashScreen,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { to?: string; error?: string } => ({
    to: oneOf(search.to),
    error: oneOf(search.error),
  }),
  component: lazyRouteComponent(() => import('./pages/signIn/signInPage.tsx'), 'SignInPage'),
});

const firstRun = createRoute({
  getParentRoute: () => root,
  path: '/first-run',
  component: lazyRouteComponent(() => import('./pages/firstRun/firstRunPage.tsx'), 'FirstRunPage'),
});

const app = createRoute({
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
  component: lazyRouteComponent(() => import('./pages/timeline/timelinePage.tsx'), 'TimelinePage'),
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
  component: lazyRouteComponent(() => import('./pages/timeline/objectPage.tsx'), 'ObjectPage'),
});

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
  component: lazyRouteComponent(() => import('./pages/day/dayPage.tsx'), 'DayPage'),
});

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
  component: lazyRouteComponent(() => import('./pages/trends/trendsPage.tsx'), 'TrendsPage'),
});

const roleKeys = ['owner', 'executive', 'manager', 'member', 'technical_admin'] as const;

/** How the team is shown, and what its list is narrowed to, as it stands in the address. */
export interface TeamSearch {
  readonly view?: 'lines' | undefined;
  readonly text?: string | undefined;
  readonly role?: (typeof roleKeys)[number] | undefined;
  readonly state?: 'not-invited' | 'no-login' | 'deactivated' | undefined;
}

const team = createRoute({
  getParentRoute: () => app,
  path: '/team',
  validateSearch: (search: Record<string, unknown>): TeamSearch => ({
    view: search.view === 'lines' ? 'lines' : undefined,
    text: oneOf(search.text),
    role: roleKeys.find((role) => role === search.role),
    state: (['not-invited', 'no-login', 'deactivated'] as const).find((state) => state === search.state),
  }),
  component: lazyRouteComponent(() => import('./pages/team/teamPage.tsx'), 'TeamPage'),
});

const setup = createRoute({
  getParentRoute: () => app,
  path: '/setup',
  component: lazyRouteComponent(() => import('./pages/setup/setupPage.tsx'), 'SetupPage'),
});

const account = createRoute({
  getParentRoute: () => app,
  path: '/settings/account',
  component: lazyRouteComponent(() => import('./pages/account/accountPage.tsx'), 'AccountPage'),
});

const myData = createRoute({
  getParentRoute: () => app,
  path: '/my-data',
  // Owners and Executives name whose data it is.
  validateSearch: (search: Record<string, unknown>): { person?: string } => ({
    person: oneOf(search.person),
  }),
  component: lazyRouteComponent(() => import('./pages/myData/myDataPage.tsx'), 'MyDataPage'),
});

const settings = createRoute({
  getParentRoute: () => app,
  path: '/settings',
  beforeLoad: () => {
    throw redirect({ to: '/settings/services' });
  },
});

/** What the audit log is narrowed to, as it stands in the address. */
export interface AuditSearch {
  readonly who?: string | undefined;
  readonly kind?: string | undefined;
  readonly connection?: string | undefined;
}

const audit = createRoute({
  getParentRoute: () => app,
  path: '/settings/audit',
  validateSearch: (search: Record<string, unknown>): AuditSearch => ({
    who: oneOf(search.who),
    kind: oneOf(search.kind),
    connection: oneOf(search.connection),
  }),
  component: lazyRouteComponent(() => import('./pages/audit/auditPage.tsx'), 'AuditPage'),
});

const servicesPage = () =>
  lazyRouteComponent(() => import('./pages/services/servicesPage.tsx'), 'ServicesPage');
const withError = (search: Record<string, unknown>): { error?: string } => ({ error: oneOf(search.error) });

const services = createRoute({
  getParentRoute: () => app,
  path: '/settings/services',
  validateSearch: withError,
  component: servicesPage(),
});

const service = createRoute({
  getParentRoute: () => app,
  path: '/settings/services/$service',
  validateSearch: withError,
  component: servicesPage(),
});

export const connectionTabs = ['overview', 'users', 'features', 'runs', 'coverage'] as const;
export type ConnectionTab = (typeof connectionTabs)[number];

const peopleChoices = ['unmapped', 'conflict', 'former'] as const;
type PeopleChoice = (typeof peopleChoices)[number];
const runResults = ['running', 'done', 'failed', 'cancelled'] as const;
type RunResult = (typeof runResults)[number];

/** Which part of a connection is open, and what its list of people is narrowed to. */
export interface ConnectionSearch {
  readonly tab?: ConnectionTab;
  readonly state?: PeopleChoice;
  readonly search?: string;
  /** Which runs are listed: of a kind, or with a result. */
  readonly kind?: string;
  readonly result?: RunResult;
  /** How far back the coverage is shown. */
  readonly range?: RangeKey;
  readonly error?: string;
}

const connection = createRoute({
  getParentRoute: () => app,
  path: '/settings/services/$service/$id',
  validateSearch: (search: Record<string, unknown>): ConnectionSearch => ({
    tab: connectionTabs.find((tab) => tab === search.tab),
    state: peopleChoices.find((state) => state === search.state),
    search: oneOf(search.search),
    kind: oneOf(search.kind),
    result: runResults.find((result) => result === search.result),
    range: ranges.find(({ key }) => key === search.range)?.key,
    error: oneOf(search.error),
  }),
  component: lazyRouteComponent(() => import('./pages/connection/connectionPage.tsx'), 'ConnectionPage'),
});

const guides = createRoute({
  getParentRoute: () => app,
  path: '/guides',
  validateSearch: (search: Record<string, unknown>): { search?: string } => ({
    search: oneOf(search.search),
  }),
  component: lazyRouteComponent(() => import('./pages/guides/guidesPage.tsx'), 'GuidesPage'),
});

const guide = createRoute({
  getParentRoute: () => app,
  path: '/guides/$guide',
  component: lazyRouteComponent(() => import('./pages/guides/guidePage.tsx'), 'GuidePage'),
});

const routeTree = root.addChildren([
  signIn,
  firstRun,
  app.addChildren([
    home,
    timeline,
    objectHistory,
    day,
    trends,
    team,
    setup,
    myData,
    settings,
    account,
    services,
    service,
    connection,
    audit,
    guides,
    guide,
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
