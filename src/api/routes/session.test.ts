import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestServer, type TestServer } from '../../../test/helpers/server.ts';

const json = { 'content-type': 'application/json' };

describe('signing in', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer({ demo: true });
  });
  beforeEach(() => server.reset());
  afterAll(() => server.close());

  const signIn = async (token: string, headers = {}) =>
    server.app.inject({ method: 'POST', url: '/api/v1/session', payload: { token }, headers });
  const cookieOf = async () => {
    const cookie = (await signIn(server.token('jon'))).cookies[0]!;
    return `${cookie.name}=${cookie.value}`;
  };

  it('refuses a token that nobody has', async () => {
    const answer = await signIn('wst_nobody-has-this-token-0000000000000');
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({ code: 'unauthenticated', status: 401 });
    expect(answer.cookies).toEqual([]);
  });

  it('refuses a sign-in that another site caused', async () => {
    expect((await signIn(server.token('jon'), { origin: 'https://evil.example' })).statusCode).toBe(403);
  });

  it('refuses a form, which any site could send', async () => {
    const answer = await server.app.inject({
      method: 'POST',
      url: '/api/v1/session',
      payload: `{"token":"${server.token('jon')}"}`,
      headers: { 'content-type': 'text/plain' },
    });
    expect(answer.statusCode).toBe(415);
  });

  it('gives a cookie that scripts cannot read, and says who one is', async () => {
    const answer = await signIn(server.token('jon'), { origin: 'http://localhost:3000' });
    expect(answer.statusCode).toBe(204);
    expect(answer.cookies[0]).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
    const cookie = `worksights=${answer.cookies[0]!.value}`;
    const me = (await server.app.inject({ url: '/api/v1/me', headers: { cookie } })).json();
    expect(me).toMatchObject({
      user: { email: 'jon@acme.example', role: 'member', timeZone: 'Europe/Berlin' },
      account: { domain: 'acme.example' },
      can: { connect: false },
    });
    expect(me.csrfToken).toMatch(/^[\w-]{43}$/);
  });

  it('lets no cookie do anything without its CSRF token', async () => {
    const cookie = await cookieOf();
    const signOut = (headers = {}) =>
      server.app.inject({ method: 'DELETE', url: '/api/v1/session', headers: { cookie, ...headers } });
    expect((await signOut()).json()).toMatchObject({ status: 403, code: 'forbidden' });
    expect((await signOut({ 'x-csrf-token': 'wrong' })).statusCode).toBe(403);
    const { csrfToken } = (await server.app.inject({ url: '/api/v1/me', headers: { cookie } })).json();
    const foreign = { 'x-csrf-token': csrfToken, origin: 'https://evil.example' };
    expect((await signOut(foreign)).statusCode).toBe(403);
    expect((await signOut({ 'x-csrf-token': csrfToken })).statusCode).toBe(204);
    expect((await server.app.inject({ url: '/api/v1/me', headers: { cookie } })).statusCode).toBe(401);
  });

  it('ends a session after two weeks', async () => {
    const cookie = await cookieOf();
    server.now += 15 * 24 * 3_600_000;
    expect((await server.app.inject({ url: '/api/v1/me', headers: { cookie } })).statusCode).toBe(401);
  });

  it('does not fall back to the cookie where a wrong token is shown', async () => {
    const cookie = await cookieOf();
    const headers = { cookie, authorization: 'Bearer wrong' };
    expect((await server.app.inject({ url: '/api/v1/me', headers })).statusCode).toBe(401);
  });

  it('tells a token holder no CSRF token', async () => {
    const me = await server.as('olga')({ url: '/api/v1/me' });
    expect(me.json()).toMatchObject({ csrfToken: null, can: { connect: true }, demo: true });
  });

  it('signs in as one of the cast with one click, and as nobody else', async () => {
    const cast = (await server.app.inject({ url: '/api/v1/demo/cast' })).json();
    expect(cast.items.map((user: { name: string }) => user.name)).toContain('Olga');
    const as = (userId: string) =>
      server.app.inject({ method: 'POST', url: '/api/v1/demo/session', headers: json, payload: { userId } });
    expect((await as(await server.userId('stranger'))).statusCode).toBe(404);
    expect((await as(await server.userId('olga'))).statusCode).toBe(204);
  });
});

describe('without demo mode, on https', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer({ publicUrl: 'https://worksights.acme.example' });
  });
  afterAll(() => server.close());

  it('has no cast and no one-click sign-in', async () => {
    expect((await server.app.inject({ url: '/api/v1/demo/cast' })).statusCode).toBe(404);
    const payload = { userId: await server.userId('olga') };
    const answer = await server.app.inject({ method: 'POST', url: '/api/v1/demo/session', payload });
    expect(answer.statusCode).toBe(404);
  });

  it('uses a host-bound secure cookie and HSTS', async () => {
    const payload = { token: server.token('olga') };
    const answer = await server.app.inject({ method: 'POST', url: '/api/v1/session', payload });
    expect(answer.cookies[0]).toMatchObject({ name: '__Host-worksights', secure: true, path: '/' });
    expect(answer.headers['strict-transport-security']).toContain('max-age');
  });
});
