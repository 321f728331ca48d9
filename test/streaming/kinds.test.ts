import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { convertLead, createPersonAccount } from '../../emulator/org/conversions.ts';
import { bookSeries } from '../../emulator/org/series.ts';
import type { Transaction } from '../../emulator/org/transaction.ts';
import { until } from '../helpers/until.ts';
import { openWorld, type World } from '../helpers/world.ts';

describe('what the stream of an org brings', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ orgs: [{ personAccounts: true }] });
    await world.connect();
  });
  afterAll(() => world.close());

  const mara = () => world.emulator.orgs[0]!.people.get('mara')!;
  const transact = <T>(work: (tx: Transaction) => T): T =>
    world.emulator.org.transact({ userId: mara(), origin: '' }, work);
  const told = async (objectId: string, count: number) => {
    const read = () =>
      world.db.query<{ action: string; title: string; user_id: string }>(
        `SELECT action, title, user_id FROM activities WHERE object_id = $1 AND missing_names IS NULL
         ORDER BY action`,
        [objectId],
      );
    await until(`${count} entries stand`, async () => (await read()).length === count);
    return read();
  };

  it('a record that is deleted and brought back', async () => {
    const id = transact((tx) => tx.create('Case', { Subject: 'Printer on fire', Origin: 'Phone' }));
    transact((tx) => tx.delete('Case', id));
    transact((tx) => tx.undelete('Case', id));
    const entries = await told(id, 3);
    expect(entries.map((entry) => entry.action)).toEqual(['created', 'deleted', 'undeleted']);
    for (const entry of entries) expect(entry.user_id).toBe(world.userIds.get('mara@acme.example'));
  });

  it('a lead that is converted, as its contact and its opportunity in one transaction', async () => {
    const lead = world.emulator.org.records('Lead').find((row) => !row.IsConverted)!;
    const now = world.emulator.org.now();
    const made = transact((tx) => convertLead(tx, lead.Id as string, { now }));
    expect(await told(made.contactId, 1)).toMatchObject([{ action: 'created' }]);
    expect(await told(made.opportunityId!, 1)).toMatchObject([{ action: 'created' }]);
    const transactions = await world.db.query(
      'SELECT DISTINCT transaction FROM changes WHERE object_id IN ($1, $2)',
      [made.contactId, made.opportunityId],
    );
    expect(transactions).toHaveLength(1);
  });

  it('a person account, as its contact with the name of the person', async () => {
    const made = transact((tx) => createPersonAccount(tx, { FirstName: 'Ada', LastName: 'Moss' }));
    const [entry] = await told(made.contactId, 1);
    expect(entry!.title).toContain('Ada Moss');
  });

  it.each([true, false])(
    'a series of meetings, none of them for the series itself (Lightning: %s)',
    async (lightning) => {
      const start = Date.UTC(2026, 10, 30, 9);
      const plan = { subject: 'Weekly forecast', start, count: 3, invitees: [], lightning };
      const { seriesId, occurrenceIds } = transact((tx) => bookSeries(tx, plan));
      const meetings = async () => {
        const rows = await world.db.query<{ object_id: string }>(
          `SELECT object_id FROM activities WHERE action = 'meeting' AND object_id = ANY($1::text[]) ORDER BY 1`,
          [[seriesId, ...occurrenceIds]],
        );
        return rows.map((row) => row.object_id);
      };
      await until('the meetings stand', async () => (await meetings()).length >= 3);
      expect(await meetings()).toEqual([...occurrenceIds].sort());
      transact((tx) => {
        for (const id of occurrenceIds) tx.delete('Event', id);
      });
      await until('the meetings are gone', async () => (await meetings()).length === 0);
    },
  );
});
