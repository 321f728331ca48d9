import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../test/helpers/until.ts';
import { openWorld, type World } from '../../test/helpers/world.ts';

interface Entry {
  readonly action: string;
  readonly remote: string;
  readonly user: string | null;
  readonly actor: string;
  readonly via: string | null;
}

describe('an entry belongs to', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
    await world.connect();
  });
  afterAll(() => world.close());

  const lightning = 'com/salesforce/api/soap/60.0;client=SfdcInternalAPI/';
  const bulk = 'com/salesforce/api/bulkapi/66.0;client=Loader';
  const person = (key: string) => world.emulator.orgs[0]!.people.get(key)!;
  const userOf = (key: string) =>
    world.userIds.get(key === 'jon' ? 'JON@acme.example' : `${key}@acme.example`)!;
  const queue = () => world.emulator.org.records('Group')[0]!.Id as string;
  const save = (
    userId: string,
    object: string,
    values: Readonly<Record<string, string | number | boolean>>,
    origin = lightning,
  ) => world.emulator.org.transact({ userId, origin }, (tx) => tx.create(object, values));
  const entriesOf = (objectId: string) =>
    world.db.query<Entry>(
      `SELECT action, remote_user_id AS remote, user_id AS user, actor, via FROM activities
       WHERE object_id = $1 ORDER BY action`,
      [objectId],
    );
  /** The entries of a record, once all that was saved up to now is stored. */
  const told = async (objectId: string): Promise<readonly Entry[]> => {
    const last = save(person('mara'), 'Contact', { LastName: 'Last' });
    await until('the last save is stored', async () => (await entriesOf(last)).length > 0);
    return entriesOf(objectId);
  };
  const userReads = () =>
    world.emulator.requests.filter(({ soql }) => soql.some((query) => / FROM User$/.test(query))).length;
  const hire = (name: string, values: Readonly<Record<string, string>> = {}): string => {
    const { org } = world.emulator;
    const id = org.nextId('005');
    const email = `${name}@acme.example`;
    const jon = org.find('User', person('jon'))!;
    org.put('User', { ...jon, Id: id, Name: name, Username: email, Email: email, ...values });
    return id;
  };

  it('whoever saved, not the owner of the record', async () => {
    const id = save(person('jon'), 'Contact', { LastName: 'Falk', OwnerId: person('mara') });
    const by = { remote: person('jon'), user: userOf('jon') };
    expect(await told(id)).toEqual([{ ...by, action: 'created', actor: 'person', via: null }]);
  });

  it('the owner, where it is a meeting or a logged call', async () => {
    const owned = { OwnerId: person('mara') };
    const start = Date.UTC(2026, 10, 26, 9);
    const meeting = { Subject: 'Planning', ActivityDateTime: start, DurationInMinutes: 30, ...owned };
    const call = { Subject: 'Call', TaskSubtype: 'Call', Status: 'Completed', ...owned };
    const [event, task] = [save(person('jon'), 'Event', meeting), save(person('jon'), 'Task', call)];
    expect(await told(event)).toMatchObject([
      { action: 'created', remote: person('jon') },
      { action: 'meeting', remote: person('mara'), user: userOf('mara') },
    ]);
    expect(await told(task)).toMatchObject([
      { action: 'logged_call', remote: person('mara'), user: userOf('mara') },
    ]);
  });

  it('nobody, where a queue owns the call', async () => {
    const call = { Subject: 'Call', TaskSubtype: 'Call', Status: 'Completed' };
    const id = save(person('jon'), 'Task', call);
    expect(await told(id)).toMatchObject([{ action: 'logged_call', user: userOf('jon') }]);
    const by = { userId: person('jon'), origin: lightning };
    world.emulator.org.transact(by, (tx) => tx.update('Task', id, { OwnerId: queue() }));
    expect((await told(id)).filter((entry) => entry.action === 'logged_call')).toEqual([]);
  });

  it('whoever wrote the task of a sent e-mail, not its owner', async () => {
    const email = { Subject: 'Email: Offer', TaskSubtype: 'Email', Status: 'Completed' };
    const id = save(person('jon'), 'Task', { ...email, OwnerId: person('mara') });
    expect(await told(id)).toMatchObject([
      { action: 'sent_email', remote: person('jon'), user: userOf('jon') },
    ]);
  });

  it('a person, told with the program that they used', async () => {
    const id = save(
      person('jon'),
      'Contact',
      { LastName: 'Falk' },
      'com/salesforce/api/rest/66.0;client=Dialer',
    );
    expect(await told(id)).toMatchObject([{ user: userOf('jon'), actor: 'person', via: 'Dialer' }]);
  });

  it('automation, where a mapped user works by the Bulk API', async () => {
    const id = save(person('jon'), 'Contact', { LastName: 'Falk' }, bulk);
    expect(await told(id)).toMatchObject([{ user: userOf('jon'), actor: 'automation', via: 'Loader' }]);
  });

  it.each(['integration', 'automated', 'guest'])('no program: saves of %s are dropped', async (key) => {
    const ids = [bulk, lightning].map((origin) => save(person(key), 'Contact', { LastName: 'Falk' }, origin));
    for (const id of ids) expect(await told(id)).toEqual([]);
    const stored = await world.db.query('SELECT 1 FROM changes WHERE object_id = ANY($1::text[])', [ids]);
    expect(stored).toEqual([]);
  });

  it('automation, where a program saves the meeting of a person', async () => {
    const meeting = { Subject: 'Demo', ActivityDateTime: Date.UTC(2026, 10, 26, 9), DurationInMinutes: 30 };
    const id = save(person('integration'), 'Event', { ...meeting, OwnerId: person('jon') });
    expect(await told(id)).toMatchObject([{ action: 'meeting', user: userOf('jon'), actor: 'automation' }]);
  });

  // Harm: what a new colleague did in their first minutes stayed nobody's, or each save of theirs cost a reading.
  it('somebody new as soon as they are known, and the list is read once a minute at most', async () => {
    const before = userReads();
    const [user] = await world.db.query<{ id: string }>(
      `INSERT INTO users (account_id, email, name, role) VALUES ($1, 'rosa@acme.example', 'Rosa', 'member')
       RETURNING id`,
      [world.accountId],
    );
    const [rosa, robot] = [hire('rosa'), hire('robot', { UserType: 'AutomatedProcess' })];
    const saves = Array.from({ length: 5 }, (_, index) =>
      [rosa, robot].map((id) => save(id, 'Contact', { LastName: `Falk ${index}` })),
    );
    const known = await until('the new ones are known', async () => {
      const rows = await world.db.query<{ id: string; excluded: string | null }>(
        'SELECT id, excluded FROM remote_users WHERE id = ANY($1::text[]) ORDER BY name DESC',
        [[rosa, robot]],
      );
      return rows.length === 2 && rows;
    });
    expect(known).toMatchObject([{ excluded: null }, { excluded: 'automated_process' }]);
    for (const [hers, its] of saves) {
      expect(await told(hers!)).toMatchObject([{ remote: rosa, user: user!.id }]);
      expect(await told(its!)).toEqual([]);
    }
    const later = hire('nadia');
    expect(await told(save(later, 'Contact', { LastName: 'Falk' }))).toMatchObject([{ user: null }]);
    expect(userReads() - before).toBe(1);
  });
});
