import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fastClock } from '../../test/helpers/fastClock.ts';
import { until } from '../../test/helpers/until.ts';
import { openWorld, type World } from '../../test/helpers/world.ts';
import { type ConnectionRow, findConnection } from '../store/connections.ts';
import { findCredential } from '../store/credentials.ts';
import { listSteps } from '../store/provisioning.ts';

type Fault = Parameters<World['emulator']['faults']['inject']>[0];

describe('setting an org up', () => {
  let world: World;
  beforeEach(async () => {
    // The waits between tries pass in no time.
    world = await openWorld({}, { clock: fastClock(20) });
  });
  afterEach(() => world.close());

  const find = async (id: string) => (await findConnection(world.db, world.accountId, id))!;
  const untilIt = (what: string, id: string, is: (connection: ConnectionRow) => boolean) =>
    until(`the connection is ${what}`, async () => {
      const connection = await find(id);
      return is(connection) && connection;
    });
  const steps = async (id: string) =>
    Object.fromEntries((await listSteps(world.db, world.accountId, id)).map((step) => [step.key, step]));
  const inOrg = async () => {
    const { org } = world.emulator;
    return { channels: org.channels.channels().length, members: org.channels.members().length };
  };
  /** Authorises and lets a worker try, with a fault that it meets after the checks. */
  async function tryWith(...faults: Fault[]) {
    const { id } = await world.authorize();
    for (const fault of faults) world.emulator.faults.inject(fault);
    await world.startWorker();
    return id;
  }

  it('undoes everything where the org refuses for good: no channel, no access, and it says so', async () => {
    const id = await tryWith({ name: 'rest.API_DISABLED_FOR_ORG', object: 'PlatformEventChannelMember' });
    const credential = (await findCredential(world.db, world.accountId, id))!;
    expect(credential).not.toBeNull();
    const { statusReason } = await untilIt('in need of attention', id, (one) => one.status === 'attention');
    expect(statusReason).toMatchObject({ code: 'api_disabled' });
    expect(statusReason!.text).toContain('What had been set up was undone.');
    expect(await inOrg()).toEqual({ channels: 0, members: 0 });
    expect(await findCredential(world.db, world.accountId, id)).toBeNull();
    const revoked = world.emulator.requests.at(-1);
    expect(revoked).toMatchObject({ path: '/services/oauth2/revoke', status: 200 });
    expect(await steps(id)).toMatchObject({
      channel: { state: 'done' },
      subscribe: { state: 'failed', detail: expect.stringContaining('API') },
    });
    expect(await world.db.query('SELECT 1 FROM remote_users')).toEqual([]);
  });

  it('says what it could not undo', async () => {
    const id = await tryWith(
      { name: 'rest.API_DISABLED_FOR_ORG', object: 'PlatformEventChannelMember' },
      { name: 'tooling.channel_delete_failed', times: 'always' },
    );
    const { statusReason } = await untilIt('in need of attention', id, (one) => one.status === 'attention');
    expect(statusReason!.text).toContain('but not the private data channel.');
    expect(statusReason!.fix).toContain('Reconnect takes over what is left in the org.');
    expect((await inOrg()).channels).toBe(1);
  });

  it('is not undone once it has been live: only attention, and the channel stays', async () => {
    const { id } = await world.connect();
    world.emulator.faults.inject({ name: 'rest.API_DISABLED_FOR_ORG', times: 'always', object: 'User' });
    await world.db.query(`UPDATE connections SET status = 'provisioning' WHERE id = $1`, [id]);
    await world.db.query('DELETE FROM provisioning_steps');
    await world.stopWorker();
    await world.startWorker();
    await untilIt('in need of attention', id, (one) => one.status === 'attention');
    expect(await inOrg()).toEqual({ channels: 1, members: 5 });
    expect(await findCredential(world.db, world.accountId, id)).not.toBeNull();
  });

  it.each([
    ['users', 'User'],
    ['channel', 'PlatformEventChannel'],
    ['subscribe', 'PlatformEventChannelMember'],
  ])('goes on by itself from %s, by another worker, when the org was busy', async (key, object) => {
    const id = await tryWith({ name: 'rest.SERVER_UNAVAILABLE', times: 'always', object });
    await until(
      'the step waits',
      async () => (await steps(id))[key]?.detail?.includes('keep trying') === true,
    );
    expect((await steps(id))[key]).toMatchObject({ state: 'running' });
    expect((await find(id)).status).toBe('provisioning');
    await world.stopWorker();
    world.emulator.faults.clear();
    await world.startWorker();
    await untilIt('live', id, (one) => one.status === 'active' && one.streamState === 'live');
    const states = Object.values(await steps(id)).map((step) => step.state);
    expect(states).toEqual(['done', 'done', 'done', 'done', 'done']);
    expect(await inOrg()).toEqual({ channels: 1, members: 5 });
  });

  // Connecting shares the day's API calls with all other programs of the org.
  it('costs 13 API calls from consent to the stream, five of them for the five members', async () => {
    await world.connect();
    const { requests, org } = world.emulator;
    const calls = requests.filter(({ path }) => path.startsWith('/services/data/'));
    expect(calls.map(({ method, path }) => `${method} ${path.replace(/.*\/v[\d.]+\//, '')}`)).toEqual([
      'GET limits',
      'POST composite',
      'GET query',
      'GET tooling/query',
      'POST tooling/sobjects/PlatformEventChannel',
      expect.stringMatching(/^GET tooling\/sobjects\/PlatformEventChannel\/0YL/),
      'POST composite',
      'GET tooling/query',
      ...Array.from({ length: 5 }, () => 'POST tooling/sobjects/PlatformEventChannelMember'),
    ]);
    expect(org.usage.apiRequests).toBe(13);
  });

  it.each(['PlatformEventChannel', 'PlatformEventChannelMember'])(
    'adopts a %s whose creation was answered to nobody',
    async (object) => {
      const id = await tryWith({ name: 'rest.dropped', object, method: 'POST', after: true });
      await untilIt('live', id, (one) => one.streamState === 'live');
      expect(await inOrg()).toEqual({ channels: 1, members: 5 });
    },
  );
});
