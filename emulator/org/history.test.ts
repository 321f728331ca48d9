import { beforeEach, describe, expect, test } from 'vitest';
import { createClock } from './clock.ts';
import { convertLead } from './conversions.ts';
import type { Org } from './org.ts';
import { seedOrg } from './seed.ts';
import type { CommittedChange } from './types.ts';

const START = Date.parse('2026-03-02T09:00:00.750Z');

let org: Org;
let people: ReadonlyMap<string, string>;
let changes: CommittedChange[];

beforeEach(() => {
  const seeded = seedOrg({ clock: createClock(START) });
  ({ org, people } = seeded);
  changes = [];
  org.onChange((change) => changes.push(change));
});

const user = (key: string) => people.get(key)!;
const by = (key = 'jon') => ({ userId: user(key), origin: '' });
const rowsOf = (table: string, parent: string) =>
  org.records(table).filter((row) => Object.values(row).includes(parent));
const told = (table: string, parent: string) =>
  rowsOf(table, parent).map(({ Field, OldValue, NewValue }) => [Field, OldValue, NewValue]);
const create = (object: string, values: Record<string, string | number | null>) =>
  org.transact(by(), (tx) => tx.create(object, values));
const newDeal = () =>
  create('Opportunity', { Name: 'Pumps', StageName: 'Prospecting', Amount: 500, CloseDate: '2026-05-01' });

describe('field history', () => {
  test('is written by the transaction that publishes the event, with the same second and user', () => {
    const id = newDeal();
    org.clock.advance(60_000);
    org.transact(by('mara'), (tx) => tx.update('Opportunity', id, { Amount: 900, CloseDate: '2026-06-30' }));
    const [created, ...rows] = rowsOf('OpportunityFieldHistory', id);
    expect(created).toMatchObject({
      Field: 'created',
      OldValue: null,
      NewValue: null,
      CreatedById: user('jon'),
    });
    expect(rows).toEqual([
      expect.objectContaining({ Field: 'Amount', DataType: 'Currency', OldValue: 500, NewValue: 900 }),
      expect.objectContaining({ DataType: 'DateOnly', OldValue: '2026-05-01', NewValue: '2026-06-30' }),
    ]);
    for (const row of rows) {
      expect(row.Id).toMatch(/^017/);
      expect(row).toMatchObject({ OpportunityId: id, CreatedById: user('mara'), IsDeleted: false });
      expect(row.CreatedDate).toBe(changes.at(-1)?.commitTimestamp);
    }
  });

  test('has a row for each save of a transaction whose event tells the last state only', () => {
    const id = newDeal();
    changes.length = 0;
    org.transact(by(), (tx) => {
      tx.update('Opportunity', id, { NextStep: 'Call' });
      tx.update('Opportunity', id, { NextStep: 'Meet' });
    });
    expect(changes.map(({ values }) => values.NextStep)).toEqual(['Meet']);
    expect(told('OpportunityFieldHistory', id).slice(1)).toEqual([
      ['NextStep', null, 'Call'],
      ['NextStep', 'Call', 'Meet'],
    ]);
  });

  test('has nothing of a transaction that fails', () => {
    const id = newDeal();
    expect(() =>
      org.transact(by(), (tx) => {
        tx.update('Opportunity', id, { Amount: 1 });
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(told('OpportunityFieldHistory', id)).toEqual([['created', null, null]]);
  });

  test('tells a lookup twice: by name and by id', () => {
    const id = newDeal();
    org.transact(by(), (tx) => tx.update('Opportunity', id, { OwnerId: user('lea') }));
    expect(rowsOf('OpportunityFieldHistory', id).slice(1)).toEqual([
      expect.objectContaining({
        Field: 'Owner',
        DataType: 'Text',
        OldValue: 'Jon Park',
        NewValue: 'Lea Novak',
      }),
      expect.objectContaining({
        Field: 'Owner',
        DataType: 'EntityId',
        OldValue: user('jon'),
        NewValue: user('lea'),
      }),
    ]);
  });

  test('keeps of a long text that it changed, of an address its columns, of a name its parts', () => {
    const id = create('Contact', { LastName: 'Berg', MailingCity: 'Ulm' });
    const account = create('Account', { Name: 'Ulm Pumps' });
    org.transact(by(), (tx) => {
      tx.update('Contact', id, { MailingCity: 'Bonn', FirstName: 'Ida', Birthdate: '1990-01-01' });
      tx.update('Account', account, { Description: 'x'.repeat(300), AnnualRevenue: 5 });
    });
    expect(told('ContactHistory', id).slice(1)).toEqual([
      ['FirstName', null, 'Ida'],
      ['MailingCity', 'Ulm', 'Bonn'],
    ]);
    expect(told('AccountHistory', account).slice(1)).toEqual([
      ['AnnualRevenue', null, 5],
      ['Description', null, null],
    ]);
  });

  test('a case tells who took it from the queue, what a rule assigned and escalated, and that it was closed', () => {
    const queue = org.records('Group')[0]!.Id;
    const id = create('Case', { Subject: 'Leak', OwnerId: queue });
    org.transact(by('bruno'), (tx) => tx.update('Case', id, { OwnerId: user('bruno') }));
    org.transact(by('automated'), (tx) => tx.update('Case', id, { OwnerId: user('anna') }));
    org.transact(by('automated'), (tx) =>
      tx.update('Case', id, { OwnerId: user('ines'), IsEscalated: true }),
    );
    org.transact(by('ines'), (tx) => tx.update('Case', id, { Status: 'Closed' }));
    const fields = told('CaseHistory', id).map(([field]) => field);
    expect(new Set(fields)).toEqual(
      new Set([
        'created',
        'ownerAccepted',
        'ownerAssignment',
        'ownerEscalated',
        'IsEscalated',
        'Status',
        'closed',
      ]),
    );
    expect(told('CaseHistory', id)).toContainEqual(['ownerAccepted', 'Support Queue', 'Bruno Costa']);
    expect(told('CaseHistory', id)).toContainEqual(['IsEscalated', false, true]);
  });

  test('a converted lead and what it became say so', () => {
    const lead = create('Lead', { LastName: 'Ode', Company: 'Ode Foods' });
    const became = org.transact(by(), (tx) => convertLead(tx, lead, { now: org.now() }));
    expect(told('LeadHistory', lead)).toContainEqual(['leadConverted', null, null]);
    expect(told('AccountHistory', became.accountId)).toEqual([['accountCreatedFromLead', null, null]]);
    expect(told('ContactHistory', became.contactId)).toEqual([['contactCreatedFromLead', null, null]]);
    expect(told('OpportunityFieldHistory', became.opportunityId!)).toEqual([
      ['opportunityCreatedFromLead', null, null],
    ]);
  });

  test('keeps what is ticked and no more', () => {
    org.settings.fieldTracking = { ...org.settings.fieldTracking, Opportunity: ['Amount'], Account: null };
    const id = newDeal();
    org.transact(by(), (tx) => tx.update('Opportunity', id, { Amount: 1, Name: 'Other' }));
    expect(told('OpportunityFieldHistory', id)).toEqual([
      ['created', null, null],
      ['Amount', 500, 1],
    ]);
    expect(rowsOf('AccountHistory', create('Account', { Name: 'Silent' }))).toEqual([]);
  });
});

describe('stage history', () => {
  test('has what a deal was at creation and after each change of stage, amount, close date or probability', () => {
    org.settings.fieldTracking = { ...org.settings.fieldTracking, Opportunity: null };
    const id = newDeal();
    org.transact(by(), (tx) => tx.update('Opportunity', id, { NextStep: 'Call' }));
    org.transact(by('lea'), (tx) => tx.update('Opportunity', id, { StageName: 'Closed Won', Amount: 700 }));
    const [first, second, ...more] = rowsOf('OpportunityHistory', id);
    expect(more).toEqual([]);
    expect(first).toMatchObject({ StageName: 'Prospecting', Amount: 500, PrevAmount: null, Probability: 10 });
    expect(second).toMatchObject({
      StageName: 'Closed Won',
      Amount: 700,
      PrevAmount: 500,
      CloseDate: '2026-05-01',
      PrevCloseDate: '2026-05-01',
      ExpectedRevenue: 700,
      ForecastCategory: 'Closed',
      CreatedById: user('lea'),
    });
    expect(second?.Id).toMatch(/^008/);
  });
});

test('history is deleted with its record and comes back with it', () => {
  const id = newDeal();
  const deleted = () => rowsOf('OpportunityFieldHistory', id).map((row) => row.IsDeleted);
  org.transact(by(), (tx) => tx.delete('Opportunity', id));
  expect(deleted()).toEqual([true]);
  org.transact(by(), (tx) => tx.undelete('Opportunity', id));
  expect(deleted()).toEqual([false]);
});
