import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FetchBrowser, openFetchBrowser } from '../../../test/helpers/fetchBrowser.ts';
import { freePort } from '../../../test/helpers/freePort.ts';
import { type OidcProviderServer, startOidcProvider } from '../../../test/helpers/oidcProvider.ts';
import { openTestServer, type TestServer } from '../../../test/helpers/server.ts';

const verified = (email: string) => ({ claims: { sub: email, email, email_verified: true } });

interface Answer {
  readonly items: readonly { readonly id: string }[];
  readonly csrfToken: string;
}

describe('signing in at a provider', () => {
  let server: TestServer;
  let acme: OidcProviderServer;
  let entra: OidcProviderServer;
  let base: string;
  let browser: FetchBrowser;
  beforeAll(async () => {
    const [port, acmePort, entraPort] = [await freePort(), await freePort(), await freePort()];
    base = `http://localhost:${port}`;
    [acme, entra] = await Promise.all([
      startOidcProvider({ port: acmePort, redirectUri: `${base}/auth/acme/callback` }),
      startOidcProvider({ port: entraPort, redirectUri: `${base}/auth/entra/callback`, inIdToken: true }),
    ]);
    const of = ({ issuer, clientId, clientSecret }: OidcProviderServer) => ({
      issuer,
      clientId,
      clientSecret,
    });
    server = await openTestServer({
      publicUrl: base,
      signInProviders: [
        { ...of(acme), key: 'acme', kind: 'openid', domains: ['acme.example', 'new.example'] },
        { ...of(entra), key: 'entra', kind: 'entra', domains: ['acme.example'] },
        {
          key: 'gone',
          kind: 'openid',
          issuer: 'http://127.0.0.1:9',
          clientId: 'x',
          clientSecret: 'y',
          domains: [],
        },
      ],
    });
    await server.app.listen({ host: '127.0.0.1', port });
  });
  beforeEach(async () => {
    await server.reset();
    browser = openFetchBrowser();
    acme.away = false;
  });
  afterAll(async () => {
    await server?.close();
    await Promise.all([acme?.close(), entra?.close()]);
  });

  /** Signs in as a visitor; answers where the browser ends: the first page that is none of the provider's or ours. */
  async function signIn(provider: 'acme' | 'entra' | 'gone', query = ''): Promise<string> {
    const { url } = await browser.follow(`${base}/auth/${provider}/start${query}`, isPage);
    return url.pathname + url.search;
  }
  const isPage = (next: URL) => next.origin === base && !next.pathname.startsWith('/auth/');
  /** Goes as far as the callback, and does not call it. */
  async function approachCallback(): Promise<string> {
    const { url } = await browser.follow(`${base}/auth/acme/start`, (next) =>
      next.pathname.endsWith('/callback'),
    );
    return url.href;
  }
  const read = async (path: string): Promise<Answer> =>
    (await (await browser.ask(base + path)).json()) as Answer;
  const me = () => read('/api/v1/me');

  it('writes down who came in, and whom it refused, in the log of their company', async () => {
    acme.visitor = verified('jon@acme.example');
    await signIn('acme');
    acme.visitor = verified('nobody@acme.example');
    browser = openFetchBrowser();
    server.now += 1000;
    await signIn('acme');
    const log = await server.as('olga')({
      url: '/api/v1/audit?action=session.started&action=session.refused',
    });
    expect(log.json().items).toMatchObject([
      {
        ...{ action: 'session.refused', user: { id: null }, subject: 'nobody@acme.example' },
        details: { method: 'acme', reason: 'no_login_access' },
      },
      { action: 'session.started', user: { name: 'Jon' }, details: { method: 'acme' } },
    ]);
  });

  it('does not know a provider that is not set up', async () => {
    expect((await browser.ask(`${base}/auth/okta/start`)).status).toBe(404);
    expect((await browser.ask(`${base}/auth/okta/callback`)).status).toBe(404);
  });

  it('lists the providers without their settings', async () => {
    const answer = await read('/api/v1/session/providers');
    expect(answer.items).toEqual([
      { key: 'acme', label: 'Acme', startUrl: '/auth/acme/start' },
      { key: 'entra', label: 'Microsoft', startUrl: '/auth/entra/start' },
      { key: 'gone', label: 'Gone', startUrl: '/auth/gone/start' },
    ]);
  });

  it('asks with PKCE, state and nonce, other ones each time', async () => {
    const asked = await Promise.all(
      [1, 2].map(async () => {
        const answer = await browser.ask(`${base}/auth/acme/start`);
        return new URL(answer.headers.get('location')!).searchParams;
      }),
    );
    expect(Object.fromEntries(asked[0]!)).toMatchObject({
      response_type: 'code',
      client_id: 'worksights',
      redirect_uri: `${base}/auth/acme/callback`,
      scope: 'openid email profile',
      code_challenge_method: 'S256',
    });
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(asked[0]!.get(name)).toMatch(/^[\w-]{43}$/);
      expect(asked[0]!.get(name)).not.toBe(asked[1]!.get(name));
    }
  });

  it('finds the person by e-mail in any case, and comes back to the page that was asked for', async () => {
    acme.visitor = verified('Jon@ACME.example');
    expect(await signIn('acme', '?to=/timeline?feature=cases')).toBe('/timeline?feature=cases');
    expect(await me()).toMatchObject({ user: { email: 'jon@acme.example' } });
  });

  it('comes back to no address of elsewhere', async () => {
    acme.visitor = verified('jon@acme.example');
    for (const to of ['https://evil.example/', '//evil.example', '/\\evil.example', '/%0d%0aset-cookie:x']) {
      expect(await signIn('acme', `?to=${to}`)).toBe('/');
    }
  });

  it('reads the configuration of a provider once for many sign-ins', async () => {
    acme.visitor = verified('jon@acme.example');
    await signIn('acme');
    const before = acme.discoveries;
    await signIn('acme');
    expect(acme.discoveries).toBe(before);
  });

  it.each([
    ['a foreign domain', verified('jon@evil.example'), 'domain_not_allowed'],
    ['a domain that only looks alike', verified('jon@notacme.example'), 'domain_not_allowed'],
    ['an unverified address', { claims: { email: 'jon@acme.example' } }, 'email_not_verified'],
    [
      'an address that is said to be unverified',
      { claims: { email: 'jon@acme.example', email_verified: false } },
      'email_not_verified',
    ],
    ['no address', { claims: { email_verified: true } }, 'email_not_verified'],
    ['an address that is nobody here', verified('someone@acme.example'), 'no_login_access'],
    ['a person who says no', { ...verified('jon@acme.example'), denies: true }, 'sign_in_denied'],
  ])('refuses %s', async (_name, visitor, code) => {
    acme.visitor = visitor;
    expect(await signIn('acme')).toBe(`/sign-in?error=${code}`);
    expect(await me()).toMatchObject({ code: 'unauthenticated' });
  });

  it.each([
    ['without login access', 'UPDATE users SET login_access = false WHERE id = $1'],
    ['who was deactivated', 'UPDATE users SET deactivated_at = now() WHERE id = $1'],
  ])('refuses a person %s, and ends the sessions that they have', async (_name, change) => {
    acme.visitor = verified('jon@acme.example');
    await signIn('acme');
    expect(await me()).toHaveProperty('user');
    await server.db.query(change, [await server.userId('jon')]);
    expect(await me()).toMatchObject({ code: 'unauthenticated' });
    expect(await signIn('acme')).toBe('/sign-in?error=no_login_access');
    expect((await server.as('jon')({ url: '/api/v1/me' })).statusCode).toBe(401);
  });

  it('takes an answer once', async () => {
    acme.visitor = verified('jon@acme.example');
    const callback = await approachCallback();
    expect((await browser.ask(callback)).headers.get('location')).toBe('/');
    expect((await browser.ask(callback)).headers.get('location')).toBe('/sign-in?error=sign_in_expired');
  });

  it('takes no answer that another browser began, and leaves it to that one', async () => {
    acme.visitor = verified('jon@acme.example');
    const callback = await approachCallback();
    const other = await openFetchBrowser().ask(callback);
    expect(other.headers.get('location')).toBe('/sign-in?error=sign_in_expired');
    expect(other.headers.getSetCookie()).toEqual([]);
    expect((await browser.ask(callback)).headers.get('location')).toBe('/');
  });

  it('takes no answer with a made-up state, of another provider, after ten minutes, or with a foreign issuer', async () => {
    acme.visitor = verified('jon@acme.example');
    const callback = await approachCallback();
    const locationOf = async (url: string) => (await browser.ask(url)).headers.get('location');
    expect(await locationOf(callback.replace(/state=[\w-]+/, `state=${'a'.repeat(43)}`))).toContain(
      'sign_in_expired',
    );
    expect(await locationOf(callback.replace('/auth/acme/', '/auth/entra/'))).toContain('sign_in_expired');
    server.now += 11 * 60_000;
    expect(await locationOf(callback)).toContain('sign_in_expired');
    const again = new URL(await approachCallback());
    again.searchParams.set('iss', 'https://evil.example');
    expect(await locationOf(again.href)).toBe('/sign-in?error=sign_in_failed');
  });

  it('takes no code that another sign-in of the same browser was given', async () => {
    acme.visitor = verified('jon@acme.example');
    const [first, second] = [new URL(await approachCallback()), new URL(await approachCallback())];
    first.searchParams.set('code', second.searchParams.get('code')!);
    expect((await browser.ask(first.href)).headers.get('location')).toBe('/sign-in?error=sign_in_failed');
  });

  it('says that a provider is away, and finds it once it is back', async () => {
    expect(await signIn('gone', '?to=/timeline')).toBe('/sign-in?error=provider_unavailable&to=%2Ftimeline');
    acme.visitor = verified('jon@acme.example');
    const callback = await approachCallback();
    acme.away = true;
    expect((await browser.ask(callback)).headers.get('location')).toBe('/sign-in?error=provider_unavailable');
    acme.away = false;
    expect(await signIn('acme')).toBe('/');
  });

  it("trusts of Microsoft Entra the sign-in name, and an e-mail only where its domain's owner is verified", async () => {
    const mail = { email: 'olga@acme.example', email_verified: true };
    entra.visitor = { claims: { sub: 'a', ...mail, preferred_username: 'attacker@evil.example' } };
    expect(await signIn('entra')).toBe('/sign-in?error=domain_not_allowed');
    entra.visitor = { claims: { sub: 'b', ...mail } };
    browser = openFetchBrowser();
    expect(await signIn('entra')).toBe('/sign-in?error=email_not_verified');
    entra.visitor = { claims: { sub: 'c', preferred_username: 'Jon@acme.example' } };
    browser = openFetchBrowser();
    expect(await signIn('entra')).toBe('/');
    expect(await me()).toMatchObject({ user: { email: 'jon@acme.example' } });
    entra.visitor = { claims: { sub: 'd', ...mail, xms_edov: true, preferred_username: 'o@evil.example' } };
    browser = openFetchBrowser();
    expect(await signIn('entra')).toBe('/');
    expect(await me()).toMatchObject({ user: { email: 'olga@acme.example' } });
  });

  it('prefers the account of the address, where somebody is in several', async () => {
    const other = await server.accountId('stranger');
    await server.db.query(
      `INSERT INTO users (account_id, email, name, role) VALUES ($1, 'jon@acme.example', 'Jon', 'owner')`,
      [other],
    );
    acme.visitor = verified('jon@acme.example');
    await signIn('acme');
    expect(await me()).toMatchObject({ account: { domain: 'acme.example' } });
  });

  it('gives a session that can be listed and ended, and begins a new one each time', async () => {
    acme.visitor = verified('jon@acme.example');
    await signIn('acme');
    const first = browser.cookies(base).get('worksights');
    await signIn('acme');
    expect(browser.cookies(base).get('worksights')).not.toBe(first);
    const { items } = await read('/api/v1/sessions');
    expect(items).toEqual([expect.objectContaining({ current: true, method: 'acme', userAgent: 'node' })]);
    const { csrfToken } = await me();
    const end = { method: 'DELETE', headers: { 'x-csrf-token': csrfToken } };
    expect((await browser.ask(`${base}/api/v1/sessions/${items[0]!.id}`, end)).status).toBe(204);
    expect(await me()).toMatchObject({ code: 'unauthenticated' });
  });
});
