import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { oneOf } from '../searchParams.ts';
import { app } from './app.ts';

const setup = createRoute({
  getParentRoute: () => app,
  path: '/setup',
  component: lazyRouteComponent(() => import('../pages/setup/setupPage.tsx'), 'SetupPage'),
});

const account = createRoute({
  getParentRoute: () => app,
  path: '/settings/account',
  component: lazyRouteComponent(() => import('../pages/account/accountPage.tsx'), 'AccountPage'),
});

const myData = createRoute({
  getParentRoute: () => app,
  path: '/my-data',
  // Owners and Executives name whose data it is.
  validateSearch: (search: Record<string, unknown>): { person?: string } => ({
    person: oneOf(search.person),
  }),
  component: lazyRouteComponent(() => import('../pages/myData/myDataPage.tsx'), 'MyDataPage'),
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
  component: lazyRouteComponent(() => import('../pages/audit/auditPage.tsx'), 'AuditPage'),
});

/** What the account is set up with, what is written down of it, and what is stored about a person. */
export const accountRoutes = [setup, account, myData, audit] as const;
