import type {
  AuthorizationRequest,
  Authorized,
  Credential,
  Limits,
  RefusedEdition,
} from '../../activity/service.ts';
import { RequestError, SetupError } from '../../errors.ts';
import { sha256Base64Url } from '../../lib/crypto.ts';
import { listChannels } from './channel.ts';
import { type CompositeAnswer, toQueryRequest } from './composite.ts';
import { isSupported, ORGANIZATION_QUERIES, type Organization, toOrganization } from './editions.ts';
import { SalesforceError } from './errors.ts';
import { toMyDomainUrl } from './instanceUrl.ts';
import { isUnknownColumn } from './knownColumns.ts';
import {
  authorizationUrl,
  exchangeCode,
  type Identity,
  type OAuthApp,
  readIdentity,
  revokeToken,
} from './oauth.ts';
import { type Parts, refreshCredential } from './org.ts';
import { missingToConnect, permissionRequests, readPermissions } from './permissions.ts';
import { openRest, type Rest, type Row } from './rest.ts';
import type { SalesforceSettings } from './settings.ts';

/** Where to send the browser of the person who connects. Throws invalid_value for a My Domain that is none. */
export function toAuthorizationUrl(settings: SalesforceSettings, request: AuthorizationRequest): string {
  const challenge = sha256Base64Url(request.codeVerifier);
  return authorizationUrl(appOf(settings, request), { state: request.state, challenge });
}

function appOf(settings: SalesforceSettings, request: AuthorizationRequest): OAuthApp {
  const { environment, myDomain, redirectUri } = request;
  const standard = environment === 'sandbox' ? settings.sandboxLoginUrl : settings.productionLoginUrl;
  const loginUrl = myDomain === null ? standard : toMyDomainUrl(myDomain, standard);
  if (loginUrl === undefined) {
    throw new RequestError(
      'invalid_value',
      'My Domain must be a Salesforce host such as acme.my.salesforce.com, without a path.',
    );
  }
  return {
    loginUrl,
    clientId: settings.clientId ?? '',
    clientSecret: settings.clientSecret ?? '',
    redirectUri,
  };
}

/**
 * Exchanges the code, then checks in this order: identity, an edition that was refused before, the API,
 * edition, environment, permissions. Whatever fails, the tokens are revoked before it is thrown.
 */
export async function authorize(
  parts: Parts,
  request: AuthorizationRequest,
  code: string,
  refusedEdition: (organizationId: string) => Promise<string | null>,
): Promise<Authorized | RefusedEdition> {
  const app = appOf(parts.settings, request);
  const tokens = await exchangeCode(app, { code, verifier: request.codeVerifier });
  const { accessToken, refreshToken, instanceUrl } = tokens;
  const probe = openProbe(parts, { accessToken, refreshToken, instanceUrl, loginUrl: app.loginUrl });
  try {
    const identity = await readIdentity(tokens);
    const result = await checkOrg(probe, request, identity, refusedEdition);
    if ('refused' in result) await revoke(parts, probe.credential());
    return result;
  } catch (error) {
    await revoke(parts, probe.credential());
    throw error;
  }
}

async function checkOrg(
  { rest, credential }: Probe,
  request: AuthorizationRequest,
  identity: Identity,
  refusedEdition: (organizationId: string) => Promise<string | null>,
): Promise<Authorized | RefusedEdition> {
  const before = await refusedEdition(identity.organizationId);
  if (before !== null) return { refused: { organizationId: identity.organizationId, edition: before } };
  // OAuth succeeds also where the API is off; the first call tells.
  const limits = await readLimits(rest);
  const look = await lookAtOrg(rest, identity.remoteUserId);
  const organization = await readOrganizationRow(rest, request.environment, look.organization);
  if (organization.id.slice(0, 15) !== identity.organizationId.slice(0, 15)) {
    throw new SetupError('exchange_failed', 'the identity is of another org than the one that answers');
  }
  if (!isSupported(organization.edition)) {
    return { refused: { organizationId: identity.organizationId, edition: organization.edition } };
  }
  if (organization.environment !== request.environment) throw new SetupError('environment_mismatch');
  await checkPermissions(rest, look.permissions);
  return {
    credential: credential(),
    organization: toContract(organization),
    limits,
    connectedBy: { remoteUserId: identity.remoteUserId, name: identity.name || identity.username },
  };
}

/** What the org says of itself and of the user's permissions, in one API call. */
async function lookAtOrg(rest: Rest, remoteUserId: string) {
  const [organization, ...permissions] = await rest.composite([
    toQueryRequest('organization', ORGANIZATION_QUERIES[0]),
    ...permissionRequests(remoteUserId),
  ]);
  return { organization, permissions };
}

async function checkPermissions(rest: Rest, answers: readonly CompositeAnswer[]): Promise<void> {
  const permissions = await readPermissions(rest, answers);
  const missing = missingToConnect(permissions);
  if (missing.length > 0) {
    throw new SetupError('missing_permission', `missing: ${missing.join(', ')}`, {
      text: `The connecting Salesforce user lacks ${missing.map((name) => `"${name}"`).join(' and ')}.`,
    });
  }
  // An org that does not tell what the user may do shows it by what it lets them see.
  const isTold = permissions.customizeApplication !== null && permissions.viewSetup !== null;
  if (!isTold) await listChannels(rest);
}

/** The calls with new tokens, and what these are by then: renewing them may change both. */
interface Probe {
  readonly rest: Rest;
  readonly credential: () => Credential;
}

// A fresh token may be refused where an org is slow to know it: it is renewed once, as at any other time.
function openProbe({ settings, clock, log }: Parts, fresh: Credential): Probe {
  let credential = fresh;
  const tokens = {
    getToken: async () => credential,
    refreshToken: async () => {
      credential = await refreshCredential(settings, credential);
      return credential;
    },
  };
  const rest = openRest({ tokens, apiVersion: settings.apiVersion, clock, log });
  return { rest, credential: () => credential };
}

/** Reads the org's limits in the words that all services share; those that it does not tell are null. */
export async function readLimits(rest: Rest): Promise<Limits> {
  try {
    const { Max, Remaining } = (await rest.limits())?.DailyDeliveredPlatformEvents ?? {};
    if (Max === undefined || Remaining === undefined) return { delivery: null };
    return { delivery: { used: Max - Remaining, limit: Max } };
  } catch (error) {
    if (error instanceof SalesforceError) return { delivery: null };
    throw error;
  }
}

/**
 * What the org says of itself, from the answer to the first of ORGANIZATION_QUERIES, else from a simpler query;
 * `asked` is the environment of an org that does not tell its own.
 */
async function readOrganizationRow(
  rest: Rest,
  asked: Organization['environment'],
  answer: CompositeAnswer | undefined,
): Promise<Organization> {
  let row = (answer?.body as { records?: Row[] } | undefined)?.records?.[0];
  if (isUnknownColumn(answer?.error)) {
    for await (const [found] of rest.query(ORGANIZATION_QUERIES[1])) row = found;
  } else if (answer?.error) throw answer.error;
  if (row !== undefined) return toOrganization(row, asked);
  throw new SetupError('exchange_failed', 'reading the organization: it has no row');
}

/** The organization in the words that all services share. */
function toContract(organization: Organization): Authorized['organization'] {
  const { id, name, edition, environment } = organization;
  return { id, name, edition: edition === 'unknown' ? null : edition, sandbox: environment === 'sandbox' };
}

/** Revokes the refresh token, which takes its access tokens along; a failure is logged, and false. */
export async function revoke(parts: Parts, credential: Credential): Promise<boolean> {
  const app = { loginUrl: credential.loginUrl, clientId: '', clientSecret: '', redirectUri: '' };
  try {
    await revokeToken(app, credential.refreshToken);
    return true;
  } catch (error) {
    parts.log.warn({ err: error }, 'a token could not be revoked; it ends when its user or app is removed');
    return false;
  }
}
