import { SetupError } from '../../errors.ts';
import { randomToken, sha256Base64Url } from '../../lib/crypto.ts';
import { type OAuthMoment, toOAuthError } from './errors.ts';
import { openGuard } from './guard.ts';
import { type HttpAnswer, parseJson, sendRequest } from './http.ts';
import { toLongId } from './ids.ts';
import { isAllowedUrl } from './instanceUrl.ts';

/** The only scopes that WorkSights ever asks for. */
const SCOPES = ['id', 'api', 'refresh_token'] as const;

const TIMEOUT_MS = 30_000;

/** The installation's app (an External Client App) at one login host. */
export interface OAuthApp {
  /** `https://login.salesforce.com`, its sandbox twin, or a My Domain. Kept per connection. */
  readonly loginUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The registered callback, to the letter. */
  readonly redirectUri: string;
}

/** What the exchange of a code gave. There is no expiry: the org's policy ends a session without notice. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly instanceUrl: string;
  readonly identityUrl: string;
}

/** What a refresh gave; what it leaves out stays as it was. */
interface RefreshedTokens {
  readonly accessToken: string;
  /** Only when the app rotates: then the old one is dead and this must be stored first. */
  readonly refreshToken: string | undefined;
  readonly instanceUrl: string | undefined;
}

/** Where REST and Pub/Sub take their access from; implemented over the stored tokens. */
export interface TokenProvider {
  getToken(): Promise<Access>;
  /** A newer token than `stale`; callers at the same time share one refresh. Throws SetupError. */
  refreshToken(stale: string): Promise<Access>;
}

/** A token and the org's own host, which a refresh may change. */
export interface Access {
  readonly accessToken: string;
  readonly instanceUrl: string;
}

/** Who authorised, from the identity URL: the authority on the org id. */
export interface Identity {
  /** 18 characters. */
  readonly organizationId: string;
  /** 18 characters. */
  readonly remoteUserId: string;
  readonly username: string;
  readonly name: string;
  readonly email: string;
}

/** A fresh PKCE pair (RFC 7636, S256). */
export function createPkce(): { verifier: string; challenge: string } {
  const verifier = randomToken(48);
  return { verifier, challenge: sha256Base64Url(verifier) };
}

/** Where to send the browser; `prompt=login consent` so that a reconnect may choose another user. */
export function authorizationUrl(app: OAuthApp, request: { state: string; challenge: string }): string {
  const url = new URL('/services/oauth2/authorize', app.loginUrl);
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: app.clientId,
    redirect_uri: app.redirectUri,
    scope: SCOPES.join(' '),
    state: request.state,
    code_challenge: request.challenge,
    code_challenge_method: 'S256',
    prompt: 'login consent',
  }).toString();
  return url.href;
}

interface TokenAnswer {
  readonly access_token?: string;
  readonly refresh_token?: string;
  readonly instance_url?: string;
  readonly id?: string;
  readonly scope?: string;
  readonly error?: string;
  readonly error_description?: string;
}

const guard = openGuard();

async function postToken(
  app: OAuthApp,
  moment: OAuthMoment,
  form: Record<string, string>,
): Promise<TokenAnswer> {
  const answer = await sendRequest(guard, {
    method: 'POST',
    url: new URL('/services/oauth2/token', app.loginUrl).href,
    form: { ...form, client_id: app.clientId, client_secret: app.clientSecret },
    timeoutMs: TIMEOUT_MS,
  });
  const body = parseTokenAnswer(answer);
  if (answer.status !== 200) {
    throw toOAuthError(moment, {
      error: body.error,
      description: body.error_description,
      status: answer.status,
    });
  }
  return body;
}

// Some of Salesforce's login hosts answer errors as a form.
function parseTokenAnswer(answer: HttpAnswer): TokenAnswer {
  const json = parseJson(answer);
  if (typeof json === 'object' && json !== null) return json;
  return Object.fromEntries(new URLSearchParams(answer.text));
}

function incomplete(moment: OAuthMoment): Error {
  return toOAuthError(moment, { description: 'the token answer is incomplete', status: 200 });
}

function requireSalesforce(app: OAuthApp, url: string): void {
  if (isAllowedUrl(url, app.loginUrl)) return;
  const host = URL.canParse(url) ? new URL(url).host : 'an invalid host';
  throw new SetupError('exchange_failed', `reading the token answer: ${host} is no Salesforce host`);
}

/**
 * Exchanges the callback's code. Throws SetupError `no_refresh_token` where lasting access was not
 * granted, `exchange_failed` where another scope is missing, and TransientError on 5xx or rate limits.
 */
export async function exchangeCode(
  app: OAuthApp,
  grant: { code: string; verifier: string },
): Promise<Tokens> {
  const body = await postToken(app, 'connecting', {
    grant_type: 'authorization_code',
    code: grant.code,
    redirect_uri: app.redirectUri,
    code_verifier: grant.verifier,
  });
  const { access_token: accessToken, instance_url: instanceUrl, id: identityUrl } = body;
  if (!accessToken || !instanceUrl || !identityUrl) throw incomplete('connecting');
  for (const url of [instanceUrl, identityUrl]) requireSalesforce(app, url);
  const refreshToken = body.refresh_token;
  if (!refreshToken) throw new SetupError('no_refresh_token');
  checkScopes(body.scope);
  return { accessToken, refreshToken, instanceUrl: new URL(instanceUrl).origin, identityUrl };
}

/** An answer that names no scopes granted those that were asked for (RFC 6749); the identity URL tells of `id`. */
function checkScopes(granted: string | undefined): void {
  if (granted === undefined) return;
  const scopes = new Set(granted.split(/[\s+,]+/));
  const has = (...names: string[]) => names.some((name) => scopes.has(name));
  if (!has('refresh_token', 'offline_access')) throw new SetupError('no_refresh_token');
  if (!has('api', 'full')) throw new SetupError('exchange_failed', 'missing scope: api');
}

/**
 * Renews the access token. Throws SetupError `reconnect_required` (or why else a person must act) and
 * TransientError when Salesforce is busy. The caller holds the connection's lock: a rotated token that
 * is sent twice revokes everything.
 */
export async function refreshTokens(app: OAuthApp, refreshToken: string): Promise<RefreshedTokens> {
  const form = { grant_type: 'refresh_token', refresh_token: refreshToken };
  const body = await postToken(app, 'refreshing', form);
  const { access_token: accessToken, instance_url: instanceUrl } = body;
  if (!accessToken) throw incomplete('refreshing');
  if (instanceUrl) requireSalesforce(app, instanceUrl);
  return {
    accessToken,
    refreshToken: body.refresh_token,
    instanceUrl: instanceUrl ? new URL(instanceUrl).origin : undefined,
  };
}

/** Revokes a token (a refresh token takes its access tokens along); one that is gone already is fine. */
export async function revokeToken(app: OAuthApp, token: string): Promise<void> {
  const answer = await sendRequest(guard, {
    method: 'POST',
    url: new URL('/services/oauth2/revoke', app.loginUrl).href,
    form: { token },
    timeoutMs: TIMEOUT_MS,
  });
  if (answer.status === 200 || answer.status === 400) return;
  throw toOAuthError('refreshing', { status: answer.status });
}

const MAX_REDIRECTS = 3;

// The identity URL of the login host may send the caller on to the org's own host ("Using Identity URLs"): the
// token goes along to Salesforce's hosts alone.
async function getIdentity({ identityUrl, accessToken }: IdentityAccess): Promise<HttpAnswer> {
  let url = identityUrl;
  for (let redirects = 0; ; redirects++) {
    const answer = await sendRequest(guard, {
      method: 'GET',
      url,
      headers: { authorization: `Bearer ${accessToken}` },
      timeoutMs: TIMEOUT_MS,
    });
    const location = answer.headers.get('location') ?? '';
    const isRedirect = answer.status >= 301 && answer.status <= 308 && URL.canParse(location, url);
    if (!isRedirect || redirects === MAX_REDIRECTS) return answer;
    url = new URL(location, url).href;
    if (!isAllowedUrl(url, identityUrl)) return answer;
  }
}

type IdentityAccess = Pick<Tokens, 'identityUrl' | 'accessToken'>;

/** Reads who authorised which org. Throws SetupError `exchange_failed` or `api_disabled`, or TransientError. */
export async function readIdentity(access: IdentityAccess): Promise<Identity> {
  const answer = await getIdentity(access);
  if (answer.status !== 200) throw toOAuthError('connecting', identityFault(answer));
  const body = (parseJson(answer) ?? {}) as Record<string, string | undefined>;
  if (!body.organization_id || !body.user_id) throw toOAuthError('connecting', identityFault(answer));
  return {
    organizationId: toLongId(body.organization_id),
    remoteUserId: toLongId(body.user_id),
    username: body.username ?? '',
    name: body.display_name ?? '',
    email: body.email ?? '',
  };
}

// A refusal is a plain word such as Bad_OAuth_Token; anything longer is a page and not for the log.
function identityFault(answer: HttpAnswer): { description: string; status: number } {
  const word = /^\w{1,40}$/.test(answer.text) ? answer.text : 'no identity';
  return { description: word, status: answer.status };
}
