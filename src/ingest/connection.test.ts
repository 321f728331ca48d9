import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../test/helpers/until.ts';
import { openWorld, type World } from '../../test/helpers/world.ts';
import { findConnection } from '../store/connections.ts';
import { listFeatureStates } from '../store/features.ts';
import { listSteps } from '../store/provisioning.ts';
import { countMapping, listRemoteUsers } from '../store/remoteUsers.ts';
import { setMapping } from './mapping.ts';

interface Entry {
  readonly id: string;
  readonly title: string;
  readonly action: string;
  readonly category: string;
  readonly user_id: string | null;
  readonly changes: readonly { field: string; to: string | null }[];
  readonly missing_names: readonly string[] | null;
}

describe('a connection, from consent to entries', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  const entries = (where: string, params: readonly string[] = []) =>
    world.db.query<Entry>(
      `SELECT id, title, action, category, user_id, changes, missing_names FROM activities
       WHERE ${where} ORDER BY occurred_at, id`,
      params,
    );
  const idOf = (object: string, index = 0) => world.emulator.org.records(object)[index]!.Id as string;
  const personId = (key: string) => world.emulator.orgs[0]!.people.get(key)!;

  it('refuses an edition without change events, and keeps nothing but its name', async () => {
    await expect(world.authorize('olga@acme.example', 'professional')).rejects.toMatchObject({
      code: 'unsupported_edition',
    });
    expect(await world.db.query('SELECT 1 FROM connections')).toEqual([]);
  });

  it('ends without Customize Application in missing_permission, with nothing left', async () => {
    const { location } = await world.authorize('ines@acme.example');
    expect(location).toBe('/settings/services/salesforce?error=missing_permission');
    expect(await world.db.query('SELECT 1 FROM connections')).toEqual([]);
  });

  it('connects, provisions and goes live with five features in real time', async () => {
    const connection = await world.connect();
    expect(connection).toMatchObject({ status: 'active', statusReason: null, edition: 'enterprise' });
    const steps = await listSteps(world.db, world.accountId, connection.id);
    expect(steps.map((step) => step.state)).toEqual(['done', 'done', 'done', 'done', 'done']);
    const states = await listFeatureStates(world.db, world.accountId, connection.id);
    expect(states).toHaveLength(11);
    const live = states.filter((state) => state.path === 'cdc' && state.status === 'active');
    expect(live.map((state) => state.feature).sort()).toEqual([
      'cases',
      'contacts',
      'events',
      'opportunities',
      'tasks',
    ]);
    expect(connection.slots).toMatchObject({ used: 5, limit: 5, others: [] });
    expect((await countMapping(world.db, world.accountId, connection.id)).mapped).toBe(4);
  });

  it('refuses the same org a second time and keeps the first connection', async () => {
    const { location } = await world.authorize();
    expect(location).toBe('/settings/services/salesforce?error=already_connected');
    expect(await world.db.query('SELECT 1 FROM connections')).toHaveLength(1);
  });

  it('puts a change on the timeline under the right person, with a title of names', async () => {
    const { org } = world.emulator;
    const deal = org.records('Opportunity').find((row) => row.IsClosed === false)!;
    org.transact({ userId: personId('mara'), origin: '' }, (tx) =>
      tx.update('Opportunity', deal.Id as string, { StageName: 'Negotiation/Review' }),
    );
    const [entry] = await until('the entry has its name', async () => {
      const rows = await entries('object_id = $1 AND missing_names IS NULL', [deal.Id as string]);
      return rows.length > 0 ? rows : null;
    });
    expect(entry).toMatchObject({
      title: `Moved ${deal.Name} to Negotiation/Review`,
      action: 'updated',
      user_id: world.userIds.get('mara@acme.example'),
    });
    expect(entry!.changes.map((change) => change.field)).toContain('StageName');
  });

  it('joins changes of one record within ten minutes into one entry with every transition', async () => {
    const { org } = world.emulator;
    const contact = idOf('Contact');
    for (const Title of ['Head of Purchasing', 'VP Purchasing', 'CPO']) {
      org.transact({ userId: personId('jon'), origin: '' }, (tx) => tx.update('Contact', contact, { Title }));
    }
    const [entry] = await until('all three transitions are there', async () => {
      const rows = await entries('object_id = $1', [contact]);
      return rows[0]?.changes.length === 3 ? rows : null;
    });
    expect(entry!.changes.map((change) => change.to)).toEqual(['Head of Purchasing', 'VP Purchasing', 'CPO']);
    expect(await entries('object_id = $1', [contact])).toHaveLength(1);
    expect(entry!.user_id).toBe(world.userIds.get('JON@acme.example'));
  });

  it('gives a meeting its own entry, rewritten in place and removed with the event', async () => {
    const { org } = world.emulator;
    const start = Date.UTC(2026, 10, 20, 9);
    const by = { userId: personId('mara'), origin: '' };
    const event = org.transact(by, (tx) =>
      tx.create('Event', {
        Subject: 'Quarterly review',
        OwnerId: personId('mara'),
        WhoId: idOf('Contact'),
        ActivityDateTime: start,
        DurationInMinutes: 45,
      }),
    );
    const kinds = async () => (await entries('object_id = $1', [event])).map((entry) => entry.action).sort();
    await until('calendar entry and meeting stand', async () => (await kinds()).join() === 'created,meeting');
    const meetings = await world.db.query(
      `SELECT duration_seconds, category, occurred_at FROM activities WHERE object_id = $1 AND action = 'meeting'`,
      [event],
    );
    expect(meetings[0]).toMatchObject({
      duration_seconds: 2700,
      category: 'meeting_external',
      occurred_at: start,
    });
    org.transact(by, (tx) => tx.update('Event', event, { DurationInMinutes: 60 }));
    await until('the meeting is an hour long', async () => {
      const rows = await world.db.query<{ duration_seconds: number }>(
        `SELECT duration_seconds FROM activities WHERE object_id = $1 AND action = 'meeting'`,
        [event],
      );
      return rows.length === 1 && rows[0]!.duration_seconds === 3600;
    });
    org.transact(by, (tx) => tx.delete('Event', event));
    await until(
      'the meeting is gone, the calendar entries stay',
      async () => (await kinds()).join() === 'created,deleted,updated',
    );
  });

  it('keeps what an unmapped person did, and attributes it at once when they are mapped', async () => {
    const { org } = world.emulator;
    const connection = (await world.db.query<{ id: string }>('SELECT id FROM connections'))[0]!;
    const ref = { accountId: world.accountId, connectionId: connection.id };
    const remy = personId('remy');
    const caseId = idOf('Case');
    org.transact({ userId: remy, origin: '' }, (tx) => tx.update('Case', caseId, { Priority: 'High' }));
    await until('it is kept without a person', async () => {
      const rows = await entries('object_id = $1 AND remote_user_id = $2', [caseId, remy]);
      return rows.length === 1 && rows[0]!.user_id === null;
    });
    const waiting = await listRemoteUsers(world.db, ref.accountId, ref.connectionId, {
      search: 'remy',
      limit: 5,
    });
    expect(waiting[0]).toMatchObject({ state: 'unmapped', waiting: 1 });
    await setMapping(world.context, {
      ...ref,
      remoteUserId: remy,
      userId: world.ownerId,
      changedBy: world.ownerId,
    });
    const after = await entries('object_id = $1 AND remote_user_id = $2', [caseId, remy]);
    expect(after[0]!.user_id).toBe(world.ownerId);
  });

  it('comes to rest with the newest moment and position stored', async () => {
    const [row] = await world.db.query<{ id: string }>('SELECT id FROM connections');
    const connection = await findConnection(world.db, world.accountId, row!.id);
    expect(connection!.position).toMatch(/^[A-Za-z0-9+/]+=*$/);
    expect(connection!.lastEventAt).toBeGreaterThan(0);
  });
});
