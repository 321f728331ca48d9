import type { Faults } from '../faultStore.ts';
import type { Org } from '../org/org.ts';
import type { RequestLog } from '../requestLog.ts';

/** The connected app that the emulator knows. */
export interface ConnectedApp {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly name: string;
  /** Exact redirect URIs; empty: any loopback host and port with the path /oauth/salesforce/callback. */
  readonly redirectUris: readonly string[];
  /** Scopes that the app may be given. */
  readonly scopes: readonly string[];
}

/** The app that `npm run demo` and the tests use. */
export const defaultApp: ConnectedApp = {
  clientId: '3MVG9emulator.WorkSights.ClientId',
  clientSecret: 'E1A7-EMULATOR-SECRET',
  name: 'WorkSights',
  redirectUris: [],
  scopes: ['api', 'id', 'refresh_token'],
};

/** One login host with the orgs that live behind it; it is also their instance URL. */
export interface Site {
  readonly app: ConnectedApp;
  readonly orgs: readonly Org[];
  readonly faults: Faults;
  readonly requests: RequestLog;
  /** `http://127.0.0.1:PORT`, known once it listens. */
  url(): string;
}

/** The org and user behind an access token, which starts with the org's 15-character id. */
export function findSession(site: Site, token: string): { org: Org; userId: string } | undefined {
  const org = site.orgs.find((each) => token.startsWith(`${each.orgId.slice(0, 15)}!`));
  const known = org?.checkAccessToken(token);
  return org && known && { org, userId: known.userId };
}
