import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { approve } from '../approve.ts';
import { type Emulator, startEmulator } from '../start.ts';

const REDIRECT = 'http://localhost:3000/oauth/salesforce/callback';
const VERIFIER = 'v'.repeat(64);
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());
beforeEach(() => {
  Object.assign(emulator.org.settings, { appBlocked: false, appInstalled: true, rotateRefreshTokens: false });
});

function authorizeUrl(change: Record<string, string | undefined> = {}): string {
  const query: Record<string, string | undefined> = {
    response_type: 'code',
    client_id: emulator.app.clientId,
    redirect_uri: REDIRECT,
    scope: 'id api refresh_token',
    state: 'st',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    ...change,
  };
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return `${emulator.url}/services/oauth2/authorize?${new URLSearchParams(given)}`;
}

async function getCode(
  username = 'olga@acme.example',
  change: Record<string, string | undefined> = {},
): Promise<string> {
  return new URL(await approve(authorizeUrl(change), { username })).searchParams.get('code')!;
}

async function post(
  path: string,
  form: Record<string, string>,
): Promise<{ status: number; body: Record<string, string> }> {
  const response = await fetch(`${emulator.url}/services/oauth2/${path}`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  const text = await response.text();
  return {
    status: response.status,
    body: text.startsWith('{') ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text)),
  };
}

const client = () => ({ client_id: emulator.app.clientId, client_secret: emulator.app.clientSecret });
const exchange = (code: string, change: Record<string, string> = {}) =>
  post('token', {
    grant_type: 'authorization_code',
    code,
    redirect_uri: REDIRECT,
    code_verifier: VERIFIER,
    ...client(),
    ...change,
  });
const refresh = (token: string) =>
  post('token', { grant_type: 'refresh_token', refresh_token: token, ...client() });

describe('authorize', () => {
  test('a wrong client or redirect URI is shown on a page and never sent back', async () => {
    await expect(getCode(undefined, { client_id: 'nobody' })).rejects.toThrow(
      'invalid_client_id: client identifier invalid',
    );
    await expect(
      getCode(undefined, { redirect_uri: 'https://evil.example/oauth/salesforce/callback' }),
    ).rejects.toThrow('redirect_uri_mismatch');
    await expect(getCode(undefined, { redirect_uri: `${REDIRECT}?x=1` })).rejects.toThrow(
      'redirect_uri_mismatch',
    );
  });

  test.each([
    [{ response_type: 'token' }, 'unsupported_response_type'],
    [{ scope: 'api full' }, 'invalid_scope'],
    [{ code_challenge_method: 'plain' }, 'invalid_request'],
    [{ code_challenge: 'short' }, 'invalid_request'],
  ])('%o goes back as %s', async (change, error) => {
    const back = new URL(await approve(authorizeUrl(change), { username: 'olga@acme.example' }));
    expect(Object.fromEntries(back.searchParams)).toMatchObject({ error, state: 'st' });
  });

  test('the consent page lists the three permissions', async () => {
    const login = await (await fetch(authorizeUrl())).text();
    const request = /name="request" value="([^"]+)"/.exec(login)![1]!;
    const body = new URLSearchParams({ request, username: 'olga@acme.example' });
    const page = await (await fetch(`${emulator.url}/login`, { method: 'POST', body })).text();
    for (const line of [
      'Allow Access?',
      'Access the identity URL service',
      'Manage user data via APIs',
      'Perform requests at any time',
      'Deny',
    ]) {
      expect(page).toContain(line);
    }
  });

  test('Deny goes back as access_denied', async () => {
    const back = new URL(await approve(authorizeUrl(), { username: 'olga@acme.example', decision: 'deny' }));
    expect(Object.fromEntries(back.searchParams)).toEqual({
      error: 'access_denied',
      error_description: 'end-user denied authorization',
      state: 'st',
    });
  });

  test('inactive and API-only users do not get in, a blocked app goes back', async () => {
    await expect(getCode('petra@acme.example')).rejects.toThrow('inactive_user');
    await expect(getCode('data.sync@acme.example')).rejects.toThrow('OAUTH_APPROVAL_ERROR_GENERIC');
    emulator.org.settings.appBlocked = true;
    expect(await approve(authorizeUrl(), { username: 'olga@acme.example' })).toContain(
      'error=OAUTH_APP_BLOCKED',
    );
  });

  test('an app that is not installed passes for who may approve uninstalled apps', async () => {
    emulator.org.settings.appInstalled = false;
    await expect(getCode('jon@acme.example')).rejects.toThrow('OAUTH_APPROVAL_ERROR_GENERIC');
    expect(await getCode()).toBeTruthy();
  });
});

describe('token', () => {
  test('a code gives tokens once, signed, without expiry', async () => {
    const code = await getCode();
    const { status, body } = await exchange(code);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      token_type: 'Bearer',
      instance_url: emulator.url,
      issued_at: expect.stringMatching(/^\d{13}$/),
    });
    expect(body).not.toHaveProperty('expires_in');
    expect(body.scope!.split(' ').sort()).toEqual(['api', 'id', 'refresh_token']);
    expect(await exchange(code)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant', error_description: 'invalid authorization code' },
    });
  });

  test.each([
    [{ code_verifier: 'w'.repeat(64) }, 'invalid_grant', 'invalid code verifier'],
    [{ code_verifier: '' }, 'invalid_grant', 'invalid code verifier'],
    [{ client_secret: 'wrong' }, 'invalid_client', 'invalid client credentials'],
    [{ client_secret: '' }, 'invalid_client', 'invalid client credentials'],
    [{ redirect_uri: `${REDIRECT}/` }, 'redirect_uri_mismatch', 'redirect_uri must match configuration'],
    [{ grant_type: 'password' }, 'unsupported_grant_type', 'grant type not supported'],
  ])('%o is refused', async (change, error, error_description) => {
    expect(await exchange(await getCode(), change)).toEqual({
      status: 400,
      body: { error, error_description },
    });
  });

  test('a code expires after 15 minutes', async () => {
    const code = await getCode();
    emulator.org.clock.advance(15 * 60_000 + 1);
    expect((await exchange(code)).body.error_description).toBe('expired authorization code');
  });

  test('without the scope refresh_token there is none', async () => {
    expect((await exchange(await getCode(undefined, { scope: 'id api' }))).body).not.toHaveProperty(
      'refresh_token',
    );
  });

  test('refreshing keeps the refresh token; revoking it ends its sessions too', async () => {
    const { body } = await exchange(await getCode());
    const again = await refresh(body.refresh_token!);
    expect(again.body).not.toHaveProperty('refresh_token');
    expect(emulator.org.checkAccessToken(again.body.access_token!)).toBeDefined();
    expect((await post('revoke', { token: body.refresh_token! })).status).toBe(200);
    expect(emulator.org.checkAccessToken(again.body.access_token!)).toBeUndefined();
    expect(await refresh(body.refresh_token!)).toEqual({
      status: 400,
      body: { error: 'invalid_grant', error_description: 'expired access/refresh token' },
    });
  });

  test('with rotation, using an old refresh token ends the new one', async () => {
    emulator.org.settings.rotateRefreshTokens = true;
    const { body } = await exchange(await getCode());
    const rotated = await refresh(body.refresh_token!);
    expect(rotated.body.refresh_token).toBeTruthy();
    expect((await refresh(body.refresh_token!)).status).toBe(400);
    expect((await refresh(rotated.body.refresh_token!)).status).toBe(400);
  });

  test('a sixth authorization of a user ends the first', async () => {
    const tokens: string[] = [];
    for (let i = 0; i < 6; i += 1)
      tokens.push((await exchange(await getCode('lea@acme.example'))).body.refresh_token!);
    expect((await refresh(tokens[0]!)).status).toBe(400);
    expect((await refresh(tokens[1]!)).status).toBe(200);
  });

  test('introspection tells a live token from a dead one', async () => {
    const { body } = await exchange(await getCode());
    expect((await post('introspect', { token: body.access_token!, ...client() })).body).toMatchObject({
      active: true,
      username: 'olga@acme.example',
    });
    expect((await post('introspect', { token: 'none', ...client() })).body).toEqual({ active: false });
  });
});

describe('identity', () => {
  test('it belongs to the token; a bad, missing or foreign one is told apart in plain words', async () => {
    const { body } = await exchange(await getCode());
    const get = async (url: string, token?: string) =>
      (await fetch(url, token ? { headers: { authorization: `Bearer ${token}` } } : {})).text();
    expect(JSON.parse(await get(body.id!, body.access_token))).toMatchObject({
      organization_id: emulator.org.orgId,
      email: 'olga@acme.example',
    });
    expect(await get(body.id!)).toBe('Missing_OAuth_Token');
    expect(await get(body.id!, 'x!y')).toBe('Bad_OAuth_Token');
    expect(await get(body.id!.replace(emulator.org.orgId, '00D000000000062EAA'), body.access_token)).toBe(
      'Wrong_Org',
    );
  });
});
