import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestServer, type TestServer } from '../../../test/helpers/server.ts';
import { setApiUsage } from '../../store/connections.ts';
import { saveStanding } from '../../store/features.ts';
import { saveRejects } from '../../store/rejects.ts';
import { saveRemoteUsers } from '../../store/remoteUsers.ts';
import { startRun } from '../../store/runs.ts';
import { saveArrangement, setApiSamples, setDelivery } from '../../store/upkeep.ts';
import { routes } from './index.ts';

const id = randomUUID();
const connectionCalls = routes
  // What only operators do has its own test.
  .filter(({ allow }) => allow !== 'operators')
  .filter((route) => route.url.startsWith('/api/v1/connections') || route.url.endsWith('/connections'))
  .map(({ method, url }) => [
    method,
    url.replace(':id', id).replace(':service', 'salesforce').replace(/:\w+/g, 'x'),
  ]);

describe('who may handle connections', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer();
  });
  beforeEach(() => server.reset());
  afterAll(() => server.close());

  it.each(connectionCalls)(
    'refuses members and managers %s %s, and says whom to ask',
    async (method, url) => {
      for (const who of ['jon', 'mara'] as const) {
        const answer = await server.as(who)({ method: method as 'GET', url: url! });
        expect(answer.json()).toMatchObject({ status: 403, code: 'forbidden' });
        expect(answer.json().detail).toContain('Ask Olga, Clara, or Theo.');
      }
      expect((await server.app.inject({ method: method as 'GET', url: url! })).statusCode).toBe(401);
    },
  );

  it("answers 404 for another account's connection, whatever is asked of it", async () => {
    const foreign = await server.addConnection('stranger');
    const bodies: Record<string, object> = {
      features: { enabled: true },
      mapping: { userId: null },
      sweeps: { kind: 'users' },
      imports: { months: 6 },
      removal: { data: 'keep' },
      connections: { name: 'Mine' },
    };
    for (const [method, url] of connectionCalls.filter((call) => call[1]!.includes(id))) {
      const payload = Object.entries(bodies).find(([word]) => url!.includes(word))?.[1];
      const answer = await server.as('olga')({
        method: method as 'POST',
        url: url!.replace(id, foreign),
        ...(method === 'GET' || !payload ? {} : { payload }),
      });
      expect([url, answer.statusCode]).toEqual([url, 404]);
    }
  });
});

describe('services and connections', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer();
  });
  beforeEach(() => server.reset());
  afterAll(() => server.close());

  const get = async (url: string, who: 'olga' | 'theo' | 'jon' = 'olga') =>
    (await server.as(who)({ url })).json();
  const connect = (payload: object) =>
    server.as('theo')({ method: 'POST', url: '/api/v1/services/salesforce/connections', payload });

  it('lists the services for everyone, connections only for those who may see them', async () => {
    await server.addConnection();
    const forMember = (await get('/api/v1/services', 'jon')).items[0];
    expect(forMember).toMatchObject({ key: 'salesforce', canConnect: false, connections: null });
    expect(forMember.askWhom).toContain('Olga');
    const forAdmin = (await get('/api/v1/services', 'theo')).items[0];
    expect(forAdmin).toMatchObject({ canConnect: true, askWhom: null, configured: true });
    expect(forAdmin.connections).toHaveLength(1);
  });

  it('refuses an unsupported edition before any redirect, and an unknown word', async () => {
    const refused = await connect({ environment: 'production', edition: 'essentials' });
    expect(refused.json()).toMatchObject({ status: 422, code: 'unsupported_edition' });
    expect(refused.json().fix).toContain('Enterprise');
    expect((await connect({ environment: 'production', edition: 'gold' })).statusCode).toBe(400);
    expect((await connect({ environment: 'moon', edition: 'enterprise' })).json()).toMatchObject({
      code: 'invalid_request',
      errors: [{ path: 'environment' }],
    });
    expect((await get('/api/v1/connections')).items).toEqual([]);
  });

  it('begins to connect with exactly three scopes, a state and PKCE', async () => {
    const answer = await connect({ environment: 'sandbox', edition: 'unknown' });
    expect(answer.statusCode).toBe(201);
    const url = new URL(answer.json().authorizationUrl);
    expect(url.host).toBe('test.salesforce.example');
    expect(url.searchParams.get('scope')!.split(' ').sort()).toEqual(['api', 'id', 'refresh_token']);
    expect(url.searchParams.get('code_challenge_method')).toBe('S256');
    expect(url.searchParams.get('redirect_uri')).toBe('http://localhost:3000/oauth/salesforce/callback');
    const connection = await get(`/api/v1/connections/${answer.json().id}`);
    expect(connection).toMatchObject({ status: 'authorizing', environment: 'sandbox' });
    expect(connection.provisioning.map((step: { state: string }) => step.state)).not.toContain('done');
  });

  it('takes a state from nobody and sends the browser back with invalid_state', async () => {
    for (const query of ['', '?state=x&code=y', '?error=access_denied']) {
      const answer = await server.app.inject({ url: `/oauth/salesforce/callback${query}` });
      expect(answer.statusCode).toBe(303);
      expect(answer.headers.location).toBe('/settings/services/salesforce?error=invalid_state');
    }
  });

  it('shows all eleven features of a connection', async () => {
    const connection = await server.addConnection();
    const { items } = await get(`/api/v1/connections/${connection}/features`);
    expect(items).toHaveLength(11);
    expect(items[0]).toMatchObject({
      key: 'tasks',
      defaultPath: 'cdc',
      enabled: true,
      lastProcessedAt: null,
    });
  });

  it('plans the slots, forecasts event delivery and API calls, and says what the connecting user lost', async () => {
    const connection = await server.addConnection();
    const accountId = await server.accountId();
    const before = await get(`/api/v1/connections/${connection}`);
    expect(before).toMatchObject({
      cdcSlots: { used: 0, limit: 0, ours: [], others: [], plan: [] },
      delivery: null,
    });
    const slots = {
      ...{ used: 5, limit: 5, ours: ['Event', 'Opportunity', 'Task'], others: ['Asset', 'Lead', 'Task'] },
      ...{ shared: ['Task'], exempt: ['Order'], channels: { Asset: ['Billing sync'] } },
    };
    const access = { code: 'missing_permission', text: 'lost', fix: 'give it back', note: 'Please' };
    const full = { code: 'slot_limit', text: 'full', fix: 'free one' };
    const blocked = { feature: 'cases', path: 'sweep', status: 'blocked', reason: full } as const;
    await saveStanding(server.db, accountId, connection, blocked, server.now);
    const at = server.now;
    await saveArrangement(server.db, accountId, connection, { slots, access, at, checked: true });
    const samples = [
      { at: at - 3_600_000, used: 5000 },
      { at, used: 15_000 },
    ];
    await setDelivery(server.db, accountId, connection, { used: 15_000, limit: 25_000, samples });
    await setApiUsage(server.db, accountId, connection, 15_100, 50_000);
    await setApiSamples(server.db, accountId, connection, samples);
    const after = await get(`/api/v1/connections/${connection}`);
    expect(after.cdcSlots).toMatchObject(slots);
    expect(after.cdcSlots.plan).toHaveLength(5);
    expect(after.cdcSlots.plan[0]).toEqual({
      ...{ feature: 'tasks', entity: 'Task', takes: 'shared', unblocks: null },
    });
    expect(after.cdcSlots.plan[1]).toMatchObject({ feature: 'events', takes: 'slot', unblocks: 'cases' });
    expect(after.delivery).toEqual({
      ...{ used: 15_000, limit: 25_000, forecast: '2026-01-15T13:00:00.000Z' },
      readAt: '2026-01-15T12:00:00.000Z',
    });
    // Up to where 10 % is left, 30,000 further on at 10,000 an hour.
    expect(after.apiUsage).toEqual({
      ...{ used: 15_100, limit: 50_000, floorPercent: 10, forecast: '2026-01-15T15:00:00.000Z' },
    });
    expect(after.statusReason).toEqual({ ...access, since: '2026-01-15T12:00:00.000Z' });
    const { items } = await get(`/api/v1/connections/${connection}/features`);
    const cases = items.find((item: { key: string }) => item.key === 'cases');
    expect(cases).toMatchObject({ path: 'sweep', status: 'blocked', enabled: true, reason: full });
  });

  it('lists people by name in pages, maps them and switches their features', async () => {
    const connection = await server.addConnection();
    const accountId = await server.accountId();
    const people = ['Zoe', 'Anna', 'Mark'].map((name, index) => ({
      ...{ id: `00500000000000${index}AAA`, name, email: `${name}@acme.example`, username: name },
      ...{ active: true, excluded: null, matchEmail: `${name.toLowerCase()}@acme.example` },
    }));
    await saveRemoteUsers(server.db, accountId, connection, people);
    const url = `/api/v1/connections/${connection}/users`;
    const first = await get(`${url}?limit=2`);
    expect(first.items.map((row: { remoteUser: { name: string } }) => row.remoteUser.name)).toEqual([
      'Anna',
      'Mark',
    ]);
    const rest = await get(`${url}?limit=2&cursor=${first.nextCursor}`);
    expect(rest).toMatchObject({ items: [{ remoteUser: { name: 'Zoe' } }], nextCursor: null });

    const put = (path: string, payload: object) =>
      server.as('theo')({ method: 'PUT', url: `${url}/${path}`, payload });
    const jon = await server.userId('jon');
    expect((await put(`${people[0]!.id}/mapping`, { userId: jon })).statusCode).toBe(204);
    expect((await put('005unknown/mapping', { userId: jon })).statusCode).toBe(404);
    expect(
      (await put(`${people[0]!.id}/mapping`, { userId: await server.userId('stranger') })).statusCode,
    ).toBe(422);
    expect((await put(`${people[0]!.id}/mapping`, {})).statusCode).toBe(400);
    const mapped = await get(`${url}?search=zoe`);
    expect(mapped.items[0].mapping).toEqual({ state: 'manual', userId: jon, waiting: 0 });
    expect(Object.keys(mapped.items[0].features)).toHaveLength(11);
  });

  it('pages through runs and rejects', async () => {
    const connection = await server.addConnection();
    const accountId = await server.accountId();
    await startRun(server.db, accountId, connection, 'users', server.now);
    await startRun(server.db, accountId, connection, 'provisioning', server.now + 1000);
    const url = `/api/v1/connections/${connection}`;
    const newest = await get(`${url}/runs?limit=1`);
    expect(newest.items).toMatchObject([{ kind: 'provisioning', state: 'running', finishedAt: null }]);
    expect((await get(`${url}/runs?limit=1&cursor=${newest.nextCursor}`)).items).toMatchObject([
      { kind: 'users' },
    ]);
    expect((await get(`${url}/runs?kind=users&kind=delta`)).items).toMatchObject([{ kind: 'users' }]);
    expect((await get(`${url}/runs?state=failed`)).items).toEqual([]);

    const reject = {
      feature: 'tasks',
      reason: 'no such schema',
      payload: new Uint8Array([0, 1]),
      schemaId: 's',
    };
    const keys = ['a', 'b'].map((key) => ({ ...reject, key }));
    await saveRejects(server.db, accountId, connection, keys, server.now);
    expect((await get(`${url}/rejects`)).items).toEqual([
      { key: 'a', feature: 'tasks', reason: 'no such schema', receivedAt: '2026-01-15T12:00:00.000Z' },
      { key: 'b', feature: 'tasks', reason: 'no such schema', receivedAt: '2026-01-15T12:00:00.000Z' },
    ]);
    const metrics = await server.app.inject({ url: '/metrics' });
    expect(metrics.body).toMatch(/^worksights_rejects_total 2$/m);
  });
});

describe('without a connected app', () => {
  it('says which settings are missing, once the edition is one to connect', async () => {
    const server = await openTestServer({ configured: false });
    const payload = { environment: 'production', edition: 'enterprise' };
    const url = '/api/v1/services/salesforce/connections';
    const answer = await server.as('olga')({ method: 'POST', url, payload });
    expect(answer.json()).toMatchObject({ status: 409, code: 'service_not_configured' });
    expect(answer.json().detail).toContain('SALESFORCE_CLIENT_ID');
    for (const [edition, status, code] of [
      ['professional', 422, 'unsupported_edition'],
      ['gold', 400, 'invalid_request'],
    ]) {
      const refused = await server.as('olga')({ method: 'POST', url, payload: { ...payload, edition } });
      expect(refused.json()).toMatchObject({ status, code });
    }
    await server.close();
  });
});
