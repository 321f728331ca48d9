import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { sha256Base64Url } from '../../lib/crypto.ts';
import { toOAuthError } from './errors.ts';
import { isAllowedUrl, toMyDomainUrl } from './instanceUrl.ts';
import {
  authorizationUrl,
  createPkce,
  exchangeCode,
  readIdentity,
  refreshTokens,
  revokeToken,
} from './oauth.ts';

type Answer = { status?: number; body: unknown; headers?: Record<string, string> };

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

async function serve(answer: (path: string, form: URLSearchParams, request: IncomingMessage) => Answer) {
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      const { status = 200, body, headers } = answer(request.url ?? '', new URLSearchParams(text), request);
      response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const appAt = (loginUrl: string) => ({
  loginUrl,
  clientId: 'client',
  clientSecret: 'secret',
  redirectUri: 'http://localhost:3000/oauth/salesforce/callback',
});

const tokenBody = (origin: string) => ({
  access_token: '00D000000000001!AR8',
  refresh_token: '5Aep861',
  signature: 'x',
  scope: 'refresh_token api id',
  instance_url: origin,
  id: `${origin}/id/00D000000000001EAA/005000000000001AAA`,
  token_type: 'Bearer',
  issued_at: '1708058728442',
});

describe('authorising', () => {
  it('asks for exactly three scopes with a PKCE challenge', () => {
    const { verifier, challenge } = createPkce();
    expect(verifier).toMatch(/^[\w-]{43,128}$/);
    expect(challenge).toBe(sha256Base64Url(verifier));
    const url = new URL(authorizationUrl(appAt('https://login.salesforce.com'), { state: 's', challenge }));
    expect(url.origin + url.pathname).toBe('https://login.salesforce.com/services/oauth2/authorize');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'client',
      redirect_uri: 'http://localhost:3000/oauth/salesforce/callback',
      scope: 'id api refresh_token',
      state: 's',
      code_challenge: challenge,
      code_challenge_method: 'S256',
    });
  });

  it('exchanges the code with secret and verifier', async () => {
    let sent: Record<string, string> = {};
    const login = await serve((path, form, { headers }) => {
      expect(path).toBe('/services/oauth2/token');
      sent = Object.fromEntries(form);
      return { body: tokenBody(`http://${headers.host}`) };
    });
    const tokens = await exchangeCode(appAt(login), { code: 'aPrx==', verifier: 'v' });
    expect(tokens).toEqual({
      accessToken: '00D000000000001!AR8',
      refreshToken: '5Aep861',
      instanceUrl: login,
      identityUrl: `${login}/id/00D000000000001EAA/005000000000001AAA`,
    });
    expect(sent).toEqual({
      grant_type: 'authorization_code',
      code: 'aPrx==',
      redirect_uri: 'http://localhost:3000/oauth/salesforce/callback',
      code_verifier: 'v',
      client_id: 'client',
      client_secret: 'secret',
    });
  });

  const refusals: [string, object, string][] = [
    ['no refresh token', { refresh_token: undefined }, 'no_refresh_token'],
    ['a scope list without refresh_token', { scope: 'api id' }, 'no_refresh_token'],
    ['a scope list without api', { scope: 'id refresh_token' }, 'exchange_failed'],
    [
      'an instance that is not of Salesforce',
      { instance_url: 'https://salesforce.com.evil.example' },
      'exchange_failed',
    ],
    ['an identity elsewhere', { id: 'https://evil.example/id/00D/005' }, 'exchange_failed'],
    ['no access token', { access_token: undefined }, 'exchange_failed'],
  ];
  it.each(refusals)('refuses a token answer with %s', async (_name, change, code) => {
    const login = await serve((_path, _form, { headers }) => ({
      body: { ...tokenBody(`http://${headers.host}`), ...change },
    }));
    const exchange = exchangeCode(appAt(login), { code: 'c', verifier: 'v' });
    await expect(exchange).rejects.toMatchObject({ name: 'SetupError', code });
  });

  const variants: [string, object][] = [
    ['without scopes', { scope: undefined }],
    ['whose scopes do not repeat the identity', { scope: 'api refresh_token' }],
    ['with the wider scopes of the app', { scope: 'full offline_access openid' }],
    ['without what nobody needs', { signature: undefined, token_type: undefined, issued_at: undefined }],
  ];
  it.each(variants)('takes a token answer %s, and an instance URL with a path', async (_name, change) => {
    const login = await serve((_path, _form, { headers }) => ({
      body: { ...tokenBody(`http://${headers.host}`), instance_url: `http://${headers.host}/`, ...change },
    }));
    const tokens = await exchangeCode(appAt(login), { code: 'c', verifier: 'v' });
    expect(tokens).toMatchObject({ instanceUrl: login, refreshToken: '5Aep861' });
  });

  it('reads an error that comes as a form', async () => {
    const body = 'error=invalid_client&error_description=app+must+be+installed+into+org';
    const login = await serve(() => ({ status: 400, body }));
    await expect(exchangeCode(appAt(login), { code: 'c', verifier: 'v' })).rejects.toMatchObject({
      code: 'app_not_installed',
    });
  });

  it('never follows a redirect to another host', async () => {
    let followed = false;
    const other = await serve(() => {
      followed = true;
      return { body: {} };
    });
    const login = await serve(() => ({ status: 307, body: '', headers: { location: other } }));
    await expect(exchangeCode(appAt(login), { code: 'c', verifier: 'v' })).rejects.toMatchObject({
      code: 'exchange_failed',
    });
    expect(followed).toBe(false);
  });
});

describe('errors of OAuth', () => {
  const cases: [string, string, number, string, string][] = [
    ['access_denied', 'end-user denied authorization', 400, 'access_denied', 'reconnect_required'],
    ['access-denied', '', 400, 'access_denied', 'reconnect_required'],
    ['OAUTH_APP_BLOCKED', 'this app is blocked by admin', 400, 'app_blocked', 'app_blocked'],
    [
      'OAUTH_APP_ACCESS_DENIED',
      'user is not admin approved to access this app',
      400,
      'app_blocked',
      'app_blocked',
    ],
    ['OAUTH_APPROVAL_ERROR_GENERIC', 'An unexpected error', 400, 'app_not_installed', 'app_not_installed'],
    ['invalid_client', 'app must be installed into org', 400, 'app_not_installed', 'app_not_installed'],
    ['invalid_client', 'invalid client credentials', 400, 'exchange_failed', 'client_rejected'],
    ['invalid_grant', 'expired access/refresh token', 400, 'exchange_failed', 'reconnect_required'],
    ['invalid_grant', 'invalid code verifier', 400, 'exchange_failed', 'reconnect_required'],
    ['inactive_user', 'user is inactive', 400, 'exchange_failed', 'reconnect_required'],
    ['inactive_org', 'organization is inactive', 400, 'exchange_failed', 'reconnect_required'],
    ['rate_limit_exceeded', 'login rate exceeded', 400, 'slow', 'slow'],
    ['server_error', '', 500, 'fast', 'fast'],
    ['', '', 503, 'fast', 'fast'],
    ['invalid_grant', '', 503, 'fast', 'fast'],
    ['a_word_of_tomorrow', '', 400, 'exchange_failed', 'slow'],
  ];
  it.each(cases)(
    '%s / %s (%i) means %s when connecting, %s when refreshing',
    (error, description, status, ...meanings) => {
      const of = (moment: 'connecting' | 'refreshing') => {
        const mapped = toOAuthError(moment, { error, description, status });
        return mapped.name === 'SetupError' ? mapped.code : (mapped as { retry: string }).retry;
      };
      expect([of('connecting'), of('refreshing')]).toEqual(meanings);
    },
  );
});

describe('tokens', () => {
  it('are refreshed, with the new refresh token where the app rotates them', async () => {
    let rotate = false;
    const login = await serve((_path, form, { headers }) => {
      expect(form.get('grant_type')).toBe('refresh_token');
      const { refresh_token: _, ...body } = tokenBody(`http://${headers.host}`);
      return { body: rotate ? { ...body, refresh_token: 'next' } : body };
    });
    expect((await refreshTokens(appAt(login), 'old')).refreshToken).toBeUndefined();
    rotate = true;
    expect((await refreshTokens(appAt(login), 'old')).refreshToken).toBe('next');
  });

  it('are refreshed by an answer that tells no more than the new one', async () => {
    const login = await serve(() => ({ body: { access_token: 'new' } }));
    expect(await refreshTokens(appAt(login), 'old')).toEqual({
      accessToken: 'new',
      refreshToken: undefined,
      instanceUrl: undefined,
    });
    const elsewhere = await serve(() => ({
      body: { access_token: 'a', instance_url: 'https://evil.example' },
    }));
    await expect(refreshTokens(appAt(elsewhere), 'old')).rejects.toMatchObject({ code: 'exchange_failed' });
  });

  it('end a connection only for a final answer', async () => {
    let answer: Answer = {
      status: 400,
      body: { error: 'invalid_grant', error_description: 'expired access/refresh token' },
    };
    const login = await serve(() => answer);
    const refresh = () => refreshTokens(appAt(login), 'old');
    await expect(refresh()).rejects.toMatchObject({ name: 'SetupError', code: 'reconnect_required' });
    answer = { status: 503, body: '<html>busy</html>' };
    await expect(refresh()).rejects.toMatchObject({ name: 'TransientError', retry: 'fast' });
    await expect(refreshTokens(appAt('http://127.0.0.1:1'), 'old')).rejects.toMatchObject({ retry: 'fast' });
  });

  it('are revoked, also when they are gone already', async () => {
    let status = 200;
    const login = await serve((path, form) => {
      expect([path, form.get('token')]).toEqual(['/services/oauth2/revoke', 'old']);
      return { status, body: '' };
    });
    await revokeToken(appAt(login), 'old');
    status = 400;
    await revokeToken(appAt(login), 'old');
    status = 500;
    await expect(revokeToken(appAt(login), 'old')).rejects.toMatchObject({ retry: 'fast' });
  });

  it('tell who authorised which org', async () => {
    let answer: Answer = {
      body: {
        organization_id: '00D000000000001EAA',
        user_id: '005000000000001AAA',
        username: 'olga@acme.example',
        display_name: 'Olga Owner',
        email: 'olga@acme.example',
      },
    };
    const login = await serve((_path, _form, { headers }) => {
      expect(headers.authorization).toBe('Bearer token');
      return answer;
    });
    const tokens = { identityUrl: `${login}/id/x/y`, accessToken: 'token' };
    expect(await readIdentity(tokens)).toEqual({
      organizationId: '00D000000000001EAA',
      remoteUserId: '005000000000001AAA',
      username: 'olga@acme.example',
      name: 'Olga Owner',
      email: 'olga@acme.example',
    });
    answer = { status: 403, body: 'Bad_OAuth_Token' };
    await expect(readIdentity(tokens)).rejects.toMatchObject({ code: 'exchange_failed' });
  });

  it("tell it on the org's own host where the login host sends on to that, and never elsewhere", async () => {
    const body = { organization_id: '00D000000000001', user_id: '005000000000001' };
    const org = await serve((path, _form, { headers }) => {
      expect([path, headers.authorization]).toEqual(['/id/x/y?version=latest', 'Bearer token']);
      return { body };
    });
    let location = `${org}/id/x/y?version=latest`;
    let asked = 0;
    const login = await serve(() => {
      asked += 1;
      return { status: 302, body: '', headers: { location } };
    });
    const access = { identityUrl: `${login}/id/x/y`, accessToken: 'token' };
    expect(await readIdentity(access)).toMatchObject({
      organizationId: '00D000000000001EAA',
      remoteUserId: '005000000000001AAA',
    });
    for (const elsewhere of ['https://evil.example/id/x/y', '/id/x/y', '']) {
      location = elsewhere;
      asked = 0;
      await expect(readIdentity(access)).rejects.toMatchObject({ code: 'exchange_failed' });
      expect(asked).toBeLessThanOrEqual(4);
    }
  });
});

describe('hosts', () => {
  const production = 'https://login.salesforce.com';
  const local = 'http://127.0.0.1:4000';

  it.each([
    ['https://acme.my.salesforce.com', production, true],
    ['https://acme--uat.sandbox.my.salesforce.com', production, true],
    ['https://na1.force.com', production, true],
    ['https://acme.my.salesforce.mil', production, true],
    ['https://acme.my.sfcrmproducts.cn', production, true],
    ['https://salesforce.com', production, false],
    ['http://acme.my.salesforce.com', production, false],
    ['https://acme.my.salesforce.com:8443', production, false],
    ['https://evilsalesforce.com', production, false],
    ['https://salesforce.com.evil.example', production, false],
    ['https://acme.my.salesforce.com@evil.example', production, false],
    ['https://user:pass@acme.my.salesforce.com', production, false],
    ['http://127.0.0.1:9000', production, false],
    ['http://127.0.0.1:9000', local, true],
    ['http://localhost:9000', local, true],
    ['http://[::1]:9000', local, true],
    ['http://10.0.0.1:9000', local, false],
    ['http://localhost.evil.example', local, false],
    ['not a url', local, false],
  ])('%s after a login at %s: %s', (url, login, allowed) => {
    expect(isAllowedUrl(url, login)).toBe(allowed);
  });

  it('take an entered My Domain as a host or a URL', () => {
    expect(toMyDomainUrl(' Acme.my.salesforce.com ', production)).toBe('https://acme.my.salesforce.com');
    expect(toMyDomainUrl('https://acme.my.salesforce.com/', production)).toBe(
      'https://acme.my.salesforce.com',
    );
    for (const bad of ['', 'evil.example', 'acme.my.salesforce.com/x', 'acme.my.salesforce.com?x', 'a b']) {
      expect(toMyDomainUrl(bad, production), bad).toBeUndefined();
    }
    expect(toMyDomainUrl('http://127.0.0.1:9000', local)).toBe('http://127.0.0.1:9000');
  });
});
