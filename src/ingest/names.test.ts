import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../test/helpers/until.ts';
import { openWorld, type World } from '../../test/helpers/world.ts';
import { setFeatureEnabled } from './featureControl.ts';

interface Entry {
  readonly id: string;
  readonly title: string;
  readonly missing: readonly string[] | null;
}

describe('names that entries lack', () => {
  let world: World;
  let connectionId: string;
  beforeEach(async () => {
    world = await openWorld();
  });
  afterEach(() => world.close());

  const as = () => ({ userId: world.emulator.orgs[0]!.people.get('mara')!, origin: '' });
  const connect = async () => {
    connectionId = (await world.connect()).id;
  };
  const org = () => world.emulator.org;
  /** Saves of a deal that the product has never heard of. */
  const deal = (index = 0) => org().records('Opportunity')[index] as { Id: string; Name: string };
  const touch = (id: string, NextStep: string) =>
    org().transact(as(), (tx) => tx.update('Opportunity', id, { NextStep }));
  const entriesOf = (objectId: string) =>
    world.db.query<Entry>(
      'SELECT id, title, missing_names AS missing FROM activities WHERE object_id = $1 ORDER BY occurred_at',
      [objectId],
    );
  const told = (objectId: string, ready: (entry: Entry) => boolean) =>
    until('the entry stands', async () => {
      const [entry] = await entriesOf(objectId);
      return entry !== undefined && ready(entry) ? entry : null;
    });
  const lookUps = () =>
    world.emulator.requests.filter(({ soql }) => soql.some((query) => / WHERE (Id|EventId) IN /.test(query)))
      .length;
  const refuse = (name: 'rest.INVALID_TYPE' | 'rest.SERVER_UNAVAILABLE', object: string) =>
    world.emulator.faults.inject({ name, object, times: 'always' });
  const refused = (from: number) => until('a look-up is refused', () => lookUps() > from);
  const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

  // Harm: an import in the org cost an API call a record, and the org's other programs had none left.
  it('of 2,000 records take a few calls', async () => {
    const ids = org().transact(as(), (tx) =>
      Array.from({ length: 2000 }, (_, index) =>
        tx.create('Opportunity', {
          Name: `Deal ${index}`,
          StageName: 'Prospecting',
          CloseDate: '2027-03-31',
        }),
      ),
    );
    await connect();
    const before = org().usage.apiRequests;
    for (const id of ids) touch(id, 'Call back');
    await until(
      'all are named',
      async () => {
        const [row] = await world.db.query<{ count: number }>(
          `SELECT count(*)::int AS count FROM activities
           WHERE missing_names IS NULL AND object_name LIKE 'Deal %' AND object_id = ANY($1::text[])`,
          [ids],
        );
        return row!.count === 2000;
      },
      60_000,
    );
    // Each batch of the stream may ask once, and each 200 entries are one call.
    expect(lookUps()).toBeLessThanOrEqual(35);
    expect(org().usage.apiRequests - before).toBeLessThan(60);
  }, 90_000);

  it('come later, and the entry is sent again', async () => {
    await connect();
    const { Id, Name } = deal();
    refuse('rest.SERVER_UNAVAILABLE', 'Opportunity');
    const before = lookUps();
    touch(Id, 'Call back');
    const { id } = await told(Id, (entry) => entry.missing !== null);
    await refused(before);
    world.emulator.faults.clear();
    // Nothing else is saved in the org: the look-up is tried again by itself.
    const named = await told(Id, (entry) => entry.missing === null);
    expect(named).toMatchObject({ id, title: `Changed the next step of ${Name}` });
    const feed = await world.db.query<{ changed: string[] }>(
      'SELECT changed FROM feed ORDER BY last_position',
    );
    expect(feed.filter(({ changed }) => changed.includes(id)).length).toBeGreaterThanOrEqual(2);
  });

  it('that cannot be read are asked for once', async () => {
    await connect();
    refuse('rest.INVALID_TYPE', 'Opportunity');
    const { Id, Name } = deal(1);
    touch(Id, 'Call back');
    const { title } = await told(Id, (entry) => entry.missing === null);
    expect(title).toBe('Changed the next step of an opportunity');
    const before = lookUps();
    await pause(1500);
    expect(lookUps()).toBe(before);
    // Somebody lets us read it: the next save asks anew.
    world.emulator.faults.clear();
    touch(Id, 'Write back');
    await told(Id, (entry) => entry.title.endsWith(Name));
    expect(lookUps()).toBe(before + 1);
  });

  it('are looked up by the next worker where one died in between', async () => {
    await connect();
    refuse('rest.SERVER_UNAVAILABLE', 'Opportunity');
    const { Id, Name } = deal(2);
    touch(Id, 'Call back');
    await refused(0);
    expect(await entriesOf(Id)).toMatchObject([{ missing: [Id] }]);
    await world.stopWorker();
    world.emulator.faults.clear();
    await world.startWorker();
    const entry = await told(Id, ({ missing }) => missing === null);
    expect(entry.title).toBe(`Changed the next step of ${Name}`);
  });

  // Harm: a meeting that nobody wants any more was looked up again and again, without end.
  it('of what was switched off meanwhile are asked for no more', async () => {
    await connect();
    refuse('rest.SERVER_UNAVAILABLE', 'Event');
    const start = Date.UTC(2026, 10, 26, 9);
    const id = org().transact(as(), (tx) =>
      tx.create('Event', { Subject: 'Planning', ActivityDateTime: start, DurationInMinutes: 30 }),
    );
    await refused(0);
    await setFeatureEnabled(world.context, {
      ...{ accountId: world.accountId, connectionId, feature: 'events', changedBy: world.ownerId },
      enabled: false,
    });
    world.emulator.faults.clear();
    await until('nothing waits', async () => (await entriesOf(id)).every(({ missing }) => missing === null));
    const before = lookUps();
    await pause(1500);
    expect(lookUps()).toBe(before);
  });
});
