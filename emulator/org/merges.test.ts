import { beforeEach, expect, test } from 'vitest';
import { createClock } from './clock.ts';
import { mergeRecords } from './merges.ts';
import type { Org } from './org.ts';
import { seedOrg } from './seed.ts';
import type { CommittedChange } from './types.ts';

const START = Date.parse('2026-03-02T09:00:00Z');

let org: Org;
let jon: string;
let changes: CommittedChange[];

beforeEach(() => {
  const seeded = seedOrg({ clock: createClock(START) });
  org = seeded.org;
  jon = seeded.people.get('jon')!;
  changes = [];
  org.onChange((change) => changes.push(change));
});

const by = () => ({ userId: jon, origin: '' });
const merge = (object: string, master: string, losers: string[], values = {}) =>
  org.transact(by(), (tx) => mergeRecords(org, tx, object, master, losers, values));

test('the loser of a merge is deleted and names its master, which takes over what hung on it', () => {
  const [master, loser] = org.records('Account').map((row) => row.Id) as [string, string];
  const contact = org.records('Contact').find((row) => row.AccountId === loser)!;
  const deal = org.records('Opportunity').find((row) => row.AccountId === loser)!;
  const moved = merge('Account', master, [loser], { Rating: 'Hot' });
  expect(org.find('Account', loser)).toMatchObject({ IsDeleted: true, MasterRecordId: master });
  expect(org.find('Contact', contact.Id)?.AccountId).toBe(master);
  expect(org.find('Opportunity', deal.Id)?.AccountId).toBe(master);
  expect(moved).toEqual(expect.arrayContaining([contact.Id, deal.Id]));
  expect(changes.find(({ changeType }) => changeType === 'DELETE')?.recordIds).toEqual([loser]);
  expect(changes.find(({ recordIds }) => recordIds.includes(master))?.changeType).toBe('UPDATE');
  const told = (table: string, parent: string) =>
    org.records(table).flatMap((row) => (Object.values(row).includes(parent) ? [row.Field] : []));
  expect(told('AccountHistory', master)).toContain('accountMerged');
  expect(told('ContactHistory', contact.Id).filter((field) => field === 'Account')).toHaveLength(2);
});

test.each(['Contact', 'Lead'])('a %s is merged likewise', (object) => {
  const [master, first, second] = org.records(object).map((row) => row.Id) as [string, string, string];
  merge(object, master, [first, second]);
  for (const id of [first, second])
    expect(org.find(object, id)).toMatchObject({ IsDeleted: true, MasterRecordId: master });
  expect(org.records(`${object}History`).map((row) => row.Field)).toContain(`${object.toLowerCase()}Merged`);
});

test('cases, four records and a record with itself are not merged', () => {
  const [a, b, c, d] = org.records('Account').map((row) => row.Id) as [string, string, string, string];
  expect(() => merge('Case', a, [b])).toThrow('are merged');
  expect(() => merge('Account', a, [b, c, d])).toThrow('are merged');
  expect(() => merge('Account', a, [a])).toThrow('are merged');
});
