import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StoredChange } from '../../../src/activity/change.ts';
import { openTestServer, type Person, START, type TestServer } from '../../../test/helpers/server.ts';
import { type BulkKey, bulkId } from '../../activity/bulk.ts';
import { saveBulkGroups } from '../../store/bulkGroups.ts';
import { insertChanges } from '../../store/changes.ts';
import { saveRecords } from '../../store/records.ts';

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
      told('cdc', at, at + second),
      told('cdc', at + 5 * second, at + 9 * second),
      told('field_history', at, at + 5 * minute),
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

  it('of a meeting is all that its person saved, whenever', async () => {
    const meeting = await server.addActivity(connection, 'jon', { action: 'meeting', occurredAt: at + 9e8 });
    await store(
      change('a', { action: 'created' }),
      change('b', { at: at + minute, windowStart: at + minute }),
      change('c', { action: 'created', remoteUserId: '005000000000009AAA' }),
    );
    expect(await pathsOf(meeting)).toEqual(['cdc', 'cdc']);
  });

  it('of an e-mail is what brought it, whoever saved that, also as the task that it stands as', async () => {
    const [email, task] = ['02s000000000001AAA', '00T000000000001AAA'];
    const mail = { objectType: 'EmailMessage', objectId: email, feature: 'emails' };
    const id = await server.addActivity(connection, 'jon', {
      ...mail,
      action: 'received_email',
      occurredAt: at,
    });
    const record = {
      ...{
        id: email,
        type: 'EmailMessage',
        name: 'Offer',
        values: {},
        valuesAt: {},
        deleted: false,
        whole: true,
      },
      saved: { at, arrivedAt: at, remoteUserId: '005', automated: false, via: null },
      ...{ paths: ['cdc', 'delta'] as const, partOf: task },
    };
    await saveRecords(server.db, await server.accountId(), connection, [record]);
    const other = '005000000000009AAA';
    await store(
      change('a', { action: 'created', objectType: 'Task', objectId: task, remoteUserId: other }),
      change('b', { ...mail, action: 'created', path: 'delta', remoteUserId: other, arrivedAt: at + minute }),
      change('c', { ...mail, path: 'delta', remoteUserId: other, arrivedAt: at + 2 * minute }),
      change('d', { action: 'created' }),
    );
    expect(await pathsOf(id)).toEqual(['cdc', 'delta']);
  });

  it('of a bulk entry are its paths, each with how many records it told of and until when', async () => {
    const group: BulkKey = {
      ...{ transaction: 't1', objectType: 'Opportunity', action: 'updated' as const },
      remoteUserId: '005000000000001AAA',
    };
    const id = await server.addActivity(connection, 'jon', {
      ...{ id: bulkId(connection, group), objectId: null, count: 12, occurredAt: at },
    });
    const accountId = await server.accountId();
    const groups = [group, { ...group, transaction: 't2' }].map((each) => ({ ...each, count: 12 }));
    await saveBulkGroups(server.db, accountId, connection, groups);
    const objectId = (n: number) => `0060000000000${10 + n}AAA`;
    const members = Array.from({ length: 12 }, (_, n) =>
      change(`m${n}`, {
        objectId: objectId(n),
        bulk: true,
        transaction: 't1',
        arrivedAt: at + (1 + n) * second,
      }),
    );
    const history = [0, 1].map((n) =>
      change(`h${n}`, {
        ...{ objectId: objectId(n), path: 'field_history', at: at + second, arrivedAt: at + 5 * minute },
      }),
    );
    await store(
      ...members,
      ...history,
      change('x', { objectId: objectId(3), path: 'field_history', at: at + 9 * minute }),
      change('y', { bulk: true, transaction: 't2' }),
    );
    expect((await ask('jon', id)).body.items).toEqual([
      told('cdc', at, at + second, at + 12 * second, 12),
      told('field_history', at + second, at + 5 * minute, at + 5 * minute, 2),
    ]);
  });
});

const told = (path: string, savedAt: number, arrivedAt: number, lastArrivedAt = arrivedAt, records = 1) => ({
  ...{ path, records, at: iso(savedAt), arrivedAt: iso(arrivedAt), lastArrivedAt: iso(lastArrivedAt) },
});

const iso = (ms: number) => new Date(ms).toISOString();
