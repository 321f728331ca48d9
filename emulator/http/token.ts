import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Org } from '../org/org.ts';
import { challengeOf, type Session } from '../org/sessions.ts';
import { identityOf } from './identity.ts';
import type { Site } from './options.ts';
import { findTokenFault, sendTokenFault, spoilTokens } from './tokenFaults.ts';

type Form = Readonly<Record<string, string | undefined>>;
/** What the token endpoint refuses, always with HTTP 400. */
interface OAuthError {
  readonly error: string;
  readonly error_description: string;
}

const refusal = (error: string, error_description: string): OAuthError => ({ error, error_description });
const isError = (result: object): result is OAuthError => 'error' in result;

/** POST token, revoke and introspect. */
export function registerToken(server: FastifyInstance, site: Site): void {
  server.post('/services/oauth2/token', async (request, reply) => {
    const form = withBasic((request.body ?? {}) as Form, request.headers.authorization);
    noStore(reply);
    const fault = findTokenFault(site, request, (name) => !/\.(html|slow|dropped)$/.test(name));
    if (fault?.spec.answer) return sendTokenFault(reply, fault);
    const result = answerToken(site, form);
    if (isError(result)) return reply.status(400).send(result);
    return reply.send(fault ? spoilTokens(fault, result) : result);
  });

  server.route({
    method: ['GET', 'POST'],
    url: '/services/oauth2/revoke',
    handler: async (request, reply) => {
      const { token } = { ...(request.query as Form), ...((request.body ?? {}) as Form) };
      const known = token !== undefined && site.orgs.some((org) => org.sessions.revoke(token));
      if (known) return reply.status(200).send();
      const body = new URLSearchParams({
        error: 'unsupported_token_type',
        error_description: 'this token type is not supported',
      });
      return reply.status(400).type('application/x-www-form-urlencoded').send(body.toString());
    },
  });

  server.post('/services/oauth2/introspect', async (request, reply) => {
    const form = withBasic((request.body ?? {}) as Form, request.headers.authorization);
    const refused = checkClient(site, form, true);
    if (refused) return reply.status(401).send(refused);
    return noStore(reply).send(introspect(site, form.token ?? ''));
  });
}

function withBasic(form: Form, authorization: string | undefined): Form {
  if (!authorization?.startsWith('Basic ')) return form;
  const [id = '', secret = ''] = Buffer.from(authorization.slice(6), 'base64').toString().split(':');
  return { client_id: decodeURIComponent(id), client_secret: decodeURIComponent(secret), ...form };
}

function answerToken(site: Site, form: Form): object {
  if (form.grant_type === 'authorization_code') return exchangeCode(site, form);
  if (form.grant_type === 'refresh_token') return refresh(site, form);
  return refusal('unsupported_grant_type', 'grant type not supported');
}

/** A confidential app proves itself with its secret, with or without PKCE beside it. */
function checkClient(site: Site, form: Form, needsSecret: boolean): OAuthError | undefined {
  if (form.client_id !== site.app.clientId) return refusal('invalid_client_id', 'client identifier invalid');
  if (form.client_secret === undefined && !needsSecret) return undefined;
  const given = Buffer.from(form.client_secret ?? '');
  const secret = Buffer.from(site.app.clientSecret);
  const equal = given.length === secret.length && timingSafeEqual(given, secret);
  return equal ? undefined : refusal('invalid_client', 'invalid client credentials');
}

function exchangeCode(site: Site, form: Form): object {
  const refused = checkClient(site, form, true);
  if (refused) return refused;
  for (const org of site.orgs) {
    const result = org.sessions.redeemCode(form.code ?? '');
    if ('error' in result && result.error === 'invalid') continue;
    if ('error' in result) return refusal('invalid_grant', 'expired authorization code');
    const { grant } = result;
    if (grant.redirectUri !== form.redirect_uri)
      return refusal('redirect_uri_mismatch', 'redirect_uri must match configuration');
    const verifier = form.code_verifier ?? '';
    const proven =
      grant.challenge === undefined || (verifier.length >= 43 && challengeOf(verifier) === grant.challenge);
    if (!proven) return refusal('invalid_grant', 'invalid code verifier');
    const unusable = checkUser(org, grant.userId);
    return unusable ?? tokenBody(site, org, org.sessions.open(grant));
  }
  return refusal('invalid_grant', 'invalid authorization code');
}

function refresh(site: Site, form: Form): object {
  const refused = checkClient(site, form, true);
  if (refused) return refused;
  for (const org of site.orgs) {
    const known = org.sessions.peekRefresh(form.refresh_token ?? '');
    if (!known) continue;
    const unusable = checkUser(org, known.userId);
    if (unusable) return unusable;
    const opened = org.sessions.refresh(form.refresh_token ?? '', org.settings.rotateRefreshTokens);
    if (opened) return tokenBody(site, org, opened);
  }
  return refusal('invalid_grant', 'expired access/refresh token');
}

function checkUser(org: Org, userId: string): OAuthError | undefined {
  if (org.find('User', userId)?.IsActive !== true) return refusal('inactive_user', 'user is inactive');
  return org.settings.appBlocked
    ? refusal('invalid_app_access', 'user is not admin approved to access this app')
    : undefined;
}

function tokenBody(
  site: Site,
  org: Org,
  opened: { session: Session; refreshToken: string | undefined },
): object {
  const { session, refreshToken } = opened;
  const id = `${site.url()}/id/${org.orgId}/${session.userId}`;
  const issuedAt = String(session.issuedAt);
  return {
    access_token: session.token,
    ...(refreshToken !== undefined && { refresh_token: refreshToken }),
    signature: createHmac('sha256', site.app.clientSecret)
      .update(id + issuedAt)
      .digest('base64'),
    // Salesforce does not keep the order in which the scopes were asked for.
    scope: [...session.scopes].sort().reverse().join(' '),
    instance_url: site.url(),
    id,
    token_type: 'Bearer',
    issued_at: issuedAt,
  };
}

function introspect(site: Site, token: string): object {
  for (const org of site.orgs) {
    const session = org.sessions.find(token);
    const grant = session ?? org.sessions.peekRefresh(token);
    if (!grant) continue;
    const identity = identityOf(site, org, grant.userId);
    const issued = Math.floor((session?.issuedAt ?? org.now()) / 1000);
    return {
      active: true,
      scope: grant.scopes.join(' '),
      client_id: grant.clientId,
      username: identity.username,
      sub: identity.id,
      token_type: session ? 'access_token' : 'refresh_token',
      ...(session && { exp: issued + 7200 }),
      iat: issued,
      nbf: issued,
    };
  }
  return { active: false };
}

function noStore(reply: FastifyReply): FastifyReply {
  return reply.header('cache-control', 'no-cache, no-store').header('pragma', 'no-cache');
}
