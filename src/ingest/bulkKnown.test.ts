import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../test/helpers/database.ts';
import { type Ingest, openIngest, orgPeople, toChange } from '../../test/helpers/ingest.ts';
import type { Change, Values } from '../activity/change.ts';
import type { ReadRecord } from '../activity/service.ts';
import type { Database } from '../store/database.ts';
import { lookUpNames } from './names.ts';

const minute = 60_000;
const at = Date.UTC(2026, 10, 23, 9, 0);
const range = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index);
const taskId = (number: number) => `00T${String(number).padStart(12, '0')}AAA`;

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

interface Entry {
  readonly id: string;
  readonly title: string;
  readonly count: number;
  readonly action: string;
  readonly object_id: string | null;
  readonly changes: readonly { field: string; to: string | null; toId?: string }[];
  readonly missing: readonly string[] | null;
}

const entriesOf = ({ connectionId }: Ingest) =>
  db.query<Entry>(
    `SELECT id, title, count, action, object_id, changes, missing_names AS missing FROM activities
     WHERE connection_id = $1 ORDER BY count DESC, action, object_id, occurred_at`,
    [connectionId],
  );

const lastFeed = async ({ accountId }: Ingest) => {
  const [row] = await db.query<{ changed: string[]; removed: string[] }>(
    'SELECT changed, removed FROM feed WHERE account_id = $1 ORDER BY last_position DESC LIMIT 1',
    [accountId],
  );
  return row!;
};

/** Looks up as the runner does, in an org that answers with these records. */
const lookUp = (ingest: Ingest, records: readonly ReadRecord[]) =>
  lookUpNames({
    ...ingest.scope,
    service: {
      ...ingest.scope.service,
      readRecords: async (_session, wanted) =>
        records.filter((record) => wanted.some(({ id }) => id === record.id)),
    },
  });

/** A save that closes task `number`, in a transaction that closes many. */
function close(number: number, rest: Partial<Change> = {}): Change {
  return toChange({
    ...{ key: `cdc:t:${String(number).padStart(6, '0')}`, objectId: taskId(number) },
    ...{ feature: 'tasks', objectType: 'Task', transaction: 't', at },
    ...{ values: { Status: 'Completed', IsClosed: true }, fields: ['Status', 'IsClosed'] },
    ...rest,
  });
}

function task(number: number, values: Values = {}): ReadRecord {
  const known = { Subject: `Task ${number}`, OwnerId: orgPeople.jon, IsClosed: true, Status: 'Completed' };
  return { id: taskId(number), type: 'Task', name: `Task ${number}`, values: { ...known, ...values } };
}

const call = (number: number) => task(number, { TaskSubtype: 'Call', CompletedDateTime: at });

// Harm: calls that a mass update closed were counted as tasks, and told a second time as calls.
describe('a bulk entry whose records are read later', () => {
  it('counts those no more that turn out to be calls, and tells what the rest have in common', async () => {
    const ingest = await openIngest(db);
    const other = { values: { Status: 'Deferred', IsClosed: true } };
    await ingest.ingest([...range(15).map((n) => close(n)), ...range(4, 15).map((n) => close(n, other))]);
    const [before] = await entriesOf(ingest);
    expect(before).toMatchObject({ count: 19, changes: [{ field: 'Status', to: null }, {}] });
    await lookUp(ingest, [...range(15).map((n) => task(n)), ...range(4, 15).map(call)]);
    const [bulk, ...calls] = await entriesOf(ingest);
    expect(bulk).toMatchObject({
      ...{ id: before!.id, title: 'Changed 15 tasks', count: 15, missing: null },
      changes: [{ field: 'Status', to: 'Completed' }, { field: 'IsClosed' }],
    });
    expect(calls.map(({ action, object_id }) => [action, object_id])).toEqual(
      range(4, 15).map((n) => ['logged_call', taskId(n)]),
    );
    expect((await lastFeed(ingest)).changed).toContain(before!.id);
  });

  it('goes where fewer than ten are left, and those are told one by one', async () => {
    const ingest = await openIngest(db);
    await ingest.ingest(range(12).map((n) => close(n)));
    const [bulk] = await entriesOf(ingest);
    await lookUp(ingest, [...range(8).map((n) => task(n)), ...range(4, 8).map(call)]);
    const told = await entriesOf(ingest);
    expect(told.map(({ title }) => title).toSorted()).toEqual(
      [
        ...range(8).map((n) => `Completed the task Task ${n}`),
        ...range(4, 8).map((n) => `Logged a call: Task ${n}`),
      ].toSorted(),
    );
    const feed = await lastFeed(ingest);
    expect(feed.removed).toEqual([bulk!.id]);
    expect(feed.changed.toSorted()).toEqual(told.map(({ id }) => id).toSorted());
  });

  it('gives its saves back to the windows of their records, and forms again when more come', async () => {
    const ingest = await openIngest(db);
    await ingest.ingest(range(11).map((n) => close(n)));
    const after = close(0, { key: 'cdc:u:0', transaction: 'u', at: at + 5 * minute });
    await ingest.ingest([after]);
    await lookUp(ingest, [...range(8).map((n) => task(n)), ...range(3, 8).map(call)]);
    const ofFirst = (await entriesOf(ingest)).filter(({ object_id }) => object_id === taskId(0));
    expect(ofFirst).toMatchObject([{ changes: range(4).map(() => ({})) }]);
    await ingest.ingest(range(4, 20).map((n) => close(n)));
    const [again, ...rest] = await entriesOf(ingest);
    expect(again).toMatchObject({ title: 'Changed 12 tasks', count: 12 });
    expect(rest.filter(({ object_id }) => object_id === taskId(0))).toMatchObject([{ changes: [{}, {}] }]);
    expect(rest.filter(({ action }) => action === 'updated')).toHaveLength(1);
  });

  it('is the same whenever they are read', async () => {
    const found = [...range(15).map((n) => task(n)), ...range(5, 15).map(call)];
    const saves = range(20).map((n) => close(n));
    const atOnce = await openIngest(db);
    await atOnce.ingest(saves);
    await lookUp(atOnce, found);
    const inParts = await openIngest(db);
    const cuts = [
      [12, 20],
      [0, 3],
      [3, 12],
    ];
    for (const cut of cuts) {
      await inParts.ingest(saves.slice(...cut));
      await lookUp(inParts, found);
    }
    const seen = async (ingest: Ingest) =>
      (await entriesOf(ingest)).map(({ title, count, changes }) => ({ title, count, changes }));
    expect(await seen(inParts)).toEqual(await seen(atOnce));
    expect((await seen(atOnce))[0]).toMatchObject({ title: 'Changed 15 tasks' });
  });

  it('does not come back where it was erased', async () => {
    const ingest = await openIngest(db);
    await ingest.ingest(range(12).map((n) => close(n)));
    await db.query('DELETE FROM activities WHERE connection_id = $1', [ingest.connectionId]);
    await ingest.ingest([close(0, { key: 'cdc:u:0', transaction: 'u', at: at + 60 * minute })]);
    await lookUp(ingest, range(12).map(call));
    expect((await entriesOf(ingest)).every(({ object_id }) => object_id === taskId(0))).toBe(true);
  });
});

describe('what all records of a bulk entry were set to', () => {
  const globex = '001000000000001AAA';
  const move = (number: number, AccountId = globex) =>
    toChange({
      ...{ key: `cdc:m:${number}`, objectId: `006${String(number).padStart(12, '0')}AAA` },
      ...{ transaction: 'm', at, values: { AccountId } },
    });
  const account: ReadRecord = { id: globex, type: 'Account', name: 'Globex', values: { Name: 'Globex' } };
  const value = async (ingest: Ingest) => (await entriesOf(ingest))[0]!.changes[0];

  it('has its name later, and the feed says so; what comes then keeps it', async () => {
    const ingest = await openIngest(db);
    await ingest.ingest(range(12).map((n) => move(n)));
    const [bulk] = await entriesOf(ingest);
    expect(bulk).toMatchObject({ missing: [globex], changes: [{ to: null, toId: globex }] });
    const late = range(3, 20).map((n) => move(n));
    await ingest.ingest(late.slice(0, 1));
    await lookUp(ingest, [account]);
    expect(await value(ingest)).toMatchObject({ to: 'Globex', toId: globex });
    expect((await entriesOf(ingest))[0]!.missing).toBeNull();
    expect((await lastFeed(ingest)).changed).toEqual([bulk!.id]);
    await ingest.ingest(late.slice(1));
    expect((await entriesOf(ingest))[0]).toMatchObject({
      ...{ count: 15, missing: null },
      changes: [{ to: 'Globex', toId: globex }],
    });
  });

  it('is not asked for where they were set to different ones, nor again where it cannot be read', async () => {
    const ingest = await openIngest(db);
    await ingest.ingest(range(12).map((n) => move(n, n === 3 ? '001000000000002AAA' : globex)));
    expect((await entriesOf(ingest))[0]).toMatchObject({ missing: null, changes: [{ to: null }] });
    const alike = await openIngest(db);
    await alike.ingest(range(12).map((n) => move(n)));
    await lookUp(alike, []);
    expect((await entriesOf(alike))[0]).toMatchObject({
      missing: null,
      changes: [{ to: null, toId: globex }],
    });
  });
});
