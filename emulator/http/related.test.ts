import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClock } from '../org/clock.ts';
import { openTestOrg, type TestOrg } from './testOrg.ts';

const START = Date.parse('2026-03-02T09:00:00Z');

let fixture: TestOrg;
const ids: Record<string, string> = {};

beforeAll(async () => {
  fixture = await openTestOrg({ clock: createClock(START) });
  const { org, people } = fixture;
  org.transact({ userId: people.get('jon')!, origin: '' }, (tx) => {
    const deal = (account: string, stage: string, amount: number | null) =>
      tx.create('Opportunity', {
        ...{ AccountId: ids[account]!, Name: `${account} deal`, StageName: stage },
        ...{ CloseDate: '2026-04-01', ...(amount !== null && { Amount: amount }) },
      });
    for (const name of ['North', 'South']) ids[name] = tx.create('Account', { Name: name });
    ids.northDeal = deal('North', 'Prospecting', 100);
    deal('North', 'Qualification', 300);
    deal('South', 'Prospecting', null);
    for (const name of ['Ada', 'Ben']) tx.create('Contact', { LastName: name, AccountId: ids.North! });
  });
});
afterAll(() => fixture.running.close());

const query = async (soql: string, who = 'olga') =>
  fixture.call(who, 'GET', `/query?q=${encodeURIComponent(soql)}`);
const rows = async (soql: string): Promise<Record<string, unknown>[]> => {
  const { status, body } = await query(soql);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body.records;
};
const ours = `Account.Name IN ('North', 'South')`;

describe('aggregates', () => {
  test('are told group by group, under their alias or as expr0, expr1', async () => {
    const found = await rows(
      `SELECT StageName, COUNT(Id), SUM(Amount) total, MAX(Amount) FROM Opportunity WHERE ${ours}
       GROUP BY StageName ORDER BY StageName`,
    );
    const attributes = { type: 'AggregateResult' };
    expect(found).toEqual([
      { attributes, StageName: 'Prospecting', expr0: 2, total: 100, expr1: 100 },
      { attributes, StageName: 'Qualification', expr0: 1, total: 300, expr1: 300 },
    ]);
  });

  test('follow lookups, and LIMIT is of the groups', async () => {
    const found = await rows(
      `SELECT Account.Name, AVG(Amount) a, MIN(Amount) b FROM Opportunity WHERE ${ours}
       GROUP BY Account.Name ORDER BY Account.Name DESC LIMIT 1`,
    );
    expect(found).toMatchObject([{ Name: 'South', a: null, b: null }]);
  });

  test('of everything are one row, moments as REST writes them', async () => {
    const found = await rows(`SELECT MAX(SystemModstamp) newest, COUNT() FROM Opportunity WHERE ${ours}`);
    expect(found).toMatchObject([{ newest: '2026-03-02T09:00:00.000+0000', expr0: 3 }]);
  });

  test.each([
    [
      'SELECT Name, COUNT(Id) FROM Opportunity GROUP BY StageName',
      'Field must be grouped or aggregated: Name',
    ],
    ['SELECT Amount FROM Opportunity GROUP BY Amount', "field 'Amount' can not be grouped in a query call"],
    ['SELECT SUM(Name) FROM Opportunity', 'field Name does not support aggregate operator SUM'],
    [
      'SELECT COUNT(Id) FROM Opportunity LIMIT 1',
      'Non-grouped query that uses overall aggregate functions cannot also use LIMIT',
    ],
    [
      'SELECT StageName FROM Opportunity GROUP BY StageName ORDER BY Name',
      'Ordered field must be grouped: name',
    ],
    [
      'SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Opportunity GROUP BY AccountId)',
      'GROUP BY is not for a query inside of another',
    ],
  ])('%s is refused', async (soql, message) => {
    const { status, body } = await query(soql);
    expect([status, body[0]]).toEqual([400, { errorCode: 'MALFORMED_QUERY', message }]);
  });
});

describe('child records', () => {
  test('come with their parent, in order and no more than asked; none is null', async () => {
    const found = await rows(
      `SELECT Name, (SELECT LastName FROM Contacts ORDER BY LastName DESC LIMIT 1), (SELECT Id FROM opportunities)
       FROM Account WHERE Name IN ('North', 'South') ORDER BY Name`,
    );
    expect(found).toMatchObject([
      {
        Name: 'North',
        Contacts: { totalSize: 1, done: true, records: [{ LastName: 'Ben' }] },
        Opportunities: { totalSize: 2, done: true },
      },
      { Name: 'South', Contacts: null, Opportunities: { totalSize: 1 } },
    ]);
  });

  test('are those that describe names', async () => {
    const { body } = await fixture.call('olga', 'GET', '/sobjects/Event/describe');
    const found = body.childRelationships.map((each: Record<string, string>) => [
      each.relationshipName,
      `${each.childSObject}.${each.field}`,
    ]);
    expect(found).toEqual([
      ['EventRelations', 'EventRelation.EventId'],
      ['ContentDocumentLinks', 'ContentDocumentLink.LinkedEntityId'],
    ]);
    const { status, body: refused } = await query('SELECT Id, (SELECT Id FROM Pets) FROM Event');
    expect([status, refused[0].errorCode]).toEqual([400, 'INVALID_TYPE']);
    expect(refused[0].message).toContain("Didn't understand relationship 'Pets' in FROM part of query call.");
  });

  test('show comments of a post to those who may not query them alone', async () => {
    const { org, people } = fixture;
    const post = org.transact({ userId: people.get('jon')!, origin: '' }, (tx) => {
      const id = tx.create('FeedItem', { ParentId: ids.northDeal!, Body: 'Hello' });
      tx.create('FeedComment', { FeedItemId: id, CommentBody: 'Hello too' });
      return id;
    });
    const soql = `SELECT Id, (SELECT CreatedById FROM FeedComments) FROM FeedItem WHERE Id = '${post}'`;
    expect((await query('SELECT Id FROM FeedComment', 'jon')).status).toBe(400);
    const { body } = await query(soql, 'jon');
    expect(body.records).toMatchObject([{ FeedComments: { records: [{ CreatedById: people.get('jon') }] } }]);
  });
});

describe('a batch', () => {
  const batch = (batchRequests: unknown, more: object = {}) =>
    fixture.call('olga', 'POST', '/composite/batch', { batchRequests, ...more });
  const get = (url: string) => ({ method: 'GET', url });

  test('answers each of its calls, and each of them counts', async () => {
    const before = fixture.org.usage.apiRequests;
    const { status, body } = await batch([
      get('v66.0/limits'),
      get('/services/data/v66.0/sobjects/Nothing'),
      get(`v66.0/sobjects/Account/${ids.North}?fields=Name`),
    ]);
    expect([status, body.hasErrors]).toEqual([200, true]);
    expect(body.results.map((each: { statusCode: number }) => each.statusCode)).toEqual([200, 404, 200]);
    expect(body.results[2].result.Name).toBe('North');
    expect(fixture.org.usage.apiRequests - before).toBe(3);
  });

  test('stops at a mistake where it is told to, and holds no other batch', async () => {
    const { body } = await batch([get('v66.0/composite/batch'), get('v66.0/limits')], { haltOnError: true });
    const codes = body.results.map((each: { statusCode: number }) => each.statusCode);
    expect(codes).toEqual([404, 412]);
  });

  test('of none, or of more than 25, is refused', async () => {
    expect((await batch([])).status).toBe(400);
    expect((await batch(Array(26).fill(get('v66.0/limits')))).status).toBe(400);
  });
});
