import { createHash } from 'node:crypto';
import { status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ERROR_CODE } from '../test/helpers/pubsubHarness.ts';
import { type Watched, watch } from '../test/helpers/watchedOrg.ts';
import { REPLAY_PRESET } from './pubsub/proto.ts';

const BULK = 'com/salesforce/api/bulkapi/66.0;client=loader';

let watched: Watched;
beforeEach(async () => {
  watched = await watch(['Contact', 'Opportunity', 'Lead', 'Account', 'Event']);
});
afterEach(() => watched.close());

const idsOf = (object: string, count: number) =>
  watched.emulator.org
    .records(object)
    .slice(0, count)
    .map((each) => each.Id);

const headers = async (count: number, from = 0) =>
  (await watched.events(count, from)).map((each) => each.ChangeEventHeader);

describe('gaps', () => {
  test('of each kind say which records, and the records did change', async () => {
    const [id] = idsOf('Contact', 1);
    const base = { user: 'olga', object: 'Contact', ids: [id], events: 'gap' };
    await watched.control('change', { ...base, values: { Title: 'CFO' } });
    await watched.control('change', { ...base, action: 'delete' });
    await watched.control('change', { ...base, action: 'undelete' });
    await watched.control('change', { ...base, ids: [], action: 'create', values: { LastName: 'Gap' } });
    const events = await watched.events(4);
    expect(events.map((each) => each.ChangeEventHeader.changeType)).toEqual([
      'GAP_UPDATE',
      'GAP_DELETE',
      'GAP_UNDELETE',
      'GAP_CREATE',
    ]);
    expect(events[0]).toMatchObject({ Title: null, LastModifiedDate: null });
    expect(events[0]?.ChangeEventHeader).toMatchObject({ recordIds: [id], changedFields: [] });
    expect(watched.emulator.org.find('Contact', id!)).toMatchObject({ Title: 'CFO', IsDeleted: false });
  });

  test('merge unless asked not to', async () => {
    const ids = idsOf('Contact', 3);
    const change = { user: 'olga', object: 'Contact', ids, values: { Title: 'CTO' } };
    await watched.control('change', { ...change, events: 'gap' });
    await watched.control('change', { ...change, events: 'gapSingle' });
    expect((await headers(4)).map((each) => each.recordIds)).toEqual([ids, ...ids.map((id) => [id])]);
  });

  test('overflow leaves one event for each object', async () => {
    await watched.control('burst', {
      user: 'olga',
      object: 'Contact',
      count: 30,
      perTransaction: 30,
      events: 'overflow',
    });
    await watched.control('settings', { overflowAfter: 10 });
    await watched.control('burst', { user: 'olga', object: 'Contact', count: 30, perTransaction: 30 });
    const all = await headers(12);
    const overflow = { changeType: 'GAP_OVERFLOW', recordIds: ['000000000000000AAA'], entityName: 'Contact' };
    expect([all[0], all[11]]).toMatchObject([overflow, overflow]);
    expect(all.slice(1, 11).every((each) => each.changeType === 'CREATE')).toBe(true);
  });

  test('the conversion of a field names all records by a wildcard', async () => {
    const convert = { user: 'olga', object: 'Account', field: 'Site' };
    await watched.control('convertField', convert);
    await watched.control('convertField', { ...convert, changeType: 'UPDATE' });
    expect(await headers(2)).toMatchObject([
      { changeType: 'GAP_UPDATE', recordIds: ['001*'] },
      { changeType: 'UPDATE', recordIds: ['001*'], nulledFields: [expect.stringMatching(/^0x/)] },
    ]);
  });
});

describe('bodies', () => {
  test('a transaction of many records merges what changed alike and tells its origin', async () => {
    await watched.control('change', {
      user: 'integration',
      object: 'Contact',
      ids: idsOf('Contact', 5),
      values: { CleanStatus: 'Matched' },
      origin: BULK,
    });
    await watched.control('burst', {
      user: 'integration',
      object: 'Contact',
      count: 40,
      perTransaction: 20,
      origin: BULK,
    });
    const [merged, ...created] = await headers(41);
    expect(merged).toMatchObject({ changeOrigin: BULK, changeType: 'UPDATE' });
    expect(merged?.recordIds).toHaveLength(5);
    expect(new Set(created.map((each) => JSON.stringify(each.recordIds))).size).toBe(40);
  });

  test('a large text comes as a difference with the hash of the whole', async () => {
    const [id] = idsOf('Opportunity', 1);
    const lines = Array.from({ length: 80 }, (_, n) => `Line ${n} of a long description`);
    const write = (Description: string) =>
      watched.control('change', { user: 'olga', object: 'Opportunity', ids: [id], values: { Description } });
    await write(lines.join('\n'));
    lines[40] = 'Changed';
    await write(lines.join('\n'));
    const [, update] = await watched.events(2);
    const hash = createHash('sha256').update(lines.join('\n')).digest('hex');
    expect(update?.Description).toBe(
      `--- \n+++ ${hash}\n@@ -38,7 +38,7 @@\n Line 37 of a long description\n Line 38 of a long description\n Line 39 of a long description\n-Line 40 of a long description\n+Changed\n Line 41 of a long description\n Line 42 of a long description\n Line 43 of a long description`,
    );
    expect(update?.ChangeEventHeader.diffFields).toHaveLength(1);
    expect(watched.emulator.org.find('Opportunity', id!)?.Description).toBe(lines.join('\n'));
  });

  test('parts of a compound alone are named without a leading bitmap', async () => {
    const [id] = idsOf('Contact', 1);
    const change = { user: 'olga', object: 'Contact', ids: [id] };
    await watched.control('change', { ...change, values: { MailingCity: 'Ulm' } });
    await watched.control('change', { ...change, values: { MailingCity: null } });
    const [, second] = await headers(2);
    expect(second?.nulledFields).toEqual([expect.stringMatching(/^\d+-0x02$/)]);
  });

  test('a lead is converted in the documented order, in one transaction', async () => {
    const made = await watched.control('convertLead', { user: 'jon' });
    const all = (await headers(4)) as unknown as { transactionKey: string; sequenceNumber: number }[];
    expect(all).toMatchObject([
      { entityName: 'Account', changeType: 'CREATE', recordIds: [made.accountId], sequenceNumber: 1 },
      { entityName: 'Contact', changeType: 'CREATE', recordIds: [made.contactId], sequenceNumber: 2 },
      { entityName: 'Opportunity', changeType: 'CREATE', recordIds: [made.opportunityId] },
      { entityName: 'Lead', changeType: 'UPDATE', recordIds: [made.leadId], sequenceNumber: 4 },
    ]);
    expect(new Set(all.map((each) => each.transactionKey)).size).toBe(1);
    const [, , , lead] = await watched.events(4);
    expect(lead).toMatchObject({ IsConverted: true, ConvertedAccountId: made.accountId });
    await watched.control('convertLead', { user: 'jon', opportunity: false });
    expect((await headers(3, 4)).map((each) => each.entityName)).toEqual(['Account', 'Contact', 'Lead']);
  });

  test.each([true, false])(
    'a series has its row, its occurrences and the invited, Lightning %s',
    async (lightning) => {
      const made = await watched.control('series', { user: 'jon', count: 3, invitees: ['lea'], lightning });
      const events = await watched.events(7);
      const [series, ...rest] = events;
      expect(series).toMatchObject({ GroupEventType: '3', IsRecurrence: !lightning });
      const own = rest.filter((each) => each.IsChild === false);
      expect(own.map((each) => each.ChangeEventHeader.recordIds[0])).toEqual(made.occurrenceIds);
      const link = lightning ? 'ActivityRecurrence2Id' : 'RecurrenceActivityId';
      expect(own.every((each) => each[link] === made.seriesId)).toBe(true);
      const lea = watched.emulator.orgs[0]!.people.get('lea');
      expect(rest.filter((each) => each.IsChild && each.OwnerId === lea)).toHaveLength(3);
      expect(
        watched.emulator.org.records('EventRelation').filter((each) => each.RelationId === lea),
      ).toHaveLength(3);
      await watched.control('series', { user: 'jon', count: 2, replaces: [made.seriesId] });
      expect((await headers(1, 7))[0]).toMatchObject({ changeType: 'DELETE', recordIds: [made.seriesId] });
    },
  );

  test('a batch of large events is beyond 4 MB where it is not split', async () => {
    watched.emulator.faults.inject({ name: 'stream.large_message', times: 'always' });
    const burst = { user: 'olga', object: 'Contact', count: 100, perTransaction: 100, bytes: 32_000 };
    await watched.control('burst', { ...burst, count: 60 });
    await watched.events(60);
    const text = '語'.repeat(32_000);
    const ids = idsOf('Contact', 50);
    for (const id of ids)
      await watched.control('change', {
        user: 'olga',
        object: 'Contact',
        ids: [id],
        values: { Description: text },
      });
    const again = watched.subscribe(REPLAY_PRESET.earliest);
    expect((await again.untilEnd()).code).toBe(status.RESOURCE_EXHAUSTED);
  });
});

test('what is older than 72 hours of the org clock cannot be replayed', async () => {
  const hours = (count: number) => watched.control('clock', { advanceMs: count * 3_600_000 });
  await watched.control('burst', { user: 'olga', object: 'Contact', count: 2 });
  const [event] = await watched.stream.untilEvents(2);
  await hours(71);
  // Two hours without use have ended the session as well.
  expect((await watched.stream.untilEnd()).errorCode).toBe(`${ERROR_CODE}service.auth.error`);
  const resume = () => watched.subscribe(REPLAY_PRESET.custom, event!.replayId);
  expect(await resume().untilEvents(1)).toHaveLength(1);
  await hours(2);
  const code = `${ERROR_CODE}subscription.fetch.replayid.corrupted`;
  expect((await resume().untilEnd()).errorCode).toBe(code);
});
