import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openClient } from '../src/web/client/client.ts';
import { openTestServer, type TestServer } from './helpers/server.ts';

describe('the client that is typed by the OpenAPI document', () => {
  let server: TestServer;
  let baseUrl: string;
  beforeAll(async () => {
    server = await openTestServer();
    baseUrl = await server.app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterAll(() => server?.close());

  const as = (who: 'olga' | 'jon') =>
    openClient({
      baseUrl,
      csrfToken: () => null,
      headers: { authorization: `Bearer ${server.token(who)}` },
    });

  it('gives the answer of a success and the problem of a failure', async () => {
    const id = await server.addConnection();
    const params = { path: { id } };
    const renamed = await as('olga').PATCH('/api/v1/connections/{id}', { params, body: { name: 'EMEA' } });
    expect(renamed.data?.name).toBe('EMEA');
    const refused = await as('jon').GET('/api/v1/connections/{id}', { params });
    expect([refused.data, refused.error?.code]).toEqual([undefined, 'forbidden']);
  });

  it('repeats a list in the address, as the server reads it', async () => {
    const userId = [await server.userId('olga'), await server.userId('jon')];
    const { data } = await as('olga').GET('/api/v1/activities', { params: { query: { userId, limit: 5 } } });
    expect(data).toEqual({ items: [], nextCursor: null, previousCursor: null });
  });

  it('sends the token of a session with what changes something, and only with that', async () => {
    const signedIn = await server.app.inject({
      ...{ method: 'POST', url: '/api/v1/session', payload: { token: server.token('jon') } },
    });
    const { name, value } = signedIn.cookies[0]!;
    const headers = { cookie: `${name}=${value}` };
    let csrfToken: string | null = null;
    const client = openClient({ baseUrl, headers, csrfToken: () => csrfToken });
    const say = () => client.POST('/api/v1/support/messages', { body: { text: 'Hello' } });
    expect((await say()).error?.code).toBe('forbidden');
    csrfToken = (await client.GET('/api/v1/me')).data!.csrfToken;
    expect((await say()).data?.text).toBe('Hello');
  });
});
