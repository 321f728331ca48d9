import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../test/helpers/database.ts';
import { type Ingest, openIngest, orgPeople, toChange } from '../../test/helpers/ingest.ts';
import type { Change } from '../activity/change.ts';
import type { Database } from '../store/database.ts';

const minute = 60_000;
const at = Date.UTC(2026, 10, 23, 9, 0);
const deal = '006000000000001AAA';
const event = '00U000000000001AAA';
const task = '00T000000000001AAA';
const { jon, remy, robot } = orgPeople;

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

/** A save of the deal, minutes after the day began. */
function save(after: number, rest: Partial<Change> = {}): Change {
  const key = `cdc:${String(after).padStart(4, '0')}:${rest.action ?? 'updated'}`;
  return toChange({ key, objectId: deal, at: at + after * minute, ...rest });
}

const ofEvent = { feature: 'events', objectType: 'Event', objectId: event } as const;
const ofTask = { feature: 'tasks', objectType: 'Task', objectId: task } as const;
const made = (values: Change['values']) => ({ action: 'created', values, fields: [] }) as const;

interface Entry {
  readonly id: string;
  readonly title: string;
  readonly action: string;
  readonly remote_user_id: string;
  readonly at: number;
}

const entriesOf = ({ connectionId }: Ingest) =>
  db.query<Entry>(
    `SELECT id, title, action, remote_user_id, occurred_at AS at FROM activities
     WHERE connection_id = $1 ORDER BY occurred_at, id`,
    [connectionId],
  );

const changesOf = async ({ connectionId }: Ingest) =>
  (
    await db.query<{ key: string }>('SELECT key FROM changes WHERE connection_id = $1 ORDER BY key', [
      connectionId,
    ])
  ).map(({ key }) => key);

/** What the newest message of the live feed says. */
async function newestFeed({ accountId }: Ingest) {
  const [row] = await db.query<{ changed: string[]; removed: string[] }>(
    'SELECT changed, removed FROM feed WHERE account_id = $1 ORDER BY last_position DESC LIMIT 1',
    [accountId],
  );
  return row!;
}

describe('a save that nobody wants', () => {
  it('keeps the name of a stored record true, and nothing else of it is stored', async () => {
    const ingest = await openIngest(db);
    await ingest.ingest([save(0, made({ Name: 'Acme renewal', StageName: 'Proposal' }))]);
    const before = await entriesOf(ingest);
    const unwanted = save(1, { remoteUserId: robot, values: { Name: 'Acme expansion' } });
    expect(await ingest.ingest([unwanted])).toMatchObject({ stored: 0, written: 0, removed: 0 });
    expect(await entriesOf(ingest)).toEqual(before);
    expect(await changesOf(ingest)).toEqual([save(0, { action: 'created' }).key]);
    await ingest.ingest([save(20, { values: { StageName: 'Closed' } })]);
    expect((await entriesOf(ingest)).at(-1)!.title).toContain('Acme expansion');
  });

  it('makes no record', async () => {
    const ingest = await openIngest(db);
    await ingest.ingest([save(0, { remoteUserId: robot, values: { Name: 'Acme renewal' } })]);
    const rows = await db.query('SELECT id FROM records WHERE connection_id = $1', [ingest.connectionId]);
    expect(rows).toEqual([]);
  });

  it('moves a meeting of somebody whose meetings are told', async () => {
    const ingest = await openIngest(db);
    const start = at + 600 * minute;
    const values = { Subject: 'Planning', IsPrivate: false, OwnerId: jon, DurationInMinutes: 30 };
    await ingest.ingest([save(0, { ...ofEvent, ...made({ ...values, ActivityDateTime: start }) })]);
    const moved = { ActivityDateTime: start + 60 * minute };
    await ingest.ingest([save(5, { ...ofEvent, remoteUserId: robot, values: moved })]);
    expect((await entriesOf(ingest)).map((entry) => [entry.action, entry.at])).toEqual([
      ['created', at],
      ['meeting', start + 60 * minute],
    ]);
  });
});

describe('saves of one record', () => {
  it('of equal times are one entry, the same however they arrive', async () => {
    const both = [
      save(0, { key: 'cdc:0001', values: { StageName: 'Proposal' } }),
      save(0, { key: 'cdc:0002', values: { StageName: 'Closed' } }),
    ];
    const told = [];
    for (const order of [both, both.toReversed()]) {
      const ingest = await openIngest(db);
      for (const change of order) await ingest.ingest([change]);
      const rows = await db.query<{ changes: { to: string }[] }>(
        'SELECT changes FROM activities WHERE connection_id = $1',
        [ingest.connectionId],
      );
      told.push(rows.map((row) => row.changes.map(({ to }) => to)));
    }
    expect(told).toEqual([[['Proposal', 'Closed']], [['Proposal', 'Closed']]]);
  });

  it('are not taken into the entry of its creation', async () => {
    const ingest = await openIngest(db);
    await ingest.ingest([save(0, made({ Name: 'Acme renewal' }))]);
    await ingest.ingest([save(0, { values: { StageName: 'Proposal' } }), save(2, { values: { Amount: 5 } })]);
    expect((await entriesOf(ingest)).map((entry) => entry.action).toSorted()).toEqual(['created', 'updated']);
  });

  it('stay told where it is deleted and brought back, each an entry of its own', async () => {
    const ingest = await openIngest(db);
    await ingest.ingest([save(0, made({ Name: 'Acme renewal' })), save(1, { values: { Amount: 5 } })]);
    const before = (await entriesOf(ingest)).map(({ id }) => id);
    await ingest.ingest([save(2, { action: 'deleted' })]);
    await ingest.ingest([save(3, { ...made({ Name: 'Acme renewal' }), action: 'undeleted' })]);
    const after = await entriesOf(ingest);
    expect(after.map((entry) => entry.action)).toEqual(['created', 'updated', 'deleted', 'undeleted']);
    expect(after.slice(0, 2).map(({ id }) => id)).toEqual(before);
    expect(after[2]!.title).toBe('Deleted the opportunity Acme renewal');
  });
});

describe('a call', () => {
  it('that is reopened and closed again stays one entry', async () => {
    const ingest = await openIngest(db);
    const values = { Subject: 'Pricing', TaskSubtype: 'Call', OwnerId: jon, IsClosed: false };
    const closes = { Status: 'Completed', IsClosed: true };
    await ingest.ingest([save(0, { ...ofTask, ...made({ ...values, Status: 'Open' }) })]);
    await ingest.ingest([save(20, { ...ofTask, values: closes })]);
    const calls = async () => (await entriesOf(ingest)).filter((entry) => entry.action === 'logged_call');
    const [first] = await calls();
    await ingest.ingest([save(40, { ...ofTask, values: { Status: 'Open', IsClosed: false } })]);
    expect(await calls()).toEqual([]);
    expect((await newestFeed(ingest)).removed).toEqual([first!.id]);
    await ingest.ingest([save(60, { ...ofTask, values: closes })]);
    expect(await calls()).toEqual([{ ...first, at: at + 60 * minute }]);
  });
});

describe('a meeting', () => {
  it('that goes to somebody else leaves the timeline of the one who had it', async () => {
    const ingest = await openIngest(db);
    const values = { Subject: 'Planning', IsPrivate: false, OwnerId: jon, DurationInMinutes: 30 };
    await ingest.ingest([save(0, { ...ofEvent, ...made({ ...values, ActivityDateTime: at }) })]);
    const mine = (await entriesOf(ingest)).find((entry) => entry.action === 'meeting')!;
    await ingest.ingest([save(20, { ...ofEvent, values: { OwnerId: remy } })]);
    const theirs = (await entriesOf(ingest)).find((entry) => entry.action === 'meeting')!;
    expect(theirs).toMatchObject({ id: mine.id, remote_user_id: remy });
    // Nobody is mapped to Remy: to the readers of Jon's timeline the message is one of removal.
    expect((await newestFeed(ingest)).changed).toContain(mine.id);
  });

  it('that goes to a program is nobody’s', async () => {
    const ingest = await openIngest(db);
    const values = { Subject: 'Planning', IsPrivate: false, OwnerId: jon, DurationInMinutes: 30 };
    await ingest.ingest([save(0, { ...ofEvent, ...made({ ...values, ActivityDateTime: at }) })]);
    const mine = (await entriesOf(ingest)).find((entry) => entry.action === 'meeting')!;
    await ingest.ingest([save(20, { ...ofEvent, values: { OwnerId: robot } })]);
    expect((await entriesOf(ingest)).map((entry) => entry.action)).not.toContain('meeting');
    expect((await newestFeed(ingest)).removed).toContain(mine.id);
  });
});
