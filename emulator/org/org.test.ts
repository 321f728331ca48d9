import { beforeEach, describe, expect, test } from 'vitest';
import { createClock } from './clock.ts';
import type { Org } from './org.ts';
import { seedOrg } from './seed.ts';
import type { CommittedChange } from './types.ts';

const START = Date.parse('2026-03-02T09:00:00.750Z');

let org: Org;
let jon: string;
let mara: string;
let changes: CommittedChange[];

beforeEach(() => {
  const seeded = seedOrg({ clock: createClock(START) });
  org = seeded.org;
  jon = seeded.people.get('jon')!;
  mara = seeded.people.get('mara')!;
  changes = [];
  org.onChange((change) => changes.push(change));
});

const by = (userId: string) => ({ userId, origin: '' });

function createContact(): string {
  const id = org.transact(by(jon), (tx) =>
    tx.create('Contact', { FirstName: 'Ada', LastName: 'Berg', MailingCity: 'Ulm' }),
  );
  org.clock.advance(5000);
  return id;
}

describe('change events of a transaction', () => {
  test('a create lists every field and stamps whole seconds', () => {
    const id = createContact();
    const [change] = changes;
    expect(change).toMatchObject({
      entity: 'Contact',
      changeType: 'CREATE',
      recordIds: [id],
      changed: [],
      sequenceNumber: 1,
      commitUser: jon,
    });
    expect(change?.values).toMatchObject({
      FirstName: 'Ada',
      MailingCity: 'Ulm',
      Phone: null,
      CreatedDate: START - 750,
    });
    expect(change?.values).not.toHaveProperty('SystemModstamp');
    expect(change?.commitTimestamp).toBe(START - 750);
  });

  test('an update carries what changed, parts of compounds by their parent', () => {
    const id = createContact();
    org.transact(by(jon), (tx) =>
      tx.update('Contact', id, { FirstName: 'Ida', MailingCity: null, Phone: '1' }),
    );
    expect(changes[1]).toMatchObject({
      changeType: 'UPDATE',
      changed: ['Name.FirstName', 'MailingAddress.City', 'Phone', 'LastModifiedDate'],
      nulled: ['MailingAddress.City'],
    });
    expect(org.find('Contact', id)?.Name).toBe('Ida Berg');
  });

  test('LastModifiedById is there only when another user changes the record', () => {
    const id = createContact();
    org.transact(by(mara), (tx) => tx.update('Contact', id, { Title: 'CTO' }));
    org.transact(by(mara), (tx) => tx.update('Contact', id, { Title: 'CIO' }));
    expect(changes[1]?.changed).toEqual(['Title', 'LastModifiedDate', 'LastModifiedById']);
    expect(changes[2]?.changed).toEqual(['Title', 'LastModifiedDate']);
  });

  test('several operations on one record are one event with the final values', () => {
    org.transact(by(jon), (tx) => {
      const id = tx.create('Contact', { LastName: 'First' });
      tx.update('Contact', id, { LastName: 'Second' });
    });
    expect(changes).toHaveLength(1);
    expect(changes[0]).toMatchObject({ changeType: 'CREATE', values: { LastName: 'Second' } });
  });

  test('the same change of several records is one event, a different one is another', () => {
    const ids = [createContact(), createContact(), createContact()];
    changes.length = 0;
    org.transact(by(jon), (tx) => {
      tx.update('Contact', ids[0]!, { Title: 'CFO' });
      tx.update('Contact', ids[1]!, { Title: 'CEO' });
      tx.update('Contact', ids[2]!, { Title: 'CFO' });
    });
    expect(changes.map((each) => [each.recordIds, each.sequenceNumber])).toEqual([
      [[ids[0], ids[2]], 1],
      [[ids[1]], 2],
    ]);
    expect(changes[0]?.transactionKey).toBe(changes[1]?.transactionKey);
  });

  test('delete has an empty body, undelete a full one', () => {
    const id = createContact();
    org.transact(by(jon), (tx) => tx.delete('Contact', id));
    org.transact(by(jon), (tx) => tx.undelete('Contact', id));
    expect(changes[1]).toMatchObject({ changeType: 'DELETE', values: {}, changed: [] });
    expect(changes[2]).toMatchObject({ changeType: 'UNDELETE', values: { LastName: 'Berg' } });
  });

  test('a transaction that throws changes nothing and tells nobody', () => {
    const before = org.records('Contact').length;
    const fails = () =>
      org.transact(by(jon), (tx) => {
        tx.create('Contact', { LastName: 'Gone' });
        tx.create('Contact', { FirstName: 'Nameless' });
      });
    expect(fails).toThrow('Required fields are missing: [LastName]');
    expect(org.records('Contact')).toHaveLength(before);
    expect(changes).toEqual([]);
  });

  test('commit numbers rise beyond what a double can count', () => {
    createContact();
    createContact();
    expect(changes[0]!.commitNumber).toBeGreaterThan(2n ** 53n);
    expect(changes[1]!.commitNumber).toBeGreaterThan(changes[0]!.commitNumber);
  });
});

describe('derived fields', () => {
  test('a stage sets probability, forecast and the end of the deal', () => {
    const id = org.transact(by(jon), (tx) =>
      tx.create('Opportunity', {
        Name: 'Deal',
        StageName: 'Prospecting',
        CloseDate: '2026-05-01',
        Amount: 1000,
      }),
    );
    expect(org.find('Opportunity', id)).toMatchObject({
      Probability: 10,
      ExpectedRevenue: 100,
      IsClosed: false,
      ForecastCategoryName: 'Pipeline',
    });
    org.transact(by(jon), (tx) => tx.update('Opportunity', id, { StageName: 'Closed Won' }));
    expect(org.find('Opportunity', id)).toMatchObject({
      Probability: 100,
      ExpectedRevenue: 1000,
      IsClosed: true,
      IsWon: true,
      ForecastCategory: 'Closed',
    });
  });

  test('closing a case and a task stamps when', () => {
    const caseId = org.transact(by(jon), (tx) => tx.create('Case', { Subject: 'Help' }));
    const task = org.transact(by(jon), (tx) => tx.create('Task', { Subject: 'Do' }));
    org.clock.advance(60_000);
    org.transact(by(jon), (tx) => {
      tx.update('Case', caseId, { Status: 'Closed' });
      tx.update('Task', task, { Status: 'Completed' });
    });
    const at = START - 750 + 60_000;
    expect(org.find('Case', caseId)).toMatchObject({
      IsClosed: true,
      ClosedDate: at,
      CaseNumber: expect.stringMatching(/^\d{8}$/),
    });
    expect(org.find('Task', task)).toMatchObject({ IsClosed: true, CompletedDateTime: at });
  });

  test('an event has its start and end from either pair of fields', () => {
    const start = START - 750;
    const one = org.transact(by(jon), (tx) =>
      tx.create('Event', { Subject: 'A', StartDateTime: start, EndDateTime: start + 1_800_000 }),
    );
    expect(org.find('Event', one)).toMatchObject({
      ActivityDateTime: start,
      DurationInMinutes: 30,
      ActivityDate: '2026-03-02',
    });
    const two = org.transact(by(jon), (tx) =>
      tx.create('Event', { Subject: 'B', ActivityDateTime: start, DurationInMinutes: 45 }),
    );
    expect(org.find('Event', two)).toMatchObject({ StartDateTime: start, EndDateTime: start + 2_700_000 });
  });

  test('a lookup to a missing record or to the wrong kind is refused', () => {
    const account = org.records('Account')[0]!.Id;
    expect(() =>
      org.transact(by(jon), (tx) => tx.create('Contact', { LastName: 'X', AccountId: '001gK0999999999AAA' })),
    ).toThrow('invalid cross reference id');
    expect(() =>
      org.transact(by(jon), (tx) => tx.create('Contact', { LastName: 'X', ReportsToId: account })),
    ).toThrow('id value of incorrect type');
  });
});
