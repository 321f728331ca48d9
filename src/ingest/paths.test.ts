import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../test/helpers/database.ts';
import { type Ingest, openIngest, orgPeople, toChange } from '../../test/helpers/ingest.ts';
import type { Change } from '../activity/change.ts';
import { moveDirectory } from '../store/connections.ts';
import type { Database } from '../store/database.ts';
import { markOffPeriod } from '../store/offPeriods.ts';
import { listRemoteUsers, saveRemoteUsers } from '../store/remoteUsers.ts';

const minute = 60_000;
const noon = Date.UTC(2026, 10, 23, 12);
const deal = '006000000000001AAA';

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

const streamed = (key: string, at: number, rest: Partial<Change> = {}) =>
  toChange({ key: `cdc:${key}`, objectId: deal, at, ...rest });
const history = (key: string, at: number, rest: Partial<Change> = {}) =>
  toChange({ key: `fh:${key}`, path: 'field_history', objectId: deal, at, ...rest });
const swept = (key: string, at: number, rest: Partial<Change> = {}) =>
  toChange({ key: `delta:${key}`, path: 'delta', objectId: deal, at, fields: [], ...rest });

const name = { Name: 'Acme renewal' };
const creation = { action: 'created', fields: [], values: { ...name, StageName: 'A' } } as const;

/** A deal's morning by all paths: created, moved twice within a window, its amount changed later, deleted. */
const morning: readonly Change[] = [
  streamed('1', noon, creation),
  swept('created', noon, {
    ...creation,
    values: { ...name, StageName: 'C', Amount: 2 },
    readAsOf: noon + 31 * minute,
  }),
  history('1', noon, { action: 'created', fields: [], values: {} }),
  streamed('2', noon + 2 * minute, { values: { StageName: 'B' } }),
  history('2', noon + 2 * minute - 3_000, { values: { StageName: 'B' }, before: { StageName: 'A' } }),
  streamed('3', noon + 9 * minute, { values: { StageName: 'C' } }),
  history('3', noon + 9 * minute + 40_000, { values: { StageName: 'C' }, before: { StageName: 'B' } }),
  streamed('4', noon + 31 * minute, { values: { Amount: 2 } }),
  history('4', noon + 31 * minute, { values: { Amount: 2 }, before: { Amount: 1 } }),
  swept('updated:1', noon + 31 * minute, {
    values: { ...name, StageName: 'C', Amount: 2 },
    readAsOf: noon + 31 * minute,
  }),
  streamed('5', noon + 50 * minute, { action: 'deleted', values: {}, fields: [] }),
  swept('deleted:1', noon + 50 * minute + 1_000, {
    action: 'deleted',
    values: { ...name, StageName: 'C', Amount: 2 },
    readAsOf: noon + 50 * minute + 1_000,
  }),
  // Brought back, of which no event came; then saved again.
  swept('updated:2', noon + 70 * minute, {
    values: { ...name, StageName: 'C', Amount: 2 },
    readAsOf: noon + 70 * minute,
  }),
  streamed('6', noon + 75 * minute, { values: { Amount: 3 } }),
  history('6', noon + 75 * minute, { values: { Amount: 3 }, before: { Amount: 2 } }),
  swept('updated:3', noon + 75 * minute, {
    values: { ...name, StageName: 'C', Amount: 3 },
    readAsOf: noon + 75 * minute,
  }),
];

/** What stands on the timeline, without what depends on when it came; names that are late are looked up elsewhere. */
function entriesOf({ connectionId }: Ingest) {
  return db.query<{ title: string; paths: string[]; changes: { from: string | null; to: string | null }[] }>(
    `SELECT title, action, occurred_at, changes, actor, paths, duration_seconds FROM activities
     WHERE connection_id = $1 ORDER BY occurred_at, id`,
    [connectionId],
  );
}

async function ingestAll(batches: readonly (readonly Change[])[]) {
  const ingest = await openIngest(db);
  for (const batch of batches) if (batch.length > 0) await ingest.ingest(batch);
  return { ingest, entries: await entriesOf(ingest) };
}

describe('one change by several paths', () => {
  it('is one entry that names its paths, with the old value from its history', async () => {
    const { entries } = await ingestAll([morning]);
    expect(entries).toMatchObject([
      { title: 'Created the opportunity Acme renewal', paths: ['cdc', 'delta', 'field_history'] },
      {
        title: 'Moved Acme renewal to C',
        paths: ['cdc', 'field_history'],
        changes: [
          { from: 'A', to: 'B' },
          { from: 'B', to: 'C' },
        ],
      },
      { title: 'Changed the amount of Acme renewal to 2', changes: [{ from: '1', to: '2' }] },
      { title: 'Deleted the opportunity Acme renewal', paths: ['cdc', 'delta'] },
      { title: 'Restored the opportunity Acme renewal', action: 'undeleted', paths: ['delta'] },
      { title: 'Changed the amount of Acme renewal to 3', changes: [{ from: '2', to: '3' }] },
    ]);
  });

  it('ends in the same entries whatever the order, the batches and the repetitions', async () => {
    const { entries: expected } = await ingestAll([morning]);
    const arrivals = fc.record({
      order: fc.shuffledSubarray([...morning], { minLength: morning.length, maxLength: morning.length }),
      cuts: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 12, maxLength: 12 }),
      again: fc.shuffledSubarray([...morning], { maxLength: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(arrivals, async ({ order, cuts, again }) => {
        const batches: Change[][] = [];
        for (let from = 0, cut = 0; from < order.length; from += cuts[cut - 1]!) {
          batches.push(order.slice(from, from + cuts[cut++]!));
        }
        const { entries } = await ingestAll([...batches, again]);
        const untitled = (list: typeof entries) => list.map(({ title: _, ...rest }) => rest);
        expect(untitled(entries)).toEqual(untitled(expected));
      }),
      { numRuns: 25 },
    );
  });

  // Harm: whoever writes e-mails from a record would seem to have written twice as many.
  it('is an e-mail and the task that stands for it, whichever becomes known first, and however often', async () => {
    const [taskId, emailId] = ['00T000000000001AAA', '02s000000000001AAA'];
    const task = toChange({
      ...{ key: 'cdc:1', objectId: taskId, feature: 'tasks', objectType: 'Task', at: noon, fields: [] },
      action: 'created',
      values: { Subject: 'Email: Offer', TaskSubtype: 'Email', IsClosed: true, CreatedById: orgPeople.jon },
    });
    const sweptTask: Change = { ...task, key: 'delta:created', path: 'delta', readAsOf: noon };
    const email = toChange({
      ...{ key: 'delta:created', path: 'delta', objectId: emailId, feature: 'emails', at: noon + 1000 },
      ...{ objectType: 'EmailMessage', action: 'created', fields: [], readAsOf: noon + 1000 },
      values: {
        Subject: 'Offer',
        Status: '3',
        MessageDate: noon,
        ActivityId: taskId,
        SenderId: orgPeople.jon,
      },
    });
    for (const batches of [
      [[task], [email]],
      [[email], [task]],
      [[email, sweptTask], [task]],
      [[task, sweptTask, email], [email]],
    ]) {
      const { ingest } = await ingestAll(batches);
      const entries = await db.query(
        'SELECT action, feature, title, object_id, remote_user_id AS who FROM activities WHERE connection_id = $1',
        [ingest.connectionId],
      );
      expect(entries).toMatchObject([
        { action: 'sent_email', feature: 'emails', title: 'Sent an e-mail: Offer', object_id: emailId },
      ]);
    }
  });

  it('keeps the entry that the stream told when its history comes, and tells it again', async () => {
    const ingest = await openIngest(db);
    await ingest.ingest([streamed('2', noon, { values: { StageName: 'B' } })]);
    const idsOf = async () =>
      (
        await db.query<{ id: string }>('SELECT id FROM activities WHERE connection_id = $1', [
          ingest.connectionId,
        ])
      ).map(({ id }) => id);
    const before = await idsOf();
    const result = await ingest.ingest([
      history('2', noon + 1_000, { values: { StageName: 'B' }, before: { StageName: 'A' } }),
    ]);
    expect(result).toMatchObject({ stored: 1, written: 1, removed: 0 });
    expect(await idsOf()).toEqual(before);
  });

  it('joins the bulk entry of its transaction, whichever comes first', async () => {
    const members = Array.from({ length: 12 }, (_, index) => `006${String(index).padStart(12, '0')}AAA`);
    const bulk = members.map((objectId, index) =>
      toChange({ key: `cdc:t:${index}`, objectId, at: noon, transaction: 't', values: { StageName: 'B' } }),
    );
    const rows = members.flatMap((objectId, index) => [
      history(`t${index}`, noon + 2_000, {
        objectId,
        values: { StageName: 'B' },
        before: { StageName: 'A' },
      }),
      swept(`updated:t${index}`, noon, { objectId, values: { StageName: 'B' }, readAsOf: noon }),
    ]);
    const expected = [{ title: 'Changed 12 opportunities', paths: ['cdc', 'delta', 'field_history'] }];
    for (const batches of [
      [bulk, rows],
      [rows, bulk],
      [[...rows, ...bulk]],
      [rows, bulk.slice(0, 5), bulk.slice(5)],
    ]) {
      expect((await ingestAll(batches)).entries).toMatchObject(expected);
    }
  });

  it('says of nobody that they are a program, or a person, where no stream told it', async () => {
    const { entries } = await ingestAll([[history('2', noon, { values: { StageName: 'B' } })]]);
    expect(entries).toMatchObject([{ actor: null, paths: ['field_history'] }]);
    const robot = { remoteUserId: orgPeople.robot };
    expect((await ingestAll([[history('2', noon, robot)]])).entries).toEqual([]);
  });

  it('lets a row that was read say how the record stands, and a later save of the stream go on from there', async () => {
    const { ingest } = await ingestAll([
      [
        swept('created', noon, {
          ...creation,
          values: { Name: 'Newest name' },
          readAsOf: noon + 60 * minute,
        }),
      ],
      [streamed('2', noon + 30 * minute, { values: { Name: 'Name in between' } })],
    ]);
    const [record] = await db.query('SELECT name FROM records WHERE connection_id = $1', [
      ingest.connectionId,
    ]);
    expect(record).toEqual({ name: 'Newest name' });
  });
});

describe('what was switched off, or done by people who left', () => {
  const switchOff = (ingest: Ingest, remoteUserId: string, from: number, to: number) =>
    db.transaction(async (tx) => {
      const { accountId, connectionId } = ingest;
      await moveDirectory(tx, accountId, connectionId);
      const which = { feature: 'opportunities', remoteUserId };
      await markOffPeriod(tx, accountId, connectionId, { ...which, enabled: false, at: from });
      await markOffPeriod(tx, accountId, connectionId, { ...which, enabled: true, at: to });
    });

  it('is not read later: of the time of the switch nothing is stored, by any path', async () => {
    for (const whose of ['', orgPeople.jon]) {
      const ingest = await openIngest(db);
      await switchOff(ingest, whose, noon, noon + 20 * minute);
      await ingest.ingest([
        swept('updated:1', noon - 1_000, { readAsOf: noon + 30 * minute }),
        history('2', noon, { values: { StageName: 'B' } }),
        streamed('3', noon + 20 * minute - 1_000, { values: { StageName: 'C' } }),
        streamed('4', noon + 20 * minute, { values: { StageName: 'D' } }),
      ]);
      const stored = await db.query('SELECT key FROM changes WHERE connection_id = $1 ORDER BY key', [
        ingest.connectionId,
      ]);
      expect(stored).toEqual([{ key: 'cdc:4' }, { key: 'delta:updated:1' }]);
    }
  });

  it('leaves everybody else alone', async () => {
    const ingest = await openIngest(db);
    await switchOff(ingest, orgPeople.remy, noon, noon + 20 * minute);
    expect(await ingest.ingest([history('2', noon, { values: { StageName: 'B' } })])).toMatchObject({
      stored: 1,
    });
  });

  it('is kept of people who left, who are listed from then on', async () => {
    const ingest = await openIngest(db);
    const { accountId, connectionId } = ingest;
    const left = '005000000000007AAA';
    const given = { email: 'petra@acme.example', username: 'petra', matchEmail: 'petra@acme.example' };
    await saveRemoteUsers(db, accountId, connectionId, [
      { id: left, name: 'Petra', active: false, excluded: 'inactive', ...given },
    ]);
    const listed = async () =>
      (await listRemoteUsers(db, accountId, connectionId, { limit: 50 })).map((user) => [
        user.id,
        user.waiting,
      ]);
    expect(await listed()).not.toContainEqual([left, 0]);
    await ingest.ingest([history('2', noon, { remoteUserId: left, values: { StageName: 'B' } })]);
    expect(await listed()).toContainEqual([left, 1]);
  });
});
