import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestServer, type Person, type TestServer } from '../../../test/helpers/server.ts';

const day = 24 * 3_600_000;

describe('the sessions of a person', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer();
  });
  beforeEach(() => server.reset());
  afterAll(() => server.close());

  async function signIn(who: Person, userAgent = 'Firefox') {
    const answer = await server.app.inject({
      method: 'POST',
      url: '/api/v1/session',
      payload: { token: server.token(who) },
      headers: { 'user-agent': userAgent },
    });
    const cookie = `worksights=${answer.cookies[0]!.value}`;
    const { csrfToken } = (await server.app.inject({ url: '/api/v1/me', headers: { cookie } })).json();
    return { cookie, 'x-csrf-token': csrfToken as string };
  }
  const statusOf = async (headers: object) =>
    (await server.app.inject({ url: '/api/v1/me', headers: { ...headers } })).statusCode;
  const list = async (headers: object) =>
    (await server.app.inject({ url: '/api/v1/sessions', headers: { ...headers } })).json().items;

  it('are not shown to others, nor ended by them', async () => {
    const jon = await signIn('jon');
    const [session] = await list(jon);
    const asTom = server.as('tom');
    const userId = await server.userId('jon');
    expect((await asTom({ url: `/api/v1/sessions?userId=${userId}` })).statusCode).toBe(403);
    expect((await asTom({ method: 'DELETE', url: `/api/v1/sessions/${session.id}` })).statusCode).toBe(404);
    expect(await statusOf(jon)).toBe(200);
  });

  it('are listed with their browsers, and all but the own ended at once', async () => {
    const [here, there] = [await signIn('jon', 'Firefox'), await signIn('jon', 'Safari')];
    const listed = await list(here);
    expect(listed).toHaveLength(2);
    expect(listed).toContainEqual(
      expect.objectContaining({ userAgent: 'Firefox', current: true, method: 'token' }),
    );
    expect(listed).toContainEqual(expect.objectContaining({ userAgent: 'Safari', current: false }));
    const ended = await server.app.inject({ method: 'DELETE', url: '/api/v1/sessions', headers: here });
    expect(ended.json()).toEqual({ ended: 1 });
    expect([await statusOf(here), await statusOf(there)]).toEqual([200, 401]);
  });

  it('end three days after their last use, and two weeks after their begin however much they are used', async () => {
    const idle = await signIn('jon');
    const used = await signIn('jon');
    for (let passed = 0; passed < 13; passed++) {
      server.now += day;
      expect(await statusOf(used)).toBe(200);
    }
    expect(await statusOf(idle)).toBe(401);
    server.now += day;
    expect(await statusOf(used)).toBe(401);
    expect(await list({ authorization: `Bearer ${server.token('jon')}` })).toEqual([]);
  });

  it('end with the token that began them', async () => {
    const jon = await signIn('jon');
    await server.db.query('DELETE FROM api_tokens WHERE user_id = $1', [await server.userId('jon')]);
    expect(await statusOf(jon)).toBe(401);
  });
});
