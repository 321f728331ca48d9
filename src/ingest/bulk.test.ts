import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../test/helpers/database.ts';
import { type Ingest, openIngest, orgPeople, toChange } from '../../test/helpers/ingest.ts';
import type { Change, Values } from '../activity/change.ts';
import type { Database } from '../store/database.ts';

const minute = 60_000;
const at = Date.UTC(2026, 10, 23, 9, 0);

/** A save of opportunity `record` in a transaction, as one of the changes that an org reports. */
function save(transaction: string, record: number, rest: Partial<Change> = {}): Change {
  const objectId = `006${String(record).padStart(12, '0')}AAA`;
  const key = `cdc:${transaction}:${String(record).padStart(6, '0')}:${rest.action ?? 'updated'}`;
  const values: Values = rest.action === 'deleted' ? {} : { StageName: 'Proposal', Amount: record };
  return toChange({ key, objectId, transaction, at, values, ...rest });
}

const range = (count: number) => Array.from({ length: count }, (_, index) => index);

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

/** What stands on the timeline of a connection, without what depends on when it came. */
function entriesOf({ connectionId }: Ingest) {
  return db.query<{ title: string; count: number; object_id: string | null; changes: { to: unknown }[] }>(
    `SELECT title, count, action, object_id, remote_user_id, occurred_at, changes, actor, via, paths, duration_seconds
     FROM activities WHERE connection_id = $1 ORDER BY object_id, action, title, count, occurred_at`,
    [connectionId],
  );
}

async function ingestAll(batches: readonly (readonly Change[])[]) {
  const ingest = await openIngest(db);
  for (const batch of batches) await ingest.ingest(batch);
  return { ingest, entries: await entriesOf(ingest) };
}

describe('many records of one transaction', () => {
  it('are one entry from ten on, with what all of them changed alike', async () => {
    const { entries } = await ingestAll([range(10).map((record) => save('t', record))]);
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({
      title: 'Changed 10 opportunities',
      count: 10,
      object_id: null,
      duration_seconds: 60,
      actor: 'person',
      changes: [
        { field: 'StageName', to: 'Proposal' },
        { field: 'Amount', to: null },
      ],
    });
  });

  it('stay entries of their own up to nine, and where type, action, person or transaction differ', async () => {
    const { entries } = await ingestAll([
      [
        ...range(9).map((record) => save('a', record)),
        ...range(9).map((record) => save('b', record + 100)),
        ...range(9).map((record) => save('a', record + 200, { action: 'deleted' })),
        ...range(9).map((record) => save('a', record + 300, { remoteUserId: orgPeople.remy })),
      ],
    ]);
    expect(entries.map((entry) => entry.count)).toEqual(range(36).map(() => 1));
  });

  it('count once where one of them was saved twice', async () => {
    const again = save('t', 0, { key: 'cdc:t:again' });
    const nine = await ingestAll([[...range(9).map((record) => save('t', record)), again]]);
    expect(nine.entries.map((entry) => entry.count)).toEqual(range(9).map(() => 1));
    const ten = await ingestAll([range(10).map((record) => save('t', record)), [again]]);
    expect(ten.entries.map((entry) => entry.count)).toEqual([10]);
  });

  it('take back the entries that were told before the tenth came, and the feed says so', async () => {
    const { ingest } = await ingestAll([range(6).map((record) => save('t', record))]);
    const told = await db.query<{ id: string }>('SELECT id FROM activities WHERE connection_id = $1', [
      ingest.connectionId,
    ]);
    const result = await ingest.ingest(range(6).map((record) => save('t', record + 6)));
    expect(result).toMatchObject({ stored: 6, written: 1, removed: 6 });
    const [feed] = await db.query<{ changed: string[]; removed: string[] }>(
      'SELECT changed, removed FROM feed WHERE account_id = $1 ORDER BY last_position DESC LIMIT 1',
      [ingest.accountId],
    );
    expect(feed!.removed.toSorted()).toEqual(told.map((row) => row.id).toSorted());
    expect(feed!.changed).toHaveLength(1);
    const before = feed!.changed[0];
    await ingest.ingest(range(6).map((record) => save('t', record + 12)));
    const [grown] = await db.query<{ id: string }>('SELECT id FROM activities WHERE connection_id = $1', [
      ingest.connectionId,
    ]);
    expect(grown!.id).toBe(before);
  });

  it('leave windows that other saves of the records share with them', async () => {
    const own = (record: number, after: number) =>
      save(`own${record}`, record, { key: `own:${record}:${after}`, at: at + after * minute });
    const { entries } = await ingestAll([
      range(4).map((record) => save('t', record)),
      [own(0, 3), own(1, 12)],
      range(8).map((record) => save('t', record + 4)),
    ]);
    expect(entries.map(({ title, count }) => [title, count])).toEqual([
      ['Moved an opportunity to Proposal', 1],
      ['Moved an opportunity to Proposal', 1],
      ['Changed 12 opportunities', 12],
    ]);
  });

  it('are the same entries however the changes are cut into batches and ordered', async () => {
    const all = [
      ...range(14).map((record) => save('big', record)),
      ...range(9).map((record) => save('small', record, { at: at + 2 * minute })),
      ...range(11).map((record) => save('gone', record, { action: 'deleted', at: at + 20 * minute })),
    ];
    const expected = (await ingestAll([all])).entries;
    expect(expected.map((entry) => entry.count).toSorted((a, b) => a - b)).toEqual([
      ...range(9).map(() => 1),
      11,
      14,
    ]);
    const orders = fc.shuffledSubarray(all, { minLength: all.length });
    const cuts = fc.array(fc.integer({ min: 1, max: 13 }), { minLength: 34, maxLength: 34 });
    await fc.assert(
      fc.asyncProperty(orders, cuts, async (order, sizes) => {
        const batches: Change[][] = [];
        for (let from = 0, cut = 0; from < order.length; from += sizes[cut++]!) {
          batches.push(order.slice(from, from + sizes[cut]!));
        }
        expect((await ingestAll(batches)).entries).toEqual(expected);
      }),
      { numRuns: 12 },
    );
  });

  it('of two thousand records are one entry, by batches of a hundred', async () => {
    const batches = range(20).map((part) => range(100).map((record) => save('huge', part * 100 + record)));
    const { ingest, entries } = await ingestAll(batches);
    expect(entries.map(({ title }) => title)).toEqual(['Changed 2000 opportunities']);
    const [kept] = await db.query<{ count: number }>(
      'SELECT count(*) AS count FROM changes WHERE connection_id = $1 AND bulk',
      [ingest.connectionId],
    );
    expect(kept!.count).toBe(2000);
  });
});
