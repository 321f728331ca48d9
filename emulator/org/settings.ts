import { defaultTracking, type FieldTracking } from './tracking.ts';

/** What an administrator of the org decided, and what was bought. Tests and the control page change it while it runs. */
export interface OrgSettings {
  name: string;
  /** As Organization.OrganizationType reports it. */
  edition: string;
  environment: 'production' | 'sandbox';
  /** False: REST answers 403 API_DISABLED_FOR_ORG. */
  apiEnabled: boolean;
  /** Distinct entities that Change Data Capture may select. */
  entityLimit: number;
  dailyApiLimit: number;
  /** False: only users who may approve uninstalled apps get through the authorization. */
  appInstalled: boolean;
  appBlocked: boolean;
  /** Each refresh gives a new refresh token and ends the old one. */
  rotateRefreshTokens: boolean;
  /** Accounts may be persons; fixed once the org exists. */
  readonly personAccounts: boolean;
  /** Amounts have a currency each; fixed once the org exists. */
  readonly multiCurrency: boolean;
  /** Change events delivered within 24 hours over all clients; null: what the edition has. */
  deliveryLimit: number | null;
  /** Subscribe streams that may be open at once. */
  clientLimit: number;
  /** Enhanced Notes are on; off, there is no ContentNote. */
  notes: boolean;
  /** Chatter is on; off, there is no FeedItem and no FeedComment. */
  chatter: boolean;
  /** An e-mail that is sent is a Task of subtype Email too. */
  enhancedEmail: boolean;
  /** Fields whose changes the history tables keep. */
  fieldTracking: FieldTracking;
  /** What a query of the history of an object without tracking gives: a refusal, or no rows. */
  untrackedHistory: 'INVALID_TYPE' | 'empty';
  /** Changes of one transaction after which its events overflow. */
  overflowAfter: number;
  /** Status calls that find a bulk query job unfinished. */
  bulkPolls: number;
  /** How long a bulk query job takes at least, by the org's clock. */
  bulkMs: number;
  /** Rows of a set of bulk results where the caller does not say. */
  bulkPageRows: number;
  /** Bulk query jobs within 24 hours. */
  bulkJobLimit: number;
}

/** Editions whose orgs have no Change Data Capture, and (without an add-on) no API. */
const SMALL_EDITIONS = new Set([
  'Team Edition',
  'Professional Edition',
  'Personal Edition',
  'Contact Manager Edition',
  'Base Edition',
]);

/** Settings of a fresh org of the edition; what `given` says wins. */
export function toSettings(given: Partial<OrgSettings>): OrgSettings {
  const edition = given.edition ?? 'Enterprise Edition';
  const environment = given.environment ?? 'production';
  return {
    name: environment === 'sandbox' ? 'Acme Inc. Sandbox' : 'Acme Inc.',
    edition,
    environment,
    apiEnabled: !SMALL_EDITIONS.has(edition),
    entityLimit: 5,
    dailyApiLimit: edition === 'Developer Edition' ? 15_000 : 100_000,
    appInstalled: true,
    appBlocked: false,
    rotateRefreshTokens: false,
    personAccounts: false,
    multiCurrency: false,
    deliveryLimit: null,
    clientLimit: 2000,
    notes: true,
    chatter: true,
    enhancedEmail: true,
    fieldTracking: defaultTracking,
    untrackedHistory: 'INVALID_TYPE',
    overflowAfter: 100_000,
    bulkPolls: 1,
    bulkMs: 0,
    bulkPageRows: 50_000,
    bulkJobLimit: 10_000,
    ...given,
  };
}

/** False where the edition lacks Change Data Capture: its Tooling objects then do not exist. */
export function hasChangeDataCapture(settings: OrgSettings): boolean {
  return !SMALL_EDITIONS.has(settings.edition);
}

/** Change events that the org may have delivered within 24 hours. */
export function deliveryAllocation({ deliveryLimit, edition }: OrgSettings): number {
  if (deliveryLimit !== null) return deliveryLimit;
  if (edition === 'Unlimited Edition') return 50_000;
  return edition === 'Developer Edition' ? 10_000 : 25_000;
}
