import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createClock } from '../org/clock.ts';
import { toId18 } from '../org/ids.ts';
import { runAction } from './controlActions.ts';
import { openTestOrg, type TestOrg } from './testOrg.ts';

const START = Date.parse('2026-03-02T09:00:00Z');
const LOADED = 2_000_000;

let fixture: TestOrg;
let deal: string;

beforeAll(async () => {
  fixture = await openTestOrg({ clock: createClock(START) });
  const { org, people } = fixture;
  deal = org.records('Opportunity')[0]!.Id;
  for (const Amount of [1000, 2000, 3000]) {
    org.clock.advance(60_000);
    org.transact({ userId: people.get('jon')!, origin: '' }, (tx) =>
      tx.update('Opportunity', deal, { Amount }),
    );
  }
});
afterAll(() => fixture.running.close());
afterEach(() => runAction(fixture, 'settings', { fieldTracking: { Opportunity: ['Amount'] } }));

const query = async (soql: string, who = 'olga', resource = 'query', headers = {}) =>
  (await fixture.call(who, 'GET', `/${resource}?q=${encodeURIComponent(soql)}`, undefined, headers)).body;

describe('history tables over REST', () => {
  test('values have the JSON type of their field, and lookups can be followed', async () => {
    const { records } = await query(
      `SELECT Field, DataType, OldValue, NewValue, Opportunity.Name, CreatedBy.Name FROM OpportunityFieldHistory WHERE OpportunityId = '${deal}' AND Field = 'Amount' ORDER BY CreatedDate DESC, Id DESC LIMIT 2`,
    );
    expect(records).toMatchObject([
      { OldValue: 2000, NewValue: 3000, DataType: 'Currency', CreatedBy: { Name: 'Jon Park' } },
      { OldValue: 1000, NewValue: 2000, Opportunity: { Name: expect.any(String) } },
    ]);
  });

  test('values cannot be filtered', async () => {
    const [error] = await query('SELECT Id FROM OpportunityFieldHistory WHERE NewValue = 3000');
    expect(error).toMatchObject({ errorCode: 'INVALID_FIELD', message: expect.stringContaining('NewValue') });
  });

  test('describe knows the columns, and that they can be replicated but not written', async () => {
    const { body } = await fixture.call('olga', 'GET', '/sobjects/CaseHistory/describe');
    expect(body).toMatchObject({
      replicateable: true,
      createable: false,
      updateable: false,
      keyPrefix: '017',
    });
    const names = body.fields.map(({ name }: { name: string }) => name);
    expect(names.sort()).toEqual(
      [
        'CaseId',
        'CreatedById',
        'CreatedDate',
        'DataType',
        'Field',
        'Id',
        'IsDeleted',
        'NewValue',
        'OldValue',
      ].sort(),
    );
    const value = body.fields.find(({ name }: { name: string }) => name === 'OldValue');
    expect(value).toMatchObject({ type: 'anyType', filterable: false, groupable: false });
  });

  test('an object that is not tracked has no history, or an empty one', async () => {
    const ask = () => query('SELECT Id FROM LeadHistory');
    runAction(fixture, 'settings', { fieldTracking: { Lead: null } });
    expect(await ask()).toMatchObject([{ errorCode: 'INVALID_TYPE' }]);
    expect(await query('SELECT Id FROM CaseHistory')).toHaveProperty('records');
    runAction(fixture, 'settings', { untrackedHistory: 'empty' });
    expect(await ask()).toHaveProperty('records');
    runAction(fixture, 'settings', { fieldTracking: { Lead: ['Status'] }, untrackedHistory: 'INVALID_TYPE' });
  });

  test('what field-level security hides of a record is hidden in its history too', async () => {
    runAction(fixture, 'permission', { user: 'priya', object: 'Opportunity', field: 'Amount', on: false });
    const count = async (who: string) =>
      (await query(`SELECT Id FROM OpportunityFieldHistory WHERE Field = 'Amount'`, who)).totalSize;
    expect(await count('olga')).toBe(3);
    expect(await count('priya')).toBe(0);
    expect(await query('SELECT PrevAmount FROM OpportunityHistory', 'priya')).toMatchObject([
      { errorCode: 'INVALID_FIELD' },
    ]);
    runAction(fixture, 'permission', { user: 'priya', object: 'Opportunity', access: 'read', on: false });
    expect(await query('SELECT Id FROM OpportunityHistory', 'priya')).toMatchObject([
      { errorCode: 'INVALID_TYPE' },
    ]);
  });
});

describe('two million rows of history', () => {
  const at = (index: number): number => START - (LOADED - index) * 20;
  const id = (index: number): string => toId18(`017gK0${String(index).padStart(9, '0')}`);
  let made = 0;

  beforeAll(() => {
    fixture.org.loadHistory('ContactHistory', {
      count: LOADED,
      at: (index) => {
        made += 1;
        return {
          Id: id(index),
          ContactId: fixture.org.records('Contact')[0]!.Id,
          CreatedById: fixture.people.get('jon')!,
          CreatedDate: Math.floor(at(index) / 1000) * 1000,
          Field: 'Title',
          DataType: 'Text',
          OldValue: null,
          NewValue: `T${index}`,
          IsDeleted: false,
        };
      },
    });
  });
  afterAll(() => fixture.org.loadHistory('ContactHistory', { count: 0, at: () => ({ Id: '' }) }));

  const iso = (ms: number) => new Date(ms).toISOString();

  test('are paged by a key without being read', async () => {
    const from = Math.floor(at(1_000_000) / 1000) * 1000;
    const seen: string[] = [];
    let key = '';
    made = 0;
    for (let page = 0; page < 3; page += 1) {
      const { records } = await query(
        `SELECT Id, CreatedDate FROM ContactHistory WHERE CreatedDate >= ${iso(from)}${key} ORDER BY CreatedDate, Id LIMIT 2000`,
      );
      seen.push(...records.map((row: { Id: string }) => row.Id));
      const last = records.at(-1);
      const stamp = last.CreatedDate.replace('+0000', 'Z');
      key = ` AND (CreatedDate > ${stamp} OR (CreatedDate = ${stamp} AND Id > '${last.Id}'))`;
    }
    expect(new Set(seen).size).toBe(6000);
    expect(seen).toEqual([...seen].sort());
    expect(made).toBeLessThan(40_000);
  });

  test('are paged newest first too, and by a locator that keeps what it saw', async () => {
    const span = `CreatedDate >= ${iso(START - 100_000)} AND CreatedDate < ${iso(START)}`;
    const newest = await query(
      `SELECT NewValue FROM ContactHistory WHERE ${span} ORDER BY CreatedDate DESC, Id DESC LIMIT 2`,
    );
    expect(newest.records.map((row: { NewValue: string }) => row.NewValue)).toEqual(['T1999999', 'T1999998']);
    const first = await query(`SELECT NewValue FROM ContactHistory WHERE ${span}`, 'olga', 'queryAll', {
      'sforce-query-options': 'batchSize=200',
    });
    expect(first).toMatchObject({ totalSize: 5000, done: false });
    expect(first.records).toHaveLength(200);
    const next = await fixture.call('olga', 'GET', first.nextRecordsUrl.replace(/^.*v66\.0/, ''));
    expect(next.body.records).toHaveLength(2000);
    expect(next.body.records[0].NewValue).toBe('T1995200');
  });
});
