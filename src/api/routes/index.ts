import type { AnyRoute } from '../route.ts';
import { accountRoutes } from './account.ts';
import { activityRoutes } from './activities.ts';
import { alertRoutes } from './alerts.ts';
import { auditRoutes } from './audit.ts';
import { connectionRoutes } from './connections.ts';
import { coverageRoutes } from './coverage.ts';
import { dayRoutes } from './day.ts';
import { exportRoutes } from './exports.ts';
import { featureRoutes } from './features.ts';
import { firstRunRoutes } from './firstRun.ts';
import { healthRoutes } from './health.ts';
import { importRoutes } from './imports.ts';
import { invitationRoutes } from './invitations.ts';
import { oauthRoutes } from './oauth.ts';
import { peopleImportRoutes } from './peopleImports.ts';
import { personDataRoutes } from './personData.ts';
import { remoteUserRoutes } from './remoteUsers.ts';
import { removalRoutes } from './removal.ts';
import { runRoutes } from './runs.ts';
import { serviceRoutes } from './services.ts';
import { sessionRoutes } from './session.ts';
import { sessionListRoutes } from './sessions.ts';
import { signInRoutes } from './signIn.ts';
import { supportRoutes } from './support.ts';
import { sweepRoutes } from './sweeps.ts';
import { tokenRoutes } from './tokens.ts';
import { trendRoutes } from './trends.ts';
import { userRoutes } from './users.ts';

/** Every route of the API. */
export const routes: readonly AnyRoute[] = [
  ...sessionRoutes,
  ...sessionListRoutes,
  ...signInRoutes,
  ...firstRunRoutes,
  ...tokenRoutes,
  ...accountRoutes,
  ...userRoutes,
  ...invitationRoutes,
  ...peopleImportRoutes,
  ...serviceRoutes,
  ...connectionRoutes,
  ...sweepRoutes,
  ...importRoutes,
  ...runRoutes,
  ...coverageRoutes,
  ...removalRoutes,
  ...featureRoutes,
  ...remoteUserRoutes,
  ...activityRoutes,
  ...exportRoutes,
  ...personDataRoutes,
  ...dayRoutes,
  ...trendRoutes,
  ...alertRoutes,
  ...auditRoutes,
  ...supportRoutes,
  ...oauthRoutes,
  ...healthRoutes,
];
