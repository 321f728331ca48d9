import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StoredChange } from '../../../src/activity/change.ts';
import { openTestServer, type Person, START, type TestServer } from '../../../test/helpers/server.ts';
import { insertChanges } from '../../store/changes.ts';

const second = 1_000;
const minute = 60 * second;
const at = START - minute;

const change = (key: string, given: Partial<StoredChange>): StoredChange => ({
  ...{ key, path: 'cdc', feature: 'opportunities', action: 'updated', objectType: 'Opportunity' },
  ...{ objectId: '006000000000001AAA', at, remoteUserId: '005000000000001AAA', transaction: null },
  ...{ automated: false, via: null, fields: ['StageName'], values: {}, arrivedAt: at + second },
  ...{ listed: true, windowStart: given.action === undefined ? at : null, bulk: false },
  ...given,
});

describe('what told of an entry', () => {
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

  const ask = async (who: Person | 'stranger', id: string) => {
    const answer = await server.as(who)({ url: `/api/v1/activities/${id}/reports` });
    return { status: answer.statusCode, body: answer.json() };
  };
  const store = async (...changes: StoredChange[]) =>
    insertChanges(server.db, await server.accountId(), connection, changes);
  const pathsOf = async (id: string) =>
    (await ask('jon', id)).body.items.map(({ path }: { path: string }) => path);

  it('is told to nobody who may not see the entry', async () => {
    const id = await server.addActivity(connection, 'jon');
    for (const [who, status] of [
      ['pia', 403],
      ['theo', 403],
      ['stranger', 404],
      ['jon', 200],
      ['mara', 200],
      ['olga', 200],
    ] as const) {
      expect((await ask(who, id)).status).toBe(status);
    }
    expect((await ask('olga', 'no-id')).status).toBe(404);
  });

  it('are the reports of its ten minutes, in the order of their arrival, of its person alone', async () => {
    const id = await server.addActivity(connection, 'jon', { occurredAt: at });
    await store(
      change('a', { arrivedAt: at + 9 * second, at: at + 5 * second }),
      change('b', { path: 'field_history', arrivedAt: at + 5 * minute }),
      change('c', {}),
      change('d', { windowStart: at + 11 * minute, at: at + 11 * minute }),
      change('e', { remoteUserId: '005000000000009AAA' }),
      change('f', { bulk: true }),
    );
    expect((await ask('jon', id)).body.items).toEqual([
      { path: 'cdc', at: iso(at), arrivedAt: iso(at + second) },
      { path: 'cdc', at: iso(at + 5 * second), arrivedAt: iso(at + 9 * second) },
      { path: 'field_history', at: iso(at), arrivedAt: iso(at + 5 * minute) },
    ]);
  });

  it('of what is no update are those of the same save, within the clocks’ tolerance', async () => {
    const created = await server.addActivity(connection, 'jon', { action: 'created', occurredAt: at });
    const noted = await server.addActivity(connection, 'jon', { action: 'noted', occurredAt: at });
    await store(
      change('a', { action: 'created' }),
      change('b', { action: 'created', path: 'delta', at: at + 100 * second, arrivedAt: at + 3 * minute }),
      change('c', { action: 'created', path: 'delta', at: at + 4 * minute, arrivedAt: at + 4 * minute }),
      change('d', { action: 'deleted', path: 'delta', arrivedAt: at + 2 * minute }),
    );
    expect(await pathsOf(created)).toEqual(['cdc', 'delta']);
    expect(await pathsOf(noted)).toEqual(['cdc', 'delta', 'delta']);
  });

  it('of a meeting is all that its person saved, whenever; of a bulk entry nothing', async () => {
    const meeting = await server.addActivity(connection, 'jon', { action: 'meeting', occurredAt: at + 9e8 });
    const bulk = await server.addActivity(connection, 'jon', { objectId: null, count: 12, occurredAt: at });
    await store(
      change('a', { action: 'created' }),
      change('b', { at: at + minute, windowStart: at + minute }),
    );
    expect(await pathsOf(meeting)).toEqual(['cdc', 'cdc']);
    expect(await pathsOf(bulk)).toEqual([]);
  });
});

const iso = (ms: number) => new Date(ms).toISOString();
