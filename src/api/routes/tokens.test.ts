import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestServer, type Person, type TestServer } from '../../../test/helpers/server.ts';

const day = 24 * 3_600_000;

describe('API tokens', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer();
  });
  beforeEach(() => server.reset());
  afterAll(() => server.close());

  const make = (who: Person, payload: object) =>
    server.as(who)({ method: 'POST', url: '/api/v1/tokens', payload });
  const made = async (who: Person, scope: string, more = {}) =>
    (await make(who, { name: `for ${scope}`, scope, ...more })).json() as { id: string; token: string };
  const by = (token: string, method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) =>
    server.app.inject({
      ...{ method, url },
      headers: { authorization: `Bearer ${token}` },
      ...(payload && { payload }),
    });
  const list = async (who: Person) => (await server.as(who)({ url: '/api/v1/tokens' })).json().items;
  const revoke = (who: Person, id: string) =>
    server.as(who)({ method: 'DELETE', url: `/api/v1/tokens/${id}` });

  it('of others are neither shown nor ended', async () => {
    const { id, token } = await made('jon', 'admin');
    expect((await list('olga')).map((each: { id: string }) => each.id)).not.toContain(id);
    expect((await revoke('olga', id)).statusCode).toBe(404);
    expect((await by(token, 'GET', '/api/v1/me')).statusCode).toBe(200);
  });

  it('are shown once, and listed with their name, scope, end and last use', async () => {
    const { id, token } = await made('jon', 'read', { name: 'Dashboard' });
    expect(token).toMatch(/^wst_[\w-]{43}$/);
    const shown = async () => (await list('jon')).find((each: { id: string }) => each.id === id);
    const userId = await server.userId('jon');
    const unused = {
      ...{ id, userId, name: 'Dashboard', scope: 'read', createdAt: '2026-01-15T12:00:00.000Z' },
      ...{ expiresAt: '2026-04-15T12:00:00.000Z', lastUsedAt: null, revokedAt: null },
    };
    expect(await shown()).toEqual(unused);
    server.now += 1000;
    await by(token, 'GET', '/api/v1/me');
    expect(await shown()).toEqual({ ...unused, lastUsedAt: '2026-01-15T12:00:01.000Z' });
    const rows = await server.db.query<{ all: string }>('SELECT api_tokens::text AS all FROM api_tokens');
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it('that only read do nothing unsafe, nor do the sessions that they begin', async () => {
    const { token } = await made('olga', 'read');
    const asked = [
      ['POST', '/api/v1/tokens', { name: 'more', scope: 'admin' }],
      ['POST', '/api/v1/users', { email: 'eve@acme.example', name: 'Eve' }],
      ['PATCH', `/api/v1/users/${await server.userId('jon')}`, { name: 'Eve' }],
      ['DELETE', '/api/v1/sessions', undefined],
    ] as const;
    for (const [method, url, payload] of asked) {
      expect((await by(token, method, url, payload)).json()).toMatchObject({
        status: 403,
        code: 'forbidden',
      });
    }
    expect((await by(token, 'GET', '/api/v1/users')).statusCode).toBe(200);
    const session = await server.app.inject({ method: 'POST', url: '/api/v1/session', payload: { token } });
    const cookie = `worksights=${session.cookies[0]!.value}`;
    const me = (await server.app.inject({ url: '/api/v1/me', headers: { cookie } })).json();
    const headers = { cookie, 'x-csrf-token': me.csrfToken };
    const payload = { name: 'more', scope: 'admin' };
    expect(
      (await server.app.inject({ method: 'POST', url: '/api/v1/tokens', headers, payload })).statusCode,
    ).toBe(403);
    expect((await server.app.inject({ method: 'DELETE', url: '/api/v1/session', headers })).statusCode).toBe(
      204,
    );
  });

  it.each([
    [
      'its end',
      async () => {
        server.now += 2 * day;
      },
    ],
    [
      'being revoked',
      async (id: string) => {
        await revoke('jon', id);
      },
    ],
  ])('open nothing after %s, and their sessions end with them', async (_name, end) => {
    const { id, token } = await made('jon', 'admin', { expiresInDays: 2 });
    const session = await server.app.inject({ method: 'POST', url: '/api/v1/session', payload: { token } });
    const cookie = `worksights=${session.cookies[0]!.value}`;
    const look = async () => [
      (await by(token, 'GET', '/api/v1/me')).statusCode,
      (await server.app.inject({ url: '/api/v1/me', headers: { cookie } })).statusCode,
      (await server.app.inject({ method: 'POST', url: '/api/v1/session', payload: { token } })).statusCode,
    ];
    expect(await look()).toEqual([200, 200, 204]);
    await end(id);
    expect(await look()).toEqual([401, 401, 401]);
  });

  it('for the directory are of the account, made by those who manage people, and open nothing here', async () => {
    expect((await make('jon', { name: 'Okta', scope: 'scim' })).statusCode).toBe(403);
    const { id, token } = await made('theo', 'scim', { expiresInDays: null });
    expect((await by(token, 'GET', '/api/v1/me')).statusCode).toBe(401);
    expect((await by(token, 'GET', '/api/v1/users')).statusCode).toBe(401);
    const shown = (await list('olga')).find((each: { id: string }) => each.id === id);
    expect(shown).toMatchObject({ userId: null, scope: 'scim', expiresAt: null });
    expect((await list('jon')).map((each: { id: string }) => each.id)).not.toContain(id);
    expect((await revoke('jon', id)).statusCode).toBe(404);
    expect((await revoke('clara', id)).statusCode).toBe(204);
  });
});
