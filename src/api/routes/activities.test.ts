import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestServer, type Person, START, type TestServer } from '../../../test/helpers/server.ts';

describe('the timeline', () => {
  let server: TestServer;
  let connection: string;
  beforeAll(async () => {
    server = await openTestServer();
  });
  beforeEach(async () => {
    await server.reset();
    connection = await server.addConnection();
  });
  afterAll(() => server.close());

  const ask = async (who: Person | 'stranger', query: Record<string, string | string[]> = {}) => {
    const answer = await server.as(who)({ url: '/api/v1/activities', query });
    return { status: answer.statusCode, body: answer.json() };
  };
  const titles = async (who: Person | 'stranger', query: Record<string, string | string[]> = {}) =>
    (await ask(who, query)).body.items.map((item: { title: string }) => item.title);
  const addOneOfEach = async () => {
    for (const who of ['olga', 'clara', 'theo', 'mara', 'tom', 'jon', 'pia'] as const) {
      await server.addActivity(connection, who, { title: who, occurredAt: START - 1000 });
    }
    await server.addActivity(connection, null, { title: 'nobody' });
  };

  it('refuses who is not signed in', async () => {
    expect((await server.app.inject({ url: '/api/v1/activities' })).statusCode).toBe(401);
  });

  it.each([
    ['olga', ['clara', 'jon', 'mara', 'olga', 'pia', 'theo', 'tom']],
    ['clara', ['clara', 'jon', 'mara', 'olga', 'pia', 'theo', 'tom']],
    ['mara', ['jon', 'mara', 'tom']],
    ['tom', ['jon', 'tom']],
    ['jon', ['jon']],
    ['theo', ['theo']],
    ['stranger', []],
  ] as const)('shows %s the entries of exactly those whom they may see', async (who, expected) => {
    await addOneOfEach();
    expect((await titles(who)).sort()).toEqual(expected);
  });

  it('answers 403 for a user whom one may not see, 404 for one of another account', async () => {
    expect((await ask('jon', { userId: await server.userId('pia') })).body.code).toBe('forbidden');
    expect((await ask('theo', { userId: await server.userId('jon') })).status).toBe(403);
    expect((await ask('mara', { userId: await server.userId('stranger') })).status).toBe(404);
    expect((await ask('olga', { userId: await server.userId('stranger') })).status).toBe(404);
    expect((await ask('olga', { userId: 'no-id' })).status).toBe(404);
  });

  it('survives people who report to each other in a circle', async () => {
    await server.db.query('UPDATE users SET manager_id = $1 WHERE email = $2', [
      await server.userId('jon'),
      'mara@acme.example',
    ]);
    await addOneOfEach();
    expect((await titles('mara')).sort()).toEqual(['jon', 'mara', 'tom']);
  });

  it('narrows to several users, features and connections', async () => {
    await addOneOfEach();
    await server.addActivity(connection, 'jon', { title: 'a case', feature: 'cases' });
    const userId = [await server.userId('jon'), await server.userId('tom')];
    expect((await titles('mara', { userId })).sort()).toEqual(['a case', 'jon', 'tom']);
    expect(await titles('mara', { userId, feature: 'cases' })).toEqual(['a case']);
    expect(await titles('olga', { feature: ['cases', 'leads'] })).toEqual(['a case']);
    const second = await server.addConnection();
    expect(await titles('olga', { connectionId: second })).toEqual([]);
    expect(await titles('olga', { connectionId: [second, connection], feature: 'cases' })).toEqual([
      'a case',
    ]);
  });

  it("answers 404 for another account's connection and 400 for what no list gave", async () => {
    const foreign = await server.addConnection('stranger');
    expect((await ask('olga', { connectionId: foreign })).status).toBe(404);
    expect((await ask('olga', { feature: 'telepathy' })).status).toBe(400);
    expect((await ask('olga', { cursor: 'x' })).body.code).toBe('invalid_request');
    expect((await ask('olga', { cursor: Buffer.from('[1,"x"]').toString('base64url') })).status).toBe(400);
    const wrong = await ask('olga', { limit: '201', from: 'yesterday' });
    expect(wrong.status).toBe(400);
    expect(wrong.body.errors.map((error: { path: string }) => error.path).sort()).toEqual(['from', 'limit']);
  });

  it('includes `from`, excludes `to`, and ends at now unless told otherwise', async () => {
    const at = (ms: number, title: string) =>
      server.addActivity(connection, 'jon', { occurredAt: START + ms, title });
    await at(-2000, 'before');
    await at(-1000, 'first');
    await at(0, 'now');
    await at(3_600_000, 'meeting to come');
    const from = new Date(START - 1000).toISOString();
    expect(await titles('jon', { from })).toEqual(['first']);
    expect(await titles('jon', { from, to: '2026-01-15T14:00:00+01:00' })).toEqual(['now', 'first']);
    const to = new Date(START + 7_200_000).toISOString();
    expect(await titles('jon', { from, to })).toEqual(['meeting to come', 'now', 'first']);
    expect(await titles('jon', { to: new Date(START - 1000).toISOString() })).toEqual(['before']);
  });

  it('pages through entries of one moment without losing or doubling one', async () => {
    const wanted = new Set<string>();
    for (let each = 0; each < 7; each += 1) {
      wanted.add(
        await server.addActivity(connection, each % 2 ? 'jon' : 'tom', { occurredAt: START - 5000 }),
      );
    }
    for (const who of ['olga', 'mara'] as const) {
      const seen: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const { body } = await ask(who, { limit: '3', ...(cursor ? { cursor } : {}) });
        seen.push(...body.items.map((item: { id: string }) => item.id));
        cursor = body.nextCursor;
      }
      expect(seen).toEqual([...wanted].sort().reverse());
    }
  });

  it('gives an entry as the contract says', async () => {
    const changes = [
      { field: 'StageName', label: 'Stage', from: null, to: 'Negotiation', at: '2026-01-15T11:59:59.000Z' },
    ];
    const id = await server.addActivity(connection, 'jon', { changes, via: 'Acme Sync' });
    const { body } = await ask('jon');
    expect(body.items[0]).toEqual({
      ...{ id, userId: await server.userId('jon'), service: 'salesforce', connectionId: connection },
      ...{ feature: 'opportunities', category: 'record_change', action: 'updated' },
      title: 'Moved Acme renewal to Negotiation',
      object: {
        type: 'Opportunity',
        id: '006000000000001AAA',
        name: 'Acme renewal',
        url: 'https://acme.my.salesforce.com/lightning/r/Opportunity/006000000000001AAA/view',
      },
      changes,
      ...{ occurredAt: '2026-01-15T11:59:59.000Z', receivedAt: '2026-01-15T12:00:00.000Z' },
      ...{ latencySeconds: 1, durationSeconds: 60, durationSource: 'estimated', edited: null },
      ...{ actor: 'person', via: 'Acme Sync', count: 1, paths: ['cdc'], came: 'backfill' },
    });
  });

  it.each([
    ['live', ['cdc'], 2],
    ['sweep', ['delta'], 600],
    ['recovered', ['delta'], 7200],
    ['recovered', ['cdc'], 7200],
  ] as const)('says that an entry came %s by %j after %i seconds', async (came, paths, seconds) => {
    const receivedAt = START + seconds * 1000;
    server.now = receivedAt;
    const id = await server.addActivity(connection, 'jon', {
      paths: [...paths],
      occurredAt: START,
      receivedAt,
    });
    const { body } = await ask('jon');
    expect(body.items.find((item: { id: string }) => item.id === id)).toMatchObject({ came });
  });

  it('knows no other method', async () => {
    const answer = await server.as('olga')({ method: 'POST', url: '/api/v1/activities', payload: {} });
    expect(answer.statusCode).toBe(405);
    expect(answer.headers.allow).toBe('GET, HEAD');
  });
});
