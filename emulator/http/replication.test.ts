import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClock } from '../org/clock.ts';
import type { Org } from '../org/org.ts';
import { openTestOrg, type TestOrg } from './testOrg.ts';

const START = Date.parse('2026-03-02T09:00:00Z');
const MINUTE = 60_000;
const DAY = 86_400_000;

let fixture: TestOrg;
let org: Org;
let jon: string;

beforeAll(async () => {
  fixture = await openTestOrg({ clock: createClock(START) });
  ({ org } = fixture);
  jon = fixture.people.get('jon')!;
});
afterAll(() => fixture.running.close());

const ask = (object: string, what: string, from: number, to: number, who = 'olga') => {
  const iso = (ms: number) => encodeURIComponent(new Date(ms).toISOString().replace('.000Z', '+00:00'));
  return fixture.call(who, 'GET', `/sobjects/${object}/${what}/?start=${iso(from)}&end=${iso(to)}`);
};
const by = (more = {}) => ({ userId: jon, origin: '', ...more });
const create = (object: string, values: Record<string, string>) =>
  org.transact(by(), (tx) => tx.create(object, values));

describe('getUpdated', () => {
  test('gives the ids of what was created or changed, and up to when that is certain', async () => {
    const id = create('Account', { Name: 'Fresh' });
    const { body } = await ask('Account', 'updated', org.now() - MINUTE, org.now() + MINUTE);
    expect(body).toEqual({ ids: [id], latestDateCovered: '2026-03-02T09:00:00.000+0000' });
    expect((await ask('Account', 'updated', START - 5 * MINUTE, START - MINUTE)).body.ids).toEqual([]);
  });

  test('covers no more than the start of a transaction that still runs, whose rows nobody sees', async () => {
    const running = org.begin(by());
    const id = running.tx.create('Case', { Subject: 'Slow' });
    const began = org.now();
    org.clock.advance(12 * MINUTE);
    const before = (await ask('Case', 'updated', began - MINUTE, org.now() + MINUTE)).body;
    expect(before.ids).not.toContain(id);
    expect(before.latestDateCovered).toBe('2026-03-02T09:00:00.000+0000');
    running.commit();
    const after = (await ask('Case', 'updated', began - MINUTE, org.now() + MINUTE)).body;
    expect(after.ids).toContain(id);
    expect(after.latestDateCovered).toBe('2026-03-02T09:12:00.000+0000');
    expect(org.find('Case', id)?.SystemModstamp).toBe(began);
  });

  test('knows history tables by the date of their rows', async () => {
    const id = create('Case', { Subject: 'Tracked' });
    const { ids } = (await ask('CaseHistory', 'updated', org.now() - MINUTE, org.now() + MINUTE)).body;
    const rows = org.records('CaseHistory').filter((row) => row.CaseId === id);
    expect(ids).toEqual(expect.arrayContaining(rows.map((row) => row.Id)));
  });

  test.each([
    ['a start after the end', 'Account', 0, -MINUTE, 'INVALID_REPLICATION_DATE'],
    ['a start and end in the same minute', 'Account', 0, 30_000, 'INVALID_REPLICATION_DATE'],
    ['a start before the last 30 days', 'Account', -32 * DAY, 0, 'INVALID_REPLICATION_DATE'],
    ['an object that is not replicateable', 'ContentVersion', -DAY, 0, 'INVALID_TYPE_FOR_OPERATION'],
    ['an object that is not there', 'Nothing', -DAY, 0, 'NOT_FOUND'],
  ])('refuses %s', async (_, object, from, to, errorCode) => {
    const { body } = await ask(object, 'updated', START + from, START + to);
    expect(body).toMatchObject([{ errorCode }]);
  });

  test('is a subrequest of a Composite like any other', async () => {
    const url = `/services/data/v66.0/sobjects/Account/updated/?start=2026-03-02T08:00:00%2B00:00&end=2026-03-02T09:30:00%2B00:00`;
    const compositeRequest = ['Account', 'Lead', 'CaseHistory'].map((object) => ({
      method: 'GET',
      url: url.replace('Account', object),
      referenceId: object,
    }));
    const { body } = await fixture.call('olga', 'POST', '/composite', { compositeRequest });
    for (const each of body.compositeResponse)
      expect(each).toMatchObject({ httpStatusCode: 200, body: { ids: expect.any(Array) } });
  });
});

describe('getDeleted', () => {
  test('gives what was deleted and when', async () => {
    const id = create('Task', { Subject: 'Gone' });
    org.clock.advance(MINUTE);
    const at = org.now();
    org.transact(by(), (tx) => tx.delete('Task', id));
    const { body } = await ask('Task', 'deleted', at - MINUTE, at + 2 * MINUTE);
    expect(body.deletedRecords).toEqual([
      { id, deletedDate: new Date(at).toISOString().replace('Z', '+0000') },
    ]);
    expect(body).toHaveProperty('earliestDateAvailable');
    expect(body).toHaveProperty('latestDateCovered');
  });

  test('of one history table answers for all of them', async () => {
    const account = create('Account', { Name: 'Short-lived' });
    org.transact(by(), (tx) => tx.delete('Account', account));
    const { body } = await ask('CaseHistory', 'deleted', org.now() - MINUTE, org.now() + 2 * MINUTE);
    const rows = org.records('AccountHistory').filter((row) => row.AccountId === account);
    expect(body.deletedRecords.map((row: { id: string }) => row.id)).toEqual(rows.map((row) => row.Id));
  });

  test('and queryAll forget after 15 days', async () => {
    const id = create('Lead', { LastName: 'Old', Company: 'Old' });
    org.transact(by(), (tx) => tx.delete('Lead', id));
    const find = async () =>
      (await fixture.call('olga', 'GET', `/queryAll?q=SELECT+Id+FROM+Lead+WHERE+Id='${id}'`)).body.totalSize;
    expect(await find()).toBe(1);
    org.clock.advance(15 * DAY);
    expect(await find()).toBe(0);
    const { body } = await ask('Lead', 'deleted', org.now() - 20 * DAY, org.now());
    expect(body).toMatchObject([{ errorCode: 'INVALID_REPLICATION_DATE' }]);
  });
});

test('a long transaction loses to whoever changed the record meanwhile', () => {
  const id = create('Contact', { LastName: 'Berg' });
  const running = org.begin(by());
  running.tx.update('Contact', id, { Title: 'CTO' });
  org.transact(by(), (tx) => tx.update('Contact', id, { Title: 'CIO' }));
  expect(() => running.commit()).toThrow('exclusive access');
  expect(org.find('Contact', id)?.Title).toBe('CIO');
  expect(org.openSince()).toBeUndefined();
});
