import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { emptyDatabase } from '../../../test/helpers/database.ts';
import { openTestServer, type TestServer } from '../../../test/helpers/server.ts';
import { makeFirstRunLink } from '../../people/firstRun.ts';

const account = { name: 'Acme', domain: 'ACME.example' };
const owner = { email: 'olga@acme.example', name: 'Olga Owner', timeZone: 'Europe/Berlin' };

describe('the first run', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer();
  });
  beforeEach(async () => {
    await server.reset();
    await emptyDatabase(server.db);
  });
  afterAll(() => server.close());

  const makeToken = async () => (await makeFirstRunLink(server.context))!.split('#')[1]!;
  const post = (path: string, payload: object, headers = {}) =>
    server.app.inject({ method: 'POST', url: `/api/v1/first-run${path}`, payload, headers });
  const create = (token: string, more = {}, headers = {}) =>
    post('', { token, account, owner, ...more }, headers);

  it('refuses whoever has no link, one that is too old, and requests of other sites', async () => {
    const token = await makeToken();
    expect((await create('made-up')).json()).toMatchObject({ status: 403, code: 'first_run_link' });
    expect((await create(token, {}, { origin: 'https://evil.example' })).statusCode).toBe(403);
    server.now += 3_600_000;
    expect((await post('/check', { token })).statusCode).toBe(403);
    expect((await create(token)).statusCode).toBe(403);
    expect(await server.db.query('SELECT 1 FROM accounts')).toEqual([]);
  });

  it('keeps the link for whoever wrote something that cannot be right', async () => {
    const token = await makeToken();
    const wrong = { ...owner, timeZone: 'Mars/Olympus' };
    expect((await create(token, { owner: wrong })).statusCode).toBe(422);
    expect((await create(token, { account: { name: ' ', domain: 'acme.example' } })).statusCode).toBe(400);
    expect((await create(token)).statusCode).toBe(204);
  });

  it('is needed until an account is there, and makes no link afterwards', async () => {
    const needed = async () => (await server.app.inject('/api/v1/first-run')).json().needed;
    const [token, other] = [await makeToken(), await makeToken()];
    expect(await needed()).toBe(true);
    expect((await post('/check', { token })).json()).toEqual({ expiresAt: '2026-01-15T13:00:00.000Z' });
    const created = await create(token);
    const cookie = `worksights=${created.cookies[0]!.value}`;
    expect((await server.app.inject({ url: '/api/v1/me', headers: { cookie } })).json()).toMatchObject({
      user: { ...owner, role: 'owner' },
      account: { name: 'Acme', domain: 'acme.example' },
      can: { connect: true },
    });
    expect(await needed()).toBe(false);
    expect((await create(token)).statusCode).toBe(403);
    expect((await create(other)).statusCode).toBe(403);
    expect(await makeFirstRunLink(server.context)).toBeNull();
  });

  it('makes one account where two people try at once', async () => {
    const tokens = [await makeToken(), await makeToken()];
    const answers = await Promise.all(tokens.map((token) => create(token)));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([204, 403]);
  });

  it('keeps no link as it was printed', async () => {
    const token = await makeToken();
    const rows = await server.db.query<{ hash: Uint8Array }>(
      'SELECT token_hash AS hash FROM first_run_links',
    );
    expect(Buffer.from(rows[0]!.hash).toString('utf8')).not.toContain(token);
    expect(rows[0]!.hash).toHaveLength(32);
  });
});
