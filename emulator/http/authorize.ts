import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Org } from '../org/org.ts';
import type { OrgRecord } from '../org/record.ts';
import type { ConnectedApp, Site } from './options.ts';
import { consentPage, loginPage, oauthErrorPage } from './pages.ts';

/** An authorization that is under way in a browser. */
interface Authorization {
  readonly redirectUri: string;
  readonly state: string | undefined;
  readonly scopes: readonly string[];
  readonly challenge: string | undefined;
  readonly loginHint: string | undefined;
  user?: { org: Org; record: OrgRecord };
}

/** Logins that were begun and not ended; the oldest is forgotten. */
const MAX_PENDING = 500;
const GENERIC = 'An unexpected error has occurred during authentication. Please try again.';

/** GET /services/oauth2/authorize, the login page and the consent page. */
export function registerAuthorize(server: FastifyInstance, site: Site): void {
  const pending = new Map<string, Authorization>();
  const find = (id: unknown): Authorization | undefined => pending.get(String(id));

  server.get('/services/oauth2/authorize', async (request, reply) => {
    const query = request.query as Record<string, string | undefined>;
    const checked = readRequest(site.app, query);
    if ('page' in checked) return showError(reply, checked.page, checked.description);
    if ('redirect' in checked) return reply.redirect(withParams(checked.redirect, checked.params));
    const id = randomUUID();
    if (pending.size >= MAX_PENDING) pending.delete([...pending.keys()][0]!);
    pending.set(id, checked);
    return showLogin(reply, site, id, checked);
  });

  server.get('/login/switch', async (request, reply) => {
    const id = String((request.query as Record<string, string>).request);
    const authorization = find(id);
    return authorization
      ? showLogin(reply, site, id, authorization)
      : showError(reply, 'invalid_request', 'session expired');
  });

  server.post('/login', async (request, reply) => {
    const form = request.body as Record<string, string | undefined>;
    const authorization = find(form.request);
    if (!authorization) return showError(reply, 'invalid_request', 'session expired');
    const user = findUser(site, form.username ?? '');
    if (!user) return showError(reply, 'invalid_grant', 'authentication failure');
    const refusal = refuseByFault(site, user.org) ?? refuseLogin(user);
    if (refusal) return refuse(reply, authorization, refusal);
    authorization.user = user;
    return html(
      reply,
      consentPage(form.request!, site.app.name, String(user.record.Username), authorization.scopes),
    );
  });

  server.post('/setup/secur/RemoteAccessAuthorizationPage.apexp', async (request, reply) => {
    const form = request.body as Record<string, string | undefined>;
    const authorization = find(form.request);
    if (!authorization?.user) return showError(reply, 'invalid_request', 'session expired');
    pending.delete(form.request!);
    const { redirectUri, state, scopes, challenge } = authorization;
    const { org, record } = authorization.user;
    if (form.decision !== 'allow') {
      return reply.redirect(
        withParams(redirectUri, {
          error: 'access_denied',
          error_description: 'end-user denied authorization',
          state,
        }),
      );
    }
    const foreign = site.faults.take(['authorize'], org.orgId, ({ spec }) => spec.answer === undefined);
    const code = org.sessions.issueCode({
      clientId: site.app.clientId,
      userId: record.Id,
      scopes,
      redirectUri,
      challenge,
    });
    return reply.redirect(
      withParams(redirectUri, { code, state: foreign ? String(foreign.parameters.state) : state }),
    );
  });
}

type Checked =
  | Authorization
  | { page: string; description: string }
  | { redirect: string; params: Record<string, string | undefined> };

// A wrong client or redirect URI is never sent back to it; the rest is.
function readRequest(app: ConnectedApp, query: Record<string, string | undefined>): Checked {
  if (query.client_id !== app.clientId)
    return { page: 'invalid_client_id', description: 'client identifier invalid' };
  const redirectUri = query.redirect_uri ?? '';
  if (!isAllowedRedirect(app, redirectUri)) {
    return { page: 'redirect_uri_mismatch', description: 'redirect_uri must match configuration' };
  }
  const back = (error: string, description: string): Checked => ({
    redirect: redirectUri,
    params: { error, error_description: description, state: query.state },
  });
  if (query.response_type !== 'code') return back('unsupported_response_type', 'response type not supported');
  const challenge = query.code_challenge;
  if (query.code_challenge_method && query.code_challenge_method !== 'S256')
    return back('invalid_request', 'invalid code challenge method');
  if (challenge !== undefined && !/^[A-Za-z0-9_-]{43}$/.test(challenge))
    return back('invalid_request', 'invalid code challenge');
  const scopes = readScopes(app, query.scope);
  if (!scopes) return back('invalid_scope', 'the requested scope is not allowed');
  return { redirectUri, state: query.state, scopes, challenge, loginHint: query.login_hint };
}

/** No scope asked: all that the app has; a scope that it lacks: undefined. */
function readScopes(app: ConnectedApp, asked: string | undefined): readonly string[] | undefined {
  const scopes = asked ? [...new Set(asked.split(/\s+/).filter(Boolean))] : [...app.scopes];
  const canonical = scopes.map((scope) => (scope === 'offline_access' ? 'refresh_token' : scope));
  return canonical.every((scope) => app.scopes.includes(scope)) ? canonical : undefined;
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

function isAllowedRedirect(app: ConnectedApp, uri: string): boolean {
  if (app.redirectUris.length > 0) return app.redirectUris.includes(uri);
  if (!URL.canParse(uri)) return false;
  const { protocol, hostname, pathname, search, hash } = new URL(uri);
  const http = protocol === 'http:' || protocol === 'https:';
  return (
    http &&
    LOOPBACK.has(hostname) &&
    pathname === '/oauth/salesforce/callback' &&
    search === '' &&
    hash === ''
  );
}

function findUser(site: Site, username: string): { org: Org; record: OrgRecord } | undefined {
  for (const org of site.orgs) {
    const record = org
      .records('User')
      .find((each) => String(each.Username).toLowerCase() === username.toLowerCase());
    if (record) return { org, record };
  }
  return undefined;
}

interface Refusal {
  readonly error: string;
  readonly description: string;
  readonly redirected: boolean;
}

function refuseByFault(site: Site, org: Org): Refusal | undefined {
  const fault = site.faults.take(['authorize'], org.orgId, ({ spec }) => spec.answer !== undefined);
  if (!fault?.spec.answer) return undefined;
  const [, error, description] = fault.spec.answer;
  return { error, description, redirected: fault.parameters.shown === 'redirect' };
}

function refuseLogin({ org, record }: { org: Org; record: OrgRecord }): Refusal | undefined {
  const { settings, permissions } = org;
  if (record.IsActive !== true)
    return { error: 'inactive_user', description: 'user is inactive', redirected: false };
  if (settings.appBlocked)
    return { error: 'OAUTH_APP_BLOCKED', description: 'this app is blocked by admin', redirected: true };
  // API-only users have no browser login; users without an API licence see the same page.
  const licence = org.find(
    'UserLicense',
    String(org.find('Profile', String(record.ProfileId))?.UserLicenseId),
  )?.Name;
  const mayApprove = settings.appInstalled || permissions.has(record.Id, 'ApproveUninstalledConnectedApps');
  if (licence !== 'Salesforce' || !mayApprove)
    return { error: 'OAUTH_APPROVAL_ERROR_GENERIC', description: GENERIC, redirected: false };
  return undefined;
}

function refuse(reply: FastifyReply, { redirectUri, state }: Authorization, refusal: Refusal): FastifyReply {
  const { error, description, redirected } = refusal;
  if (!redirected) return showError(reply, error, description);
  return reply.redirect(withParams(redirectUri, { error, error_description: description, state }));
}

function showLogin(reply: FastifyReply, site: Site, id: string, authorization: Authorization): FastifyReply {
  const choices = site.orgs.flatMap((org) =>
    org
      .records('User')
      .filter((user) => user.UserType === 'Standard' && user.LastLoginDate !== null)
      .map((user) => ({ username: String(user.Username), name: String(user.Name), org: org.settings.name })),
  );
  return html(reply, loginPage(id, choices, authorization.loginHint));
}

function showError(reply: FastifyReply, error: string, description: string): FastifyReply {
  return html(reply.status(400), oauthErrorPage(error, description));
}

function html(reply: FastifyReply, body: string): FastifyReply {
  return reply.header('cache-control', 'no-store').type('text/html; charset=utf-8').send(body);
}

function withParams(uri: string, params: Record<string, string | undefined>): string {
  const url = new URL(uri);
  for (const [name, value] of Object.entries(params))
    if (value !== undefined) url.searchParams.append(name, value);
  return url.href;
}
