import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fastClock } from '../../test/helpers/fastClock.ts';
import { until } from '../../test/helpers/until.ts';
import { openWorld, type World } from '../../test/helpers/world.ts';
import { type ConnectionRow, findConnection } from '../store/connections.ts';
import { listCoverage } from '../store/coverage.ts';
import { type HoleRow, listHoles } from '../store/holes.ts';
import { listRejects } from '../store/rejects.ts';
import { watchHoles } from './holes.ts';
import { replayRejects } from './replay.ts';

interface Entry {
  readonly title: string;
  readonly action: string;
  readonly user_id: string | null;
  readonly changes: readonly { field: string }[];
}

type FaultName = Parameters<World['emulator']['faults']['inject']>[0]['name'];

describe('a stream that everything happens to', () => {
  let world: World;
  let connection: ConnectionRow;
  beforeAll(async () => {
    // Five minutes are five seconds here; the org sends its signs of life as much sooner.
    world = await openWorld({ keepaliveMs: 1000 }, { clock: fastClock(60) });
    connection = await world.connect();
  });
  afterAll(() => world.close());

  const mara = () => ({ userId: world.emulator.orgs[0]!.people.get('mara')!, origin: '' });
  const inject = (name: FaultName, more: object = {}) => world.emulator.faults.inject({ ...more, name });
  const entriesOf = (objectId: string) =>
    world.db.query<Entry>(
      'SELECT title, action, user_id, changes FROM activities WHERE object_id = $1 ORDER BY occurred_at, action',
      [objectId],
    );
  const row = async () => (await findConnection(world.db, world.accountId, connection.id))!;
  const rejects = () => listRejects(world.db, world.accountId, connection.id, null, 50);
  /** Holes that the stream told of; those of outages, quotas and what could not be decoded are tried elsewhere. */
  const holes = async () => {
    const all = await listHoles(world.db, world.accountId, connection.id);
    return all.filter(({ cause }) => ['overflow', 'wildcard', 'position_lost'].includes(cause));
  };
  let count = 0;
  const create = (events?: 'gap' | 'overflow') => {
    const by = { ...mara(), ...(events && { events }) };
    return world.emulator.org.transact(by, (tx) => tx.create('Contact', { LastName: `Falk ${++count}` }));
  };
  /** A save made now is on the timeline, once, and the connection says that all is well. */
  const expectAlive = async () => {
    const id = create();
    await until('the save is on the timeline', async () => (await entriesOf(id)).length > 0);
    const now = await until('the stream is live', async () => {
      const current = await row();
      return current.streamState === 'live' && current;
    });
    expect(now).toMatchObject({ status: 'active', statusReason: null });
    expect(await entriesOf(id)).toHaveLength(1);
  };

  const passing: [FaultName, object][] = [
    ['stream.reset', {}],
    ['stream.silent', {}],
    ['stream.topic_late', { ms: 50 }],
    ['stream.large_message', {}],
    ['event.duplicate', {}],
    ['pubsub.service.unavailable', { at: 'stream' }],
    ['pubsub.service.unavailable', { rpc: 'any', times: 2 }],
    ['pubsub.subscription.fetch.overflow', { at: 'stream' }],
    ['pubsub.service.auth.error', { at: 'stream' }],
    ['pubsub.schema.api.unavailable', {}],
  ];
  it.each(passing)('goes on after %s %o, losing and doubling nothing', async (name, more) => {
    const before = world.emulator.requests.length;
    const missed = create();
    inject(name, more);
    if (name !== 'stream.reset' && name !== 'stream.silent') inject('stream.reset');
    await expectAlive();
    expect(await entriesOf(missed)).toHaveLength(1);
    expect(world.emulator.requests.length - before).toBeLessThan(60);
    world.emulator.faults.clear();
  });

  it('renews an expired session once, and goes on', async () => {
    const tokens = () => world.emulator.requests.filter((one) => one.path.endsWith('/oauth2/token')).length;
    const before = tokens();
    inject('pubsub.service.auth.error', { at: 'stream' });
    await until('the session is renewed', () => tokens() > before);
    await expectAlive();
    expect(tokens()).toBe(before + 1);
  });

  it('is patient with an outage', async () => {
    inject('pubsub.service.unavailable', { times: 'always' });
    inject('stream.reset');
    const delayed = await until('the stream is delayed', async () => {
      const current = await row();
      return current.streamState === 'delayed' && current;
    });
    expect(delayed).toMatchObject({ status: 'active', statusReason: { code: 'stream_delayed' } });
    const before = world.emulator.requests.length;
    await new Promise((done) => setTimeout(done, 3000));
    // Three minutes on our clock.
    expect(world.emulator.requests.length - before).toBeLessThan(150);
    world.emulator.faults.clear();
    await expectAlive();
  });

  it('waits for a delivery limit as a paused connection, and comes back by itself', async () => {
    inject('pubsub.subscription.limit.exceeded', { times: 'always' });
    inject('stream.reset');
    const paused = await until('the connection is paused', async () => {
      const current = await row();
      return current.status === 'attention' && current;
    });
    expect(paused.streamState).toBe('delayed');
    expect(paused.statusReason).toMatchObject({ code: 'quota_paused' });
    expect(paused.statusReason!.text).toContain('limit');
    const before = world.emulator.requests.length;
    await new Promise((done) => setTimeout(done, 2000));
    // Two minutes on our clock: a slow try or two, of a handful of requests each.
    expect(world.emulator.requests.length - before).toBeLessThan(25);
    await until('its time counts as missing for all that it carries', async () => {
      await watchHoles(world.context);
      const all = await listHoles(world.db, world.accountId, connection.id);
      return all.filter(({ cause, to }) => cause === 'delivery_limit' && to === null).length === 5;
    });
    world.emulator.faults.clear();
    await expectAlive();
  });

  it('keeps what it cannot understand, and goes on', async () => {
    inject('event.corrupted');
    const corrupted = create();
    await until('the first reject is kept', async () => (await rejects()).length === 1);
    inject('event.unknown_schema');
    create();
    await until('the second reject is kept', async () => (await rejects()).length === 2);
    inject('event.foreign', { entity: 'Foreign_Thing__c' });
    await until('the third reject is kept', async () => (await rejects()).length === 3);
    await expectAlive();
    expect(await entriesOf(corrupted)).toEqual([]);
    const reasons = (await rejects()).map(({ reason, feature }) => `${feature} ${reason}`);
    expect(reasons).toEqual(
      expect.arrayContaining([
        expect.stringContaining('decoding a change event'),
        expect.stringContaining('reading schema'),
        'null no feature reads Foreign_Thing__c',
      ]),
    );
    expect(await replayRejects(world.context, await row())).toEqual({ replayed: 0, left: 2 });
  });

  it('brings a reject onto the timeline once it can be understood', async () => {
    const before = (await rejects()).length;
    inject('pubsub.schema.validation.failed');
    world.emulator.org.addField('Contact', { label: 'Loyalty Tier', type: 'string' });
    const id = create();
    await until('it is rejected', async () => (await rejects()).length === before + 1);
    expect(await entriesOf(id)).toEqual([]);
    expect(await replayRejects(world.context, await row())).toEqual({ replayed: 1, left: 2 });
    expect(await entriesOf(id)).toMatchObject([
      { action: 'created', user_id: world.userIds.get('mara@acme.example') },
    ]);
    expect(await rejects()).toHaveLength(before);
    await expectAlive();
  });

  it('reads again what a gap names, and says who did what', async () => {
    const id = create('gap');
    const { org } = world.emulator;
    await until('the gap became a change', async () => (await entriesOf(id)).length === 1);
    const by = { ...mara(), events: 'gap' } as const;
    const told = async (length: number) => {
      await until(`there are ${length} entries`, async () => (await entriesOf(id)).length === length);
      return (await entriesOf(id)).map((entry) => entry.title);
    };
    const name = `Falk ${count}`;
    expect(await told(1)).toEqual([`Created the contact ${name}`]);
    org.transact(by, (tx) => tx.update('Contact', id, { Title: 'CPO' }));
    expect(await told(2)).toContain(`Updated ${name}`);
    org.transact(by, (tx) => tx.delete('Contact', id));
    expect(await told(3)).toContain(`Deleted the contact ${name}`);
    org.transact(by, (tx) => tx.undelete('Contact', id));
    expect(await told(4)).toContain(`Restored the contact ${name}`);
    const [entry] = await entriesOf(id);
    expect(entry).toMatchObject({ user_id: world.userIds.get('mara@acme.example'), changes: [] });
    expect(await holes()).toEqual([]);
  });

  it('opens a hole for an overflow and for ids that are not named', async () => {
    const [covered] = (await listCoverage(world.db, world.accountId, connection.id)).filter(
      (one) => one.feature === 'contacts',
    );
    // As repairs do it: a hole within one that is open is none, and times are told by the second.
    const closeAll = () =>
      world.db.query('UPDATE coverage_holes SET closed_at = now(), to_at = coalesce(to_at, now())');
    const untilOpen = (cause: HoleRow['cause']) =>
      until(
        `a hole is there: ${cause}`,
        async () => (await holes()).find((one) => one.cause === cause && one.closedAt === null) ?? null,
      );
    await closeAll();
    create('overflow');
    const hole = await untilOpen('overflow');
    expect(hole).toMatchObject({ feature: 'contacts', cause: 'overflow', closedAt: null });
    expect(hole.to).toBeGreaterThanOrEqual(hole.from);
    await expectAlive();
    const intervals = (await listCoverage(world.db, world.accountId, connection.id)).filter(
      (one) => one.feature === 'contacts',
    );
    // It begins anew after the hole, and what was covered before stays.
    expect(intervals.map((one) => one.from)).toEqual(expect.arrayContaining([covered!.from, hole.to]));
    await closeAll();
    world.emulator.org.announce(mara(), {
      ...{ entity: 'Contact', changeType: 'UPDATE', recordIds: ['003*'] },
      ...{ changed: [], nulled: [] },
    });
    expect(await untilOpen('wildcard')).toMatchObject({ feature: 'contacts' });
  });

  it('reads from the beginning when its position is lost, and opens a hole in all that it carries', async () => {
    inject('stream.log_reset');
    await expectAlive();
    const lost = (await holes()).filter((hole) => hole.cause === 'position_lost');
    expect(lost.map((hole) => hole.feature).sort()).toEqual([
      'cases',
      'contacts',
      'events',
      'opportunities',
      'tasks',
    ]);
    for (const hole of lost) expect(hole.from).toBeLessThanOrEqual(hole.to!);
    await expectAlive();
  });

  it('stops where a person must act, and asks nothing more', async () => {
    inject('pubsub.topic.meta.permission', { times: 'always' });
    inject('stream.reset');
    const stopped = await until('the connection needs attention', async () => {
      const current = await row();
      return current.status === 'attention' && current;
    });
    expect(stopped).toMatchObject({ streamState: 'stopped', statusReason: { code: 'missing_permission' } });
    const before = world.emulator.requests.length;
    await new Promise((done) => setTimeout(done, 1000));
    expect(world.emulator.requests.length).toBe(before);
  });
});
