import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listFeatureStates } from '../../src/store/features.ts';
import { listOpenHoles } from '../../src/store/holes.ts';
import { hurryJob } from '../../src/store/jobs.ts';
import { settleJobs } from '../helpers/jobs.ts';
import { until } from '../helpers/until.ts';
import { openWorld, type World } from '../helpers/world.ts';
import { openSharedClock, type SharedClock } from './sharedClock.ts';

const minute = 60_000;

let clock: SharedClock;
let world: World;
let id: string;

beforeAll(async () => {
  clock = openSharedClock();
  world = await openWorld({ orgs: [{ clock, selectedElsewhere: ['Lead', 'Account'] }] }, { clock });
  id = (await world.connect()).id;
  await settleJobs(world.context);
}, 60_000);
afterAll(() => world.close());

const ref = () => ({ accountId: world.accountId, connectionId: id });

async function pathsOf(): Promise<Record<string, string>> {
  const states = await listFeatureStates(world.db, world.accountId, id);
  return Object.fromEntries(states.map(({ feature, path, status }) => [feature, `${path} ${status}`]));
}

/** One contact and one case, made by Mara now. */
function save(name: string): readonly string[] {
  const userId = world.emulator.orgs[0]!.people.get('mara')!;
  return world.emulator.org.transact({ userId, origin: '' }, (tx) => [
    tx.create('Contact', { LastName: name }),
    tx.create('Case', { Subject: name, Origin: 'Web' }),
  ]);
}

/** How often the making of each is told. */
async function timesTold(ids: readonly string[]): Promise<number[]> {
  const rows = await world.db.query<{ id: string }>(
    `SELECT object_id AS id FROM activities WHERE connection_id = $1 AND action = 'created'`,
    [id],
  );
  return ids.map((one) => rows.filter((row) => row.id === one).length);
}

async function later(): Promise<void> {
  clock.advance(10 * minute);
  await settleJobs(world.context);
}

describe('an org of whose five slots another integration has two', () => {
  it('has two features swept, and streams them once the slots are free, without a hole or a double', async () => {
    expect(await pathsOf()).toMatchObject({
      ...{ tasks: 'cdc active', events: 'cdc active', opportunities: 'cdc active' },
      ...{ cases: 'sweep blocked', contacts: 'sweep blocked' },
    });
    const swept = save('Swept by delta');
    await later();
    expect(await timesTold(swept)).toEqual([1, 1]);

    const { channels } = world.emulator.org;
    for (const { id: member, selectedEntity } of channels.members()) {
      if (/^(Lead|Account)Change/.test(selectedEntity)) channels.deleteMember(member);
    }
    const before = save('Before the slot');
    await hurryJob(world.db, { ...ref(), kind: 'upkeep' }, clock.now());
    await settleJobs(world.context);
    expect(await pathsOf()).toMatchObject({ cases: 'cdc active', contacts: 'cdc active' });
    const after = save('After the slot');
    await until('both are streamed', async () => (await timesTold(after)).every((times) => times === 1));
    for (let sweeps = 0; sweeps < 4; sweeps += 1) await later();
    for (const saved of [swept, before, after]) expect(await timesTold(saved)).toEqual([1, 1]);
    expect(await listOpenHoles(world.db, world.accountId, id)).toEqual([]);
  });
});
