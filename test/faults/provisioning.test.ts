import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CODES } from '../../src/errors.ts';
import { provisioningSteps } from '../../src/ingest/provision.ts';
import { listFeatureStates } from '../../src/store/features.ts';
import { listSteps } from '../../src/store/provisioning.ts';
import { until } from '../helpers/until.ts';
import { provisioning } from './rows.ts';
import { openTrial, type Trial } from './trial.ts';

describe('setting an org up meets', () => {
  let trial: Trial;
  beforeAll(async () => {
    trial = await openTrial();
  });
  afterEach(async () => {
    const { db, emulator } = trial.world;
    emulator.faults.clear();
    await trial.world.stopWorker();
    await db.query('DELETE FROM connections');
    for (const channel of emulator.org.channels.channels()) emulator.org.channels.deleteChannel(channel.id);
  });
  afterAll(() => trial.close());

  const steps = async (id: string) => listSteps(trial.world.db, trial.world.accountId, id);
  /** The page shows the step that waits, and why. */
  const expectWaiting = async (id: string, pace: 'fast' | 'slow') => {
    const { text } = CODES[pace === 'slow' ? 'quota_paused' : 'salesforce_unavailable'];
    const waits = async () =>
      (await steps(id)).some(({ state, detail }) => state === 'running' && detail === text);
    await until('a step waits', waits);
    expect((await trial.view(id)).status).toBe('provisioning');
    await trial.expectFew(pace);
    await until('the step still waits', waits);
  };
  const streamed = async (id: string) =>
    (await listFeatureStates(trial.world.db, trial.world.accountId, id)).filter(
      ({ feature }) => !['accounts', 'leads', 'notes', 'emails', 'comments', 'updates'].includes(feature),
    );

  it.each(provisioning)(
    '$fault.name: $result',
    async ({ fault, result }) => {
      const { emulator } = trial.world;
      const before = emulator.requests.length;
      const { id } = await trial.world.authorize();
      trial.inject(fault);
      await trial.world.startWorker();
      if (result === 'slot_limit') {
        await trial.expectLive(id);
        expect(await streamed(id)).toHaveLength(5);
        for (const state of await streamed(id)) {
          expect(state).toMatchObject({ status: 'blocked', reason: { code: 'slot_limit' } });
        }
        return;
      }
      if (result === 'fast' || result === 'slow') {
        await expectWaiting(id, result);
        emulator.faults.clear();
      } else if (result !== 'passes') {
        await trial.expectStanding(id, result);
        const { channels } = emulator.org;
        // Whatever had been set up was taken back.
        expect([channels.channels().length, channels.members().length]).toEqual([0, 0]);
        emulator.faults.clear();
        await trial.reconnect(id);
      }
      await until('it is live', async () => (await trial.view(id)).stream.state === 'live', 25_000);
      await trial.expectLive(id);
      expect((await steps(id)).map((step) => step.state)).toEqual(provisioningSteps.map(() => 'done'));
      const { channels } = emulator.org;
      expect([channels.channels().length, channels.members().length]).toEqual([1, 5]);
      const saved = [trial.save()];
      await until('a save is told', async () => (await trial.countTold(saved))[0] === 1);
      if (result === 'passes') expect(emulator.requests.length - before).toBeLessThanOrEqual(60);
    },
    40_000,
  );
});
