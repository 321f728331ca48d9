import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setFeatureEnabled } from '../../src/ingest/featureControl.ts';
import { listFeatureStates } from '../../src/store/features.ts';
import { until } from '../helpers/until.ts';
import { openTrial, speed, type Trial } from './trial.ts';

describe('faults that need a stage of their own', () => {
  let trial: Trial;
  beforeEach(async () => {
    trial = await openTrial();
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await trial.close();
  });

  const channels = () => {
    const { org } = trial.world.emulator;
    return { channels: org.channels.channels().length, members: org.channels.members().length };
  };
  const told = (names: readonly string[]) =>
    until('the saves are told', async () => Math.min(...(await trial.countTold(names))) > 0);

  it('rest.hang: a call without an answer is given up, and the stream stands again', async () => {
    const { id } = await trial.world.connect();
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    // The wire keeps its own time: it passes as fast as the product's here.
    vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => timeout(Math.round(ms / speed)));
    const before = trial.world.emulator.requests.length;
    trial.inject({ name: 'rest.hang' });
    trial.inject({ name: 'stream.reset' });
    const names = [trial.save()];
    await told(names);
    await trial.expectLive(id);
    expect(await trial.countTold(names)).toEqual([1]);
    expect(trial.world.emulator.requests.length - before).toBeLessThanOrEqual(40);
  });

  it('rest.INVALID_QUERY_LOCATOR: a list that breaks off is read anew, whole and once', async () => {
    const { org, people } = trial.world.emulator.orgs[0]!;
    const mara = org.find('User', people.get('mara')!)!;
    for (let number = 1; number <= 2000; number += 1) {
      const Username = `extra${number}@acme.example`;
      org.put('User', { ...mara, Id: org.nextId('005'), Username, Email: Username });
    }
    const { id } = await trial.world.authorize();
    trial.inject({ name: 'rest.INVALID_QUERY_LOCATOR' });
    await trial.world.startWorker();
    await until('it is live', async () => (await trial.view(id)).stream.state === 'live', 30_000);
    const count = `SELECT count(*)::int AS count, count(DISTINCT id)::int AS distinct FROM remote_users`;
    const [row] = await trial.world.db.query<{ count: number; distinct: number }>(count);
    expect(row!.count).toBeGreaterThan(2000);
    expect(row!.distinct).toBe(row!.count);
    expect(trial.world.emulator.requests.length).toBeLessThanOrEqual(80);
  }, 45_000);

  it.each(['rest.INVALID_TYPE', 'rest.INVALID_FIELD', 'rest.MALFORMED_QUERY'] as const)(
    '%s: a query that should not be refused is no end: it is tried again slowly',
    async (name) => {
      const { id } = await trial.world.authorize();
      trial.inject({ name, times: 'always', object: 'User' });
      await trial.world.startWorker();
      const steps = 'SELECT detail FROM provisioning_steps WHERE detail IS NOT NULL AND state <> $1';
      await until('a step waits', async () => (await trial.world.db.query(steps, ['done'])).length > 0);
      expect((await trial.view(id)).status).toBe('provisioning');
      await trial.expectFew('slow');
      trial.world.emulator.faults.clear();
      await until('it is live', async () => (await trial.view(id)).stream.state === 'live', 25_000);
      expect(channels()).toEqual({ channels: 1, members: 5 });
    },
    40_000,
  );

  it('tooling.member_delete_failed: what is switched off stays off, and its slot is freed later', async () => {
    const { id } = await trial.world.connect();
    const { accountId, context, db, emulator } = trial.world;
    trial.inject({ name: 'tooling.member_delete_failed', times: 'always' });
    const { ownerId: changedBy } = trial.world;
    const choice = { accountId, connectionId: id, feature: 'cases', enabled: false, changedBy };
    await setFeatureEnabled(context, choice);
    const state = (await listFeatureStates(db, accountId, id)).find((one) => one.feature === 'cases');
    expect(state).toMatchObject({ enabled: false, status: 'disabled' });
    expect(channels()).toEqual({ channels: 1, members: 5 });
    await trial.expectFew('fast');
    await trial.expectLive(id);
    emulator.faults.clear();
    await trial.world.startJobs();
    await until('the slot is free', () => channels().members === 4, 30_000);
    const names = [trial.save()];
    await told(names);
    expect(await trial.countTold(names)).toEqual([1]);
  }, 45_000);

  it('tooling.channel_delete_failed: what could not be undone is named, and taken over later', async () => {
    const { id } = await trial.world.authorize();
    trial.inject({ name: 'rest.API_DISABLED_FOR_ORG', object: 'PlatformEventChannelMember' });
    trial.inject({ name: 'tooling.channel_delete_failed', times: 'always' });
    await trial.world.startWorker();
    await trial.expectStanding(id, 'api_disabled');
    const { text } = (await trial.view(id)).statusReason!;
    expect(text).toContain('but not the private data channel.');
    expect(channels().channels).toBe(1);
    trial.world.emulator.faults.clear();
    await trial.reconnect(id);
    await trial.expectLive(id);
    expect(channels()).toEqual({ channels: 1, members: 5 });
  });
});
