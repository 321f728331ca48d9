import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readRollups } from '../../../test/helpers/rollups.ts';
import { openTestServer, type Person, START, type TestServer } from '../../../test/helpers/server.ts';

describe('the duration of an entry', () => {
  let server: TestServer;
  let connection: string;
  let id: string;
  beforeAll(async () => {
    server = await openTestServer();
  });
  beforeEach(async () => {
    await server.reset();
    connection = await server.addConnection();
    id = await server.addActivity(connection, 'jon', { title: 'of jon' });
  });
  afterAll(() => server.close());

  const set = async (who: Person | 'stranger', seconds: unknown, entry = id) => {
    const url = `/api/v1/activities/${entry}/duration`;
    const answer = await server.as(who)({ method: 'PUT', url, payload: { seconds } });
    return { status: answer.statusCode, body: answer.json() };
  };

  it('is set by nobody who may not see the entry', async () => {
    for (const [who, status] of [
      ['pia', 403],
      ['theo', 403],
      ['stranger', 404],
    ] as const) {
      expect((await set(who, 600)).status).toBe(status);
    }
    const nobodys = await server.addActivity(connection, null);
    expect((await set('olga', 600, nobodys)).status).toBe(404);
    expect((await set('olga', 600, 'no-id')).status).toBe(404);
  });

  it.each(['jon', 'tom', 'mara', 'clara', 'olga'] as const)(
    'is set by %s, marked, and told to the audit log',
    async (who) => {
      const { status, body } = await set(who, 600);
      expect(status).toBe(200);
      const name = `${who[0]!.toUpperCase()}${who.slice(1)}`;
      const by = { id: await server.userId(who), name };
      expect(body).toMatchObject({ id, durationSeconds: 600, durationSource: 'edited' });
      const reported = { reportedSeconds: 60, reportedSource: 'estimated' };
      expect(body.edited).toEqual({ by, at: new Date(START).toISOString(), ...reported });
      const [line] = (await server.as('olga')({ url: '/api/v1/audit?action=activity.duration_set' })).json()
        .items;
      expect(line).toMatchObject({
        action: 'activity.duration_set',
        subject: id,
        details: { from: 60, to: 600 },
      });
      const { kept, counted } = await readRollups(server.db, await server.accountId());
      expect(kept).toEqual(counted);
      expect(kept.totals).toMatchObject([{ entries: 1, seconds: 600 }]);
    },
  );

  it('is taken back to what was reported', async () => {
    await set('jon', 600);
    await set('tom', 1200);
    const { body } = await set('jon', null);
    expect(body).toMatchObject({ durationSeconds: 60, durationSource: 'estimated', edited: null });
    expect((await set('jon', null)).status).toBe(409);
  });

  it('is whole seconds of at most a day', async () => {
    for (const wrong of [-1, 86_401, 1.5]) expect((await set('jon', wrong)).status).toBe(422);
    expect((await set('jon', 'long')).status).toBe(400);
    expect((await set('jon', 0)).status).toBe(200);
  });
});

describe('the history of a record', () => {
  let server: TestServer;
  let connection: string;
  beforeAll(async () => {
    server = await openTestServer();
    connection = await server.addConnection();
  });
  afterAll(() => server.close());

  const ask = async (who: Person, path: string, query = {}) => {
    const answer = await server.as(who)({ url: `/api/v1/objects/${path}/activities`, query });
    return answer.statusCode === 200
      ? answer.json().items.map((item: { title: string }) => item.title)
      : answer.statusCode;
  };

  it('is told by whom the reader may see, in pages', async () => {
    const objectId = '006000000000009AAA';
    const add = (who: Person | null, title: string, ms: number, given = {}) =>
      server.addActivity(connection, who, { objectId, title, occurredAt: START - ms, ...given });
    await add('jon', 'created by jon', 3000);
    await add('pia', 'moved by pia', 2000);
    await add('tom', 'moved by tom', 1000);
    await add(null, 'by nobody', 500);
    await add('jon', 'another', 100, { objectId: '006000000000008AAA' });
    const path = `Opportunity/${objectId}`;
    expect((await server.app.inject({ url: `/api/v1/objects/${path}/activities` })).statusCode).toBe(401);
    expect(await ask('olga', path)).toEqual(['moved by tom', 'moved by pia', 'created by jon']);
    expect(await ask('mara', path)).toEqual(['moved by tom', 'created by jon']);
    expect(await ask('jon', path)).toEqual(['created by jon']);
    expect(await ask('theo', path)).toEqual([]);
    expect(await ask('olga', path, { limit: '1' })).toEqual(['moved by tom']);
    expect(await ask('olga', `Lead/${objectId}`)).toEqual([]);
    expect(await ask('olga', path, { connectionId: await server.addConnection('stranger') })).toBe(404);
  });
});
