import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { settleJobs } from '../../test/helpers/jobs.ts';
import { until } from '../../test/helpers/until.ts';
import { openWorld, type World } from '../../test/helpers/world.ts';
import { findConnection } from '../store/connections.ts';
import { findRemoval } from '../store/removals.ts';
import { askErasure, finishErasures } from './erasure.ts';
import { setFeatureEnabled } from './featureControl.ts';
import { setMapping } from './mapping.ts';
import { approveRemoval, askRemoval } from './removal.ts';

interface Told {
  readonly id: string;
  readonly title: string;
  readonly userId: string | null;
  readonly connectionId: string;
}

// Harm: connecting an org again, whose entries had been kept, told each save of the last 30 days a second time.
describe('an org that is connected again after its entries were kept', () => {
  let world: World;
  beforeEach(async () => {
    world = await openWorld();
  });
  afterEach(() => world.close());

  const by = (key: string) => ({ userId: world.emulator.orgs[0]!.people.get(key)!, origin: '' });
  const create = (key: string, type: string, values: Record<string, unknown>) =>
    world.emulator.org.transact(by(key), (tx) => tx.create(type, values as Record<string, string>));
  const move = (id: string, stage: string, key = 'mara') =>
    world.emulator.org.transact(by(key), (tx) => tx.update('Opportunity', id, { StageName: stage }));
  const all = () =>
    world.db.query<Told>(
      `SELECT id, title, user_id AS "userId", connection_id AS "connectionId" FROM activities ORDER BY id`,
    );
  const shown = async () => (await all()).filter(({ userId }) => userId !== null);
  const titled = async (title: string) => (await shown()).filter((entry) => entry.title.includes(title));
  const untilTold = (title: string) =>
    until(`${title} is told`, async () => (await titled(title)).length > 0);
  const totals = () =>
    world.db.query(
      'SELECT user_id, feature, sum(entries)::int AS n FROM activity_counts GROUP BY 1, 2 ORDER BY 1, 2',
    );

  async function connect(): Promise<string> {
    const { id } = await world.connect();
    await settleJobs(world.context);
    return id;
  }

  async function removeAndKeep(id: string): Promise<void> {
    const find = async () => (await findConnection(world.db, world.accountId, id))!;
    await askRemoval(world.context, await find(), { data: 'keep', by: world.ownerId, note: null });
    await approveRemoval(world.context, await find(), { by: world.ownerId, fromOperator: true, note: null });
    await until('the removal is done', async () => {
      return (await findRemoval(world.db, world.accountId, id))?.state === 'done';
    });
  }

  const deals = () =>
    world.emulator.org
      .records('Opportunity')
      .filter((row) => row.IsClosed === false)
      .map((row) => row.Id as string);

  it('tells each save once, by all paths, and what lay between', async () => {
    const first = await connect();
    const [deal] = deals();
    move(deal!, 'Negotiation/Review');
    create('mara', 'Task', { Subject: 'Ring the printer' });
    create('remy', 'Task', { Subject: 'Of nobody yet' });
    for (let n = 0; n < 12; n++) create('jon', 'Contact', { LastName: `Single ${n}` });
    world.emulator.org.transact(by('jon'), (tx) => {
      for (let n = 0; n < 12; n++) tx.create('Contact', { LastName: `Twelve ${n}` });
    });
    await untilTold('Ring the printer');
    await untilTold('12 contacts');
    await settleJobs(world.context);
    const before = await shown();
    const counted = await totals();
    expect(before.length).toBeGreaterThan(15);
    await removeAndKeep(first);
    expect(await all()).toEqual(before);
    create('mara', 'Task', { Subject: 'While nobody read' });
    const second = await connect();
    await untilTold('While nobody read');
    const after = (await shown()).filter(({ title }) => !title.includes('While nobody read'));
    expect(after.map(({ id, title }) => [id, title])).toEqual(before.map(({ id, title }) => [id, title]));
    expect(new Set(after.map(({ connectionId }) => connectionId))).toEqual(new Set([second]));
    expect(await titled('While nobody read')).toHaveLength(1);
    const untold = (await all()).filter(
      ({ title, userId }) => userId === null && title.includes('Of nobody yet'),
    );
    expect(untold).toHaveLength(1);
    const gap = 1;
    const sum = (rows: readonly Record<string, unknown>[]) => rows.reduce((n, row) => n + Number(row.n), 0);
    expect(sum(await totals())).toBe(sum(counted) + gap);
    // Live again, and a window that was open before grows where it stands.
    create('mara', 'Task', { Subject: 'Live again' });
    await untilTold('Live again');
    move(deal!, 'Proposal/Price Quote');
    await until('the window grows', async () => {
      const rows = await world.db.query<{ changes: unknown[] }>(
        `SELECT changes FROM activities WHERE object_id = $1 AND action = 'updated' AND user_id IS NOT NULL
         ORDER BY occurred_at DESC LIMIT 1`,
        [deal!],
      );
      return (rows[0]?.changes.length ?? 0) > 1;
    });
    await removeAndKeep(second);
    const third = await connect();
    expect(new Set((await shown()).map(({ connectionId }) => connectionId))).toEqual(new Set([third]));
    expect((await shown()).length).toBe(before.length + 2);
  });

  it('goes by what people chose before: who somebody is, what was off, and what was erased', async () => {
    const first = await connect();
    const people = world.emulator.orgs[0]!.people;
    const ref = { accountId: world.accountId, connectionId: first, changedBy: world.ownerId };
    await setMapping(world.context, { ...ref, remoteUserId: people.get('remy')!, userId: world.ownerId });
    create('remy', 'Task', { Subject: 'Of the owner' });
    await untilTold('Of the owner');
    await setFeatureEnabled(world.context, { ...ref, feature: 'contacts', enabled: false });
    create('mara', 'Contact', { LastName: 'Hush' });
    const mara = world.userIds.get('mara@acme.example')!;
    // Time that is off is told by whole seconds.
    await new Promise((go) => setTimeout(go, 1000));
    await removeAndKeep(first);
    await askErasure(world.context, { accountId: world.accountId, userId: mara }, world.ownerId);
    await finishErasures(world.context);
    await connect();
    expect(await titled('Of the owner')).toMatchObject([{ userId: world.ownerId }]);
    expect(await titled('Hush')).toEqual([]);
    expect((await shown()).filter(({ userId }) => userId === mara)).toEqual([]);
    create('jon', 'Contact', { LastName: 'Loud' });
    await untilTold('Loud');
  });
});
