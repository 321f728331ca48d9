import { beforeEach, describe, expect, test } from 'vitest';
import { createClock } from './clock.ts';
import { type Evidence, type EvidenceQuery, evidenceOf } from './evidence.ts';
import { mergeRecords } from './merges.ts';
import type { Org } from './org.ts';
import type { Values } from './record.ts';
import { seedOrg } from './seed.ts';
import { stageOrg } from './stage.ts';
import type { TransactionBy } from './transaction.ts';

const START = Date.parse('2026-03-02T09:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let org: Org;
let people: ReadonlyMap<string, string>;

beforeEach(() => {
  ({ org, people } = seedOrg({ clock: createClock(START) }));
});

const user = (key: string) => people.get(key)!;
const by = (more: Partial<TransactionBy> = {}): TransactionBy => ({
  userId: user('jon'),
  origin: '',
  ...more,
});
/** A minute later, so that no two changes share a second. */
const later = <T>(work: () => T): T => {
  org.clock.advance(MINUTE);
  return work();
};
const create = (object: string, values: Values, more = {}) =>
  later(() => org.transact(by(more), (tx) => tx.create(object, values)));
const update = (object: string, id: string, values: Values, more = {}) =>
  later(() => org.transact(by(more), (tx) => tx.update(object, id, values)));
const remove = (object: string, id: string) => later(() => org.transact(by(), (tx) => tx.delete(object, id)));
const evidence = (id: string, more: Partial<EvidenceQuery> = {}): Evidence => {
  const now = org.now();
  const all = evidenceOf(org, { from: START, to: now, connectedAt: now, ...more });
  const own = <T extends { id: string }>(list: readonly T[]) => list.filter((each) => each.id === id);
  return { items: own(all.items), lost: own(all.lost) };
};
const told = (id: string, more: Partial<EvidenceQuery> = {}) =>
  evidence(id, more).items.map(({ kind, sources }) => [kind, ...sources]);
const select = (...entities: string[]) => {
  org.channels.createChannel('Ours__chn', 'data', 'Ours');
  for (const entity of entities)
    org.channels.createMember(`Ours_chn_${entity}ChangeEvent`, 'Ours__chn', `${entity}ChangeEvent`);
};

describe('what the org still records', () => {
  test('of an object without history: its creation, and who changed it last', () => {
    const id = create('Task', { Subject: 'A' });
    update('Task', id, { Subject: 'B' });
    update('Task', id, { Subject: 'C' }, { userId: user('lea') });
    expect(told(id)).toEqual([
      ['created', 'createdDate'],
      ['updated', 'lastModifiedDate'],
    ]);
    expect(evidence(id).items[1]).toMatchObject({ userId: user('lea'), at: org.now(), fields: [] });
    expect(evidence(id).lost).toMatchObject([
      { kind: 'updated', userId: user('jon'), reason: 'it was changed again before anybody looked' },
    ]);
  });

  test('of tracked fields every change, with old and new values, each save of it', () => {
    const id = create('Opportunity', {
      Name: 'P',
      StageName: 'Prospecting',
      CloseDate: '2026-05-01',
      Amount: 5,
    });
    later(() =>
      org.transact(by(), (tx) => {
        tx.update('Opportunity', id, { StageName: 'Qualification' });
        tx.update('Opportunity', id, { StageName: 'Needs Analysis', TotalOpportunityQuantity: 3 });
      }),
    );
    update('Opportunity', id, { TotalOpportunityQuantity: 4 });
    update('Opportunity', id, { Description: 'long' });
    const { items, lost } = evidence(id);
    expect(items.map(({ sources }) => sources)).toEqual([
      ['history', 'stageHistory', 'createdDate'],
      ['history', 'stageHistory'],
      ['history', 'lastModifiedDate'],
    ]);
    expect(items[1]?.fields.filter(({ field }) => field === 'StageName')).toEqual([
      { field: 'StageName', old: 'Prospecting', new: 'Qualification' },
      { field: 'StageName', old: 'Qualification', new: 'Needs Analysis' },
    ]);
    expect(items[2]?.fields).toEqual([{ field: 'Description' }]);
    expect(lost).toHaveLength(1);
  });

  test('without tracking the stages of a deal, by its other history', () => {
    org.settings.fieldTracking = { ...org.settings.fieldTracking, Opportunity: null };
    const id = create('Opportunity', {
      Name: 'P',
      StageName: 'Prospecting',
      CloseDate: '2026-05-01',
      Amount: 5,
    });
    update('Opportunity', id, { Amount: 9 });
    update('Opportunity', id, { NextStep: 'Call' });
    expect(told(id)).toEqual([
      ['created', 'stageHistory', 'createdDate'],
      ['updated', 'stageHistory'],
      ['updated', 'lastModifiedDate'],
    ]);
    expect(evidence(id).items[1]?.fields).toEqual([{ field: 'Amount', old: 5, new: 9 }]);
  });

  test('by events of a channel, from 72 hours before the connection', () => {
    select('Task');
    const id = create('Task', { Subject: 'A' });
    update('Task', id, { Subject: 'B' });
    update('Task', id, { Subject: 'C' });
    org.clock.advance(70 * HOUR);
    expect(told(id)).toEqual([
      ['created', 'event', 'createdDate'],
      ['updated', 'event'],
      ['updated', 'event', 'lastModifiedDate'],
    ]);
    expect(evidence(id).items[1]?.fields).toEqual([{ field: 'Subject', new: 'B' }]);
    expect(told(id, { channel: 'Theirs__chn' })).toEqual([
      ['created', 'createdDate'],
      ['updated', 'lastModifiedDate'],
    ]);
    org.clock.advance(3 * HOUR);
    expect(told(id)[1]).toEqual(['updated', 'lastModifiedDate']);
  });

  test('of a gap event that something happened, and of an overflow nothing', () => {
    select('Task');
    const id = create('Task', { Subject: 'A' });
    update('Task', id, { Subject: 'B' }, { events: 'gap' });
    update('Task', id, { Subject: 'C' }, { events: 'overflow' });
    expect(told(id)).toEqual([
      ['created', 'event', 'createdDate'],
      ['updated', 'gapEvent'],
      ['updated', 'lastModifiedDate'],
    ]);
  });

  test('of what is deleted, while it is in the Recycle Bin', () => {
    const id = create('Task', { Subject: 'A' });
    update('Task', id, { Subject: 'B' });
    remove('Task', id);
    expect(told(id)).toEqual([
      ['created', 'createdDate'],
      ['deleted', 'recycleBin'],
    ]);
    org.clock.advance(15 * DAY);
    expect(told(id)).toEqual([]);
    expect(new Set(evidence(id).lost.map(({ reason }) => reason))).toEqual(new Set(['the record is gone']));
    expect(told(id, { looks: [org.now() - 10 * DAY] })).toHaveLength(2);
  });

  test('of what was brought back that it was modified, and where its deletion or return was seen that it came back', () => {
    const id = create('Task', { Subject: 'A' });
    remove('Task', id);
    later(() => org.transact(by(), (tx) => tx.undelete('Task', id)));
    expect(told(id)).toEqual([
      ['created', 'createdDate'],
      ['updated', 'lastModifiedDate'],
    ]);
    const seen = create('Task', { Subject: 'B' });
    remove('Task', seen);
    const look = org.now();
    later(() => org.transact(by(), (tx) => tx.undelete('Task', seen)));
    expect(told(seen, { looks: [look, org.now()] })).toEqual([
      ['created', 'createdDate'],
      ['deleted', 'recycleBin'],
      ['undeleted', 'lastModifiedDate'],
    ]);
    select('Task');
    remove('Task', id);
    later(() => org.transact(by(), (tx) => tx.undelete('Task', id)));
    expect(told(id).slice(-2)).toEqual([
      ['deleted', 'event'],
      ['undeleted', 'event', 'lastModifiedDate'],
    ]);
  });

  test('of a merge: the loser names its master, what was moved was modified', () => {
    const [master, loser] = org.records('Account').map((row) => row.Id) as [string, string];
    const contact = org.records('Contact').find((row) => row.AccountId === loser)!.Id;
    later(() => org.transact(by(), (tx) => mergeRecords(org, tx, 'Account', master, [loser])));
    expect(evidence(loser).items).toMatchObject([
      { kind: 'deleted', fields: [{ field: 'MasterRecordId', new: master }], sources: ['recycleBin'] },
    ]);
    expect(told(master)).toEqual([['updated', 'history', 'lastModifiedDate']]);
    expect(evidence(contact).items[0]?.fields).toEqual([{ field: 'AccountId', old: loser, new: master }]);
  });

  test('nothing of a touch, of a comment that was taken back, of a deletion nobody saw', () => {
    const account = org.records('Account')[0]!.Id;
    later(() => org.transact(by(), (tx) => tx.touch('Account', account)));
    expect(evidence(account)).toEqual({ items: [], lost: [] });
    const post = create('FeedItem', { ParentId: account, Body: 'Hi' });
    const comment = create('FeedComment', { FeedItemId: post, CommentBody: 'Yo' });
    expect(told(comment)).toEqual([['created', 'createdDate']]);
    remove('FeedComment', comment);
    expect(told(comment)).toEqual([]);
    expect(told(post)).toEqual([['created', 'createdDate']]);
    update('FeedItem', post, { Body: 'Hello' });
    expect(told(post)).toEqual([
      ['created', 'createdDate'],
      ['updated', 'lastEditDate'],
    ]);
  });

  test('of a long transaction when it was saved, of an import what it said', () => {
    const slow = create('Lead', { LastName: 'A', Company: 'B' }, { savedAt: START + MINUTE });
    org.clock.advance(12 * MINUTE);
    expect(evidence(slow).items[0]).toMatchObject({ at: START + MINUTE, committedAt: START + MINUTE });
    const late = create('Lead', { LastName: 'C', Company: 'D' }, { savedAt: org.now() - 11 * MINUTE });
    expect(evidence(late).items[0]).toMatchObject({ at: org.now() - 12 * MINUTE, committedAt: org.now() });
    const CreatedDate = START - 400 * DAY;
    const old = create('Lead', { LastName: 'E', Company: 'F', CreatedDate, LastModifiedDate: CreatedDate });
    expect(evidence(old).items).toEqual([]);
    expect(evidence(old, { from: CreatedDate }).items[0]).toMatchObject({
      statedAt: CreatedDate,
      at: org.now(),
    });
  });

  test('notes by the name under which they are read', () => {
    const id = create('ContentNote', { Title: 'N', Content: Buffer.from('x').toString('base64') });
    expect(evidence(id).items).toMatchObject([{ object: 'ContentNote', kind: 'created' }]);
    const link = org.records('ContentDocumentLink').at(-1)!.Id;
    expect(evidence(link).lost).toMatchObject([{ kind: 'created', reason: 'no column says when it was' }]);
  });
});

test('a period from before what the log keeps is refused, rather than answered in part', () => {
  const first = create('Task', { Subject: 'First' });
  for (let round = 0; round < 5; round += 1)
    later(() =>
      org.transact(by(), (tx) => {
        for (let n = 0; n < 90_000; n += 1) tx.touch('Task', first);
      }),
    );
  expect(evidence(first).items).toHaveLength(1);
  create('Task', { Subject: 'One too many' });
  expect(() => evidence(first, { from: START - 400 * DAY })).toThrow('the log is complete only after');
  expect(evidence(first).items).toHaveLength(1);
});

describe('the evidence of a month of the story', () => {
  const TRACKED = ['Account', 'Case', 'Contact', 'Lead', 'Opportunity'];

  test.each([1, 2, 3])('agrees with what the org of seed %i shows', (seed) => {
    const staged = stageOrg({ clock: createClock(START), historyMonths: 1, seed });
    const now = staged.org.now();
    const from = now - 25 * DAY;
    const { items, lost } = evidenceOf(staged.org, { from, to: now, connectedAt: now });
    const has = (id: string, kind: string, at: number, userId: unknown) =>
      items.some((each) => each.id === id && each.kind === kind && each.at === at && each.userId === userId);
    const objects = staged.org.objects.filter((def) => def.writeable && def.name !== 'ContentNote');
    let counted = 0;
    for (const { name, fields } of objects) {
      for (const row of staged.org.records(name)) {
        const [created, modified] = [Number(row.CreatedDate), Number(row.LastModifiedDate)];
        const gone = row.IsDeleted && now - Number(row.SystemModstamp) >= 15 * DAY;
        if (gone || !fields.some((field) => field.name === 'CreatedDate')) continue;
        if (created >= from) {
          expect(has(row.Id, 'created', created, row.CreatedById), `${name} ${row.Id}`).toBe(true);
          counted += 1;
        }
        if (
          !fields.some((field) => field.name === 'LastModifiedById') ||
          modified <= created ||
          modified < from
        )
          continue;
        const kind = row.IsDeleted ? 'deleted' : 'updated';
        expect(has(row.Id, kind, modified, row.LastModifiedById), `${name} ${row.Id} ${kind}`).toBe(true);
      }
    }
    expect(counted).toBeGreaterThan(60);
    for (const parent of TRACKED) {
      const table = parent === 'Opportunity' ? 'OpportunityFieldHistory' : `${parent}History`;
      for (const row of staged.org.records(table)) {
        if (Number(row.CreatedDate) < from || row.IsDeleted) continue;
        const item = items.find(
          ({ id, at, sources }) =>
            id === row[`${parent}Id`] && at === row.CreatedDate && sources.includes('history'),
        );
        expect(item, `${table} ${row.Field}`).toMatchObject({ userId: row.CreatedById });
        const column =
          row.DataType === 'EntityId' ? `${String(row.Field).replace(/^owner.*/, 'Owner')}Id` : row.Field;
        if (row.OldValue === null && row.NewValue === null) continue;
        if (row.DataType === 'Text' && item?.fields.some(({ field }) => field === `${row.Field}Id`)) continue;
        if (/^owner/.test(String(row.Field)) && row.DataType === 'Text') continue;
        expect(item?.fields).toContainEqual({ field: column, old: row.OldValue, new: row.NewValue });
      }
    }
    for (const { id, at, object, sources } of items) {
      const parent = TRACKED.find((name) => name === object);
      const table = parent === 'Opportunity' ? 'OpportunityFieldHistory' : `${parent}History`;
      const rows = staged.org
        .records(table)
        .filter((row) => row[`${parent}Id`] === id && row.CreatedDate === at);
      expect(rows.length > 0, `${object} ${id}`).toBe(sources.includes('history'));
      const row = staged.org.find(object === 'ContentNote' ? 'ContentDocument' : object, id);
      if (sources.includes('lastModifiedDate')) expect(row?.LastModifiedDate).toBe(at);
    }
    // What is lost is shown by nothing: the record was changed again, or is gone.
    for (const { id, at, kind, object } of lost) {
      const row = staged.org.find(object, id);
      if (kind === 'updated' && row && !row.IsDeleted) expect(row.LastModifiedDate).not.toBe(at);
    }
    expect(lost.length).toBeGreaterThan(0);
  });
});
