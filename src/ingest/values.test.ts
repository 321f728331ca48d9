import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { until } from '../../test/helpers/until.ts';
import { openWorld, type World } from '../../test/helpers/world.ts';
import { systemClock } from '../lib/clock.ts';

interface Entry {
  readonly title: string;
  readonly changes: readonly { field: string; label: string; to: string | null }[];
}

describe('an entry of a save', () => {
  let world: World;
  afterEach(() => void vi.unstubAllEnvs());
  afterAll(() => world.close());

  const as = () => ({ userId: world.emulator.orgs[0]!.people.get('mara')!, origin: '' });
  type Given = Readonly<Record<string, string | number>>;
  const create = (object: string, values: Given) =>
    world.emulator.org.transact(as(), (tx) => tx.create(object, values));
  const update = (object: string, id: string, values: Given) =>
    world.emulator.org.transact(as(), (tx) => tx.update(object, id, values));
  const deal = (values: Given = {}) => {
    const given = { StageName: 'Prospecting', CloseDate: '2027-01-31', ...values };
    return create('Opportunity', { Name: 'Acme renewal', ...given });
  };
  /** The entry of the record's updates, named in full. */
  const updated = (objectId: string) =>
    until('the update is told', async () => {
      const rows = await world.db.query<Entry>(
        `SELECT title, changes FROM activities
         WHERE object_id = $1 AND action = 'updated' AND missing_names IS NULL`,
        [objectId],
      );
      return rows[0] ?? null;
    });

  describe('of an org with several currencies', () => {
    // Harm: 52,000 of a deal in pounds read as if it were in the currency of all others.
    beforeAll(async () => {
      world = await openWorld({ orgs: [{ multiCurrency: true }] });
    });

    it('tells the currency of a deal that was there before we were, and of a new one', async () => {
      const old = deal({ CurrencyIsoCode: 'GBP', Amount: 1 });
      await world.connect();
      const fresh = deal({ CurrencyIsoCode: 'USD' });
      for (const id of [old, fresh]) update('Opportunity', id, { Amount: 52_000 });
      expect(await updated(old)).toMatchObject({
        title: 'Changed the amount of Acme renewal to GBP 52,000',
        changes: [{ field: 'Amount', label: 'Amount', to: 'GBP 52,000' }],
      });
      expect((await updated(fresh)).changes).toMatchObject([{ to: 'USD 52,000' }]);
    });
  });

  describe('of an org with one currency', () => {
    beforeAll(async () => {
      await world.close();
      world = await openWorld();
      await world.connect();
    });

    it('tells an amount as it is', async () => {
      const id = deal();
      update('Opportunity', id, { Amount: 52_000.5 });
      expect((await updated(id)).title).toBe('Changed the amount of Acme renewal to 52,000.50');
    });

    // Harm: a close date moved by a day for whoever runs the server east or west of Greenwich.
    it.each(['Asia/Tokyo', 'America/Los_Angeles'])('leaves dates where they are in %s', async (zone) => {
      vi.stubEnv('TZ', zone);
      expect(new Date(2027, 2, 31).getUTCHours()).not.toBe(0);
      const id = deal();
      update('Opportunity', id, { CloseDate: '2027-03-31' });
      expect((await updated(id)).changes).toMatchObject([{ label: 'Close Date', to: '31 Mar 2027' }]);
      const task = create('Task', { Subject: 'Offer', ActivityDate: '2027-01-01' });
      update('Task', task, { ActivityDate: '2027-04-01' });
      expect((await updated(task)).changes).toMatchObject([{ label: 'Due Date Only', to: '1 Apr 2027' }]);
    });

    it('tells the start of a meeting as a moment, in words that people know', async () => {
      vi.stubEnv('TZ', 'Asia/Tokyo');
      const start = Date.UTC(2026, 10, 28, 9);
      const id = create('Event', { Subject: 'Planning', ActivityDateTime: start, DurationInMinutes: 30 });
      update('Event', id, { ActivityDateTime: Date.UTC(2026, 10, 28, 13) });
      expect(await updated(id)).toMatchObject({
        title: 'Rescheduled the event Planning',
        changes: [{ field: 'ActivityDateTime', label: 'Start Date Time', to: '28 Nov 2026 13:00 UTC' }],
      });
    });
  });

  describe('of an org that has words of its own', () => {
    beforeAll(async () => {
      await world.close();
      world = await openWorld();
      world.emulator.org.addField('Opportunity', { label: 'Größe', type: 'string' });
      await world.connect();
    });

    it('tells a field by its label', async () => {
      const { fields } = world.emulator.org.objectDef('Opportunity')!;
      const { name } = fields.find((field) => field.label === 'Größe')!;
      const id = deal();
      update('Opportunity', id, { [name]: 'XL' });
      expect(await updated(id)).toMatchObject({
        // Its value may not be kept.
        changes: [{ field: name, label: 'Größe', to: null }],
      });
    });
  });

  describe('of an org that does not tell its words', () => {
    let later = 0;
    beforeAll(async () => {
      await world.close();
      const clock = { ...systemClock, now: () => systemClock.now() + later };
      world = await openWorld({}, { clock });
      await world.connect();
    });

    // Harm: one object that could not be described kept the whole stream from starting.
    it('has readable names first, and the words of the org later', async () => {
      await world.stopWorker();
      later = 25 * 3_600_000;
      world.emulator.faults.inject({ name: 'rest.SERVER_UNAVAILABLE', path: 'describe', times: 'always' });
      await world.startWorker();
      const labelOf = async () => {
        const id = create('Contact', { LastName: 'Falk' });
        update('Contact', id, { AssistantName: 'Kai' });
        return (await updated(id)).changes[0]!.label;
      };
      expect(await labelOf()).toBe('Assistant Name');
      world.emulator.faults.clear();
      await until('the org tells its words', async () => (await labelOf()) === "Assistant's Name");
    });
  });
});
