import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../test/helpers/database.ts';
import { type Ingest, openIngest, orgPeople, toChange } from '../../test/helpers/ingest.ts';
import type { Change, Values } from '../activity/change.ts';
import type { Database } from '../store/database.ts';
import { lookUpNames } from './names.ts';

const minute = 60_000;
const at = Date.UTC(2026, 10, 23, 9, 0);
const event = '00U000000000001AAA';
const account = '001000000000001AAA';
const secret = 'Talks with Globex';

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

/** A save of the event, minutes after it was made. */
function save(after: number, values: Values, rest: Partial<Change> = {}): Change {
  const key = `cdc:${String(after).padStart(4, '0')}`;
  const kind = { feature: 'events', objectType: 'Event', objectId: event } as const;
  return toChange({ key, ...kind, at: at + after * minute, values, ...rest });
}

const created = save(
  0,
  {
    Subject: secret,
    IsPrivate: false,
    OwnerId: orgPeople.jon,
    ActivityDateTime: at + 90 * minute,
    DurationInMinutes: 30,
  },
  { action: 'created', fields: [] },
);
const hides = save(30, { IsPrivate: true });

/** Every column of everything that is kept of the connection's records, as text. */
async function kept({ connectionId }: Ingest): Promise<string> {
  const tables = ['changes', 'records', 'activities'];
  const read = (table: string) =>
    db.query<{ row: string }>(`SELECT t::text AS row FROM ${table} t WHERE connection_id = $1`, [
      connectionId,
    ]);
  return (await Promise.all(tables.map(read)))
    .flat()
    .map(({ row }) => row)
    .join('\n');
}

const titlesOf = async ({ connectionId }: Ingest) =>
  (
    await db.query<{ title: string }>(
      'SELECT title FROM activities WHERE connection_id = $1 ORDER BY occurred_at',
      [connectionId],
    )
  ).map(({ title }) => title);

describe('an event that becomes private', () => {
  it('leaves no trace of its subject, and the feed tells every entry of it again', async () => {
    const ingest = await openIngest(db);
    await ingest.ingest([created]);
    await ingest.ingest([save(10, { Subject: `${secret}, moved` }), save(11, { ShowAs: 'Free' })]);
    expect(await kept(ingest)).toContain(secret);
    const standing = await db.query<{ id: string }>('SELECT id FROM activities WHERE connection_id = $1', [
      ingest.connectionId,
    ]);
    await ingest.ingest([hides]);
    expect(await kept(ingest)).not.toContain(secret);
    const [told] = await db.query<{ changed: string[] }>(
      'SELECT changed FROM feed WHERE account_id = $1 ORDER BY last_position DESC LIMIT 1',
      [ingest.accountId],
    );
    expect(told!.changed).toEqual(expect.arrayContaining(standing.map(({ id }) => id)));
    expect(await titlesOf(ingest)).toContain('Blocked time: Private');
  });

  it('does so within one batch, by whoever saves it, and where its saves have no entry', async () => {
    const atOnce = await openIngest(db);
    await atOnce.ingest([created, hides]);
    const bySync = await openIngest(db);
    await bySync.ingest([created, save(5, { Subject: secret }, { remoteUserId: orgPeople.robot })]);
    await bySync.ingest([{ ...hides, remoteUserId: orgPeople.robot }]);
    for (const ingest of [atOnce, bySync]) {
      expect(await titlesOf(ingest)).not.toEqual([]);
      expect(await kept(ingest)).not.toContain(secret);
    }
  });

  it('does so for saves that arrive after the one that hides them', async () => {
    const ingest = await openIngest(db);
    await ingest.ingest([hides]);
    await ingest.ingest([created]);
    expect(await titlesOf(ingest)).not.toEqual([]);
    expect(await kept(ingest)).not.toContain(secret);
  });

  it('does so where only a reading of the record tells', async () => {
    const ingest = await openIngest(db);
    await ingest.ingest([{ ...created, values: { ...created.values, WhatId: account } }]);
    const read = { id: event, type: 'Event', name: 'Private' };
    const values = { ...created.values, IsPrivate: true };
    const service = { ...ingest.scope.service, readRecords: async () => [{ ...read, values }] };
    await lookUpNames({ ...ingest.scope, service });
    expect(await titlesOf(ingest)).toEqual([expect.stringContaining('Private'), 'Blocked time: Private']);
    expect(await kept(ingest)).not.toContain(secret);
  });

  it('does not bring back entries that were erased', async () => {
    const ingest = await openIngest(db);
    await ingest.ingest([created]);
    await db.query(`DELETE FROM activities WHERE connection_id = $1 AND action = 'created'`, [
      ingest.connectionId,
    ]);
    await ingest.ingest([hides]);
    const titles = await titlesOf(ingest);
    expect(titles).toHaveLength(2);
  });
});

describe('an event that is private no longer', () => {
  it('is told by its subject as soon as somebody saves it; what was told before stays private', async () => {
    const ingest = await openIngest(db);
    await ingest.ingest([created, hides]);
    const before = (await titlesOf(ingest)).slice(0, 2);
    await ingest.ingest([save(60, { IsPrivate: false })]);
    expect(await kept(ingest)).not.toContain(secret);
    await ingest.ingest([save(80, { Subject: 'Lunch' })]);
    const titles = await titlesOf(ingest);
    expect(titles.slice(0, 2)).toEqual(before);
    expect(titles.slice(-2)).toEqual([expect.stringContaining('Lunch'), 'Blocked time: Lunch']);
  });

  it('waits for its record to be read, whoever is invited', async () => {
    const ingest = await openIngest(db);
    await ingest.ingest([created, hides, save(40, { IsAllDayEvent: true })]);
    await ingest.ingest([save(60, { IsPrivate: false })]);
    const [meeting] = await db.query<{ missing: string[] | null }>(
      `SELECT missing_names AS missing FROM activities WHERE connection_id = $1 AND action = 'meeting'`,
      [ingest.connectionId],
    );
    expect(meeting!.missing).toEqual([event]);
  });
});
