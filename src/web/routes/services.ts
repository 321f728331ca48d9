import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { type RangeKey, ranges } from '../coverage/range.tsx';
import { oneOf } from '../searchParams.ts';
import { app } from './app.ts';

const settings = createRoute({
  getParentRoute: () => app,
  path: '/settings',
  beforeLoad: () => {
    throw redirect({ to: '/settings/services' });
  },
});

const servicesPage = () =>
  lazyRouteComponent(() => import('../pages/services/servicesPage.tsx'), 'ServicesPage');
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
  component: lazyRouteComponent(() => import('../pages/connection/connectionPage.tsx'), 'ConnectionPage'),
});

/** What is connected, and each connection. */
export const serviceRoutes = [settings, services, service, connection] as const;
