import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClock } from '../org/clock.ts';
import type { Org } from '../org/org.ts';
import type { CommittedChange } from '../org/types.ts';
import { type ActionName, runAction } from './controlActions.ts';
import { openTestOrg, type TestOrg } from './testOrg.ts';

const START = Date.parse('2026-03-02T09:00:00Z');
const MINUTE = 60_000;
const DAY = 86_400_000;

let fixture: TestOrg;
let org: Org;
const changes: CommittedChange[] = [];

beforeAll(async () => {
  fixture = await openTestOrg({ clock: createClock(START) });
  ({ org } = fixture);
  org.onChange((change) => changes.push(change));
});
afterAll(() => fixture.running.close());

// biome-ignore lint/suspicious/noExplicitAny: tests read what they expect out of any answer
const act = (name: ActionName, input: object): any => runAction(fixture, name, input);
const find = async (soql: string, resource = 'queryAll') =>
  (await fixture.call('olga', 'GET', `/${resource}?q=${encodeURIComponent(soql)}`)).body.records;

describe('stamps', () => {
  test('a touch by the system moves SystemModstamp alone, and nobody hears of it', () => {
    const before = org.records('Account')[0]!;
    org.clock.advance(MINUTE);
    changes.length = 0;
    act('touch', { user: 'automated', object: 'Account', ids: [before.Id] });
    const at = Math.floor(org.now() / 1000) * 1000;
    expect(org.find('Account', before.Id)).toEqual({ ...before, SystemModstamp: at });
    expect(changes).toEqual([]);
  });

  test('an import with audit fields says when and by whom it was, SystemModstamp says now', async () => {
    const stamps = { CreatedDate: '2019-05-01T08:00:00Z', LastModifiedDate: '2020-06-01T08:00:00Z' };
    const { ids } = act('import', {
      user: 'integration',
      object: 'Lead',
      records: [{ LastName: 'A', Company: 'B', ...stamps }],
    });
    const [row] = await find(
      `SELECT CreatedDate, LastModifiedDate, SystemModstamp FROM Lead WHERE Id = '${ids[0]}'`,
    );
    expect(row).toMatchObject({
      CreatedDate: '2019-05-01T08:00:00.000+0000',
      LastModifiedDate: '2020-06-01T08:00:00.000+0000',
    });
    expect(Date.parse(row.SystemModstamp.replace('+0000', 'Z'))).toBe(Math.floor(org.now() / 1000) * 1000);
  });

  test('over REST only who may set audit fields says when a record was made', async () => {
    const lead = { LastName: 'A', Company: 'B', CreatedDate: '2019-05-01T08:00:00Z' };
    expect((await fixture.call('lea', 'POST', '/sobjects/Lead', lead)).body[0].errorCode).toBe(
      'INVALID_FIELD_FOR_INSERT_UPDATE',
    );
    act('permission', { user: 'lea', permission: 'CreateAuditFields', on: true });
    const { body } = await fixture.call('lea', 'POST', '/sobjects/Lead', lead);
    expect(org.find('Lead', body.id)?.CreatedDate).toBe(Date.parse(lead.CreatedDate));
  });
});

describe('transactions that commit late', () => {
  test('stamp their rows with the time of the save, and their events with that of the commit', () => {
    const { ids } = act('change', {
      user: 'jon',
      action: 'create',
      object: 'Contact',
      values: { LastName: 'Late' },
      minutesOld: 12,
    });
    const now = Math.floor(org.now() / 1000) * 1000;
    expect(org.find('Contact', ids[0])?.SystemModstamp).toBe(now - 12 * MINUTE);
    expect(changes.at(-1)).toMatchObject({ recordIds: ids, commitTimestamp: now });
    expect(org.records('ContactHistory').find((row) => row.ContactId === ids[0])?.CreatedDate).toBe(
      now - 12 * MINUTE,
    );
  });

  test('are begun and committed by the control API, and undone', async () => {
    const values = { Subject: 'Open' };
    const begun = act('begin', { user: 'jon', action: 'create', object: 'Task', values });
    expect(await find(`SELECT Id FROM Task WHERE Id = '${begun.ids[0]}'`)).toEqual([]);
    org.clock.advance(5 * MINUTE);
    act('commit', { transaction: begun.transaction });
    expect(await find(`SELECT Id FROM Task WHERE Id = '${begun.ids[0]}'`)).toHaveLength(1);
    const undone = act('begin', { user: 'jon', action: 'create', object: 'Task', values });
    act('commit', { transaction: undone.transaction, undo: true });
    expect(org.find('Task', undone.ids[0])).toBeUndefined();
    expect(() => act('commit', { transaction: 99 })).toThrow('no transaction');
  });
});

describe('activities', () => {
  test('of a year ago are archived: only queryAll finds them, and their events are gaps', async () => {
    const old = { ActivityDate: new Date(START - 400 * DAY).toISOString().slice(0, 10) };
    const create = (object: string, values: object) =>
      act('change', { user: 'jon', action: 'create', object, values }).ids[0];
    const event = create('Event', { Subject: 'Long ago', DurationInMinutes: 30, ...old });
    const open = create('Task', { Subject: 'Still open', ...old });
    const done = create('Task', { Subject: 'Done', Status: 'Completed', ...old });
    const before = org.find('Event', event)!;
    changes.length = 0;
    expect(act('archive', {})).toEqual({ archived: 2 });
    expect(org.find('Event', event)?.LastModifiedDate).toBe(before.LastModifiedDate);
    const soql = (object: string, id: string) => `SELECT IsArchived FROM ${object} WHERE Id = '${id}'`;
    expect(await find(soql('Event', event), 'query')).toEqual([]);
    expect(await find(soql('Event', event))).toMatchObject([{ IsArchived: true }]);
    expect(await find(soql('Task', done), 'query')).toEqual([]);
    expect(await find(soql('Task', open), 'query')).toMatchObject([{ IsArchived: false }]);
    expect(changes.map(({ changeType }) => changeType)).toEqual(['GAP_UPDATE', 'GAP_UPDATE']);
  });

  test('an e-mail that a person sends is a closed task too, which it names; one that comes in is not', async () => {
    const deal = org.records('Opportunity')[0]!.Id;
    const email = { Subject: 'Offer', RelatedToId: deal, ToAddress: 'a@b.example' };
    const sent = (await fixture.call('jon', 'POST', '/sobjects/EmailMessage', email)).body.id;
    const [row] = await find(`SELECT ActivityId, Activity.Subject FROM EmailMessage WHERE Id = '${sent}'`);
    expect(org.find('Task', row.ActivityId)).toMatchObject({
      Subject: 'Email: Offer',
      TaskSubtype: 'Email',
      Status: 'Completed',
      WhatId: deal,
      OwnerId: fixture.people.get('jon'),
    });
    const caseId = org.records('Case')[0]!.Id;
    const incoming = { Subject: 'Help', ParentId: caseId, Incoming: true };
    const received = (await fixture.call('jon', 'POST', '/sobjects/EmailMessage', incoming)).body.id;
    const [got] = await find(
      `SELECT ActivityId, Parent.OwnerId, Parent.CaseNumber FROM EmailMessage WHERE Id = '${received}'`,
    );
    expect(got).toMatchObject({ ActivityId: null, Parent: { OwnerId: org.find('Case', caseId)?.OwnerId } });
    act('settings', { enhancedEmail: false });
    const plain = (await fixture.call('jon', 'POST', '/sobjects/EmailMessage', email)).body.id;
    expect(org.find('EmailMessage', plain)?.ActivityId).toBeNull();
    act('settings', { enhancedEmail: true });
  });
});

test('the control API tells what the org still records of a period, and refuses one without an end', async () => {
  const { ids } = act('change', {
    user: 'jon',
    action: 'create',
    object: 'Task',
    values: { Subject: 'Told' },
  });
  const ask = async (query: Record<string, string>) => {
    const response = await fetch(`${fixture.running.url}/control/api/evidence?${new URLSearchParams(query)}`);
    return { status: response.status, body: (await response.json()) as { items: { id: string }[] } };
  };
  const now = new Date(org.now()).toISOString();
  const from = new Date(org.now() - DAY).toISOString();
  const { body } = await ask({ from, to: now, connectedAt: now, looks: `${from},${now}` });
  expect(body.items.find(({ id }) => id === ids[0])).toEqual({
    object: 'Task',
    id: ids[0],
    userId: fixture.people.get('jon'),
    at: new Date(Math.floor(org.now() / 1000) * 1000).toISOString(),
    committedAt: new Date(Math.floor(org.now() / 1000) * 1000).toISOString(),
    kind: 'created',
    fields: [],
    sources: ['createdDate'],
    transactionKey: expect.any(String),
    origin: expect.stringContaining('SfdcInternalAPI'),
  });
  expect((await ask({ from, connectedAt: now })).status).toBe(400);
});

test('five thousand rows of one second are paged by their key, each of them once', async () => {
  org.clock.advance(MINUTE);
  act('burst', { user: 'jon', count: 5000, perTransaction: 5000 });
  const { SystemModstamp } = (
    await find('SELECT SystemModstamp FROM Task ORDER BY SystemModstamp DESC, Id DESC LIMIT 1')
  )[0];
  const stamp = SystemModstamp.replace('+0000', 'Z');
  const seen = new Set<string>();
  let key = `SystemModstamp >= ${stamp}`;
  for (let page = 0; page < 4; page += 1) {
    const rows = await find(`SELECT Id FROM Task WHERE ${key} ORDER BY SystemModstamp, Id LIMIT 2000`);
    for (const row of rows) {
      expect(seen.has(row.Id)).toBe(false);
      seen.add(row.Id);
    }
    if (rows.length < 2000) break;
    key = `(SystemModstamp > ${stamp} OR (SystemModstamp = ${stamp} AND Id > '${rows.at(-1).Id}'))`;
  }
  expect(seen.size).toBe(5000);
});

test('the control API merges, and what was merged can be brought back', () => {
  const [master, loser] = org.records('Lead').map((row) => row.Id) as [string, string];
  act('merge', { user: 'jon', object: 'Lead', master, losers: [loser], values: { Rating: 'Hot' } });
  expect(org.find('Lead', loser)).toMatchObject({ IsDeleted: true, MasterRecordId: master });
  act('change', { user: 'jon', action: 'undelete', object: 'Lead', ids: [loser] });
  expect(org.find('Lead', loser)?.IsDeleted).toBe(false);
});

test('a comment leaves who wrote a post and when alone; an edit says so itself', () => {
  const deal = org.records('Opportunity')[0]!.Id;
  const post = act('change', {
    user: 'jon',
    action: 'create',
    object: 'FeedItem',
    values: { ParentId: deal, Body: 'Hi' },
  }).ids[0];
  const before = org.find('FeedItem', post)!;
  org.clock.advance(MINUTE);
  act('change', {
    user: 'lea',
    action: 'create',
    object: 'FeedComment',
    values: { FeedItemId: post, CommentBody: 'Yo' },
  });
  expect(org.find('FeedItem', post)).toMatchObject({
    CommentCount: 1,
    LastModifiedDate: before.LastModifiedDate,
    LastEditDate: null,
  });
  act('change', { user: 'lea', object: 'FeedItem', ids: [post], values: { Body: 'Hello' } });
  expect(org.find('FeedItem', post)).toMatchObject({ LastEditById: fixture.people.get('lea'), Revision: 2 });
});
