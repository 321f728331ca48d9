import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { oneOf } from '../searchParams.ts';
import { app } from './app.ts';

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
  component: lazyRouteComponent(() => import('../pages/team/teamPage.tsx'), 'TeamPage'),
});

/** The people of the company. */
export const teamRoutes = [team] as const;
