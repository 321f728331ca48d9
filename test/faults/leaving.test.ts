import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { replayRejects } from '../../src/ingest/replay.ts';
import { findConnection } from '../../src/store/connections.ts';
import { listHoles } from '../../src/store/holes.ts';
import { listRejects } from '../../src/store/rejects.ts';
import { until } from '../helpers/until.ts';
import { leaving } from './rows.ts';
import { openTrial, type Trial } from './trial.ts';

describe('a stream keeps the trace of', () => {
  let trial: Trial;
  let id: string;
  beforeAll(async () => {
    trial = await openTrial();
    ({ id } = await trial.world.connect());
  });
  afterEach(() => void trial.world.emulator.faults.clear());
  afterAll(() => trial.close());

  const rejects = () => listRejects(trial.world.db, trial.world.accountId, id, null, 50);
  const holes = () => listHoles(trial.world.db, trial.world.accountId, id);
  const told = async (names: readonly string[], counts: readonly number[]) => {
    await until('the saves are told', async () => {
      const found = await trial.countTold(names);
      return counts.every((count, index) => found[index]! >= count);
    });
    expect(await trial.countTold(names)).toEqual(counts);
  };
  const ofReject = leaving.filter((row) => row.result === 'reject');
  const ofHole = leaving.filter((row) => row.result === 'hole');

  it.each(ofReject)('$fault.name, as a reject, and reads on', async ({ fault }) => {
    const before = { rejects: (await rejects()).length, requests: trial.world.emulator.requests.length };
    const names = [trial.save()];
    await told(names, [1]);
    trial.inject(fault);
    // Without the schema in its memory the product asks for it again.
    if (fault.name.startsWith('pubsub')) trial.inject({ name: 'stream.reset' });
    names.push(trial.save());
    await until('the reject is kept', async () => (await rejects()).length === before.rejects + 1);
    trial.world.emulator.faults.clear();
    names.push(trial.save());
    const isForeign = fault.name === 'event.foreign';
    await told(names, [1, isForeign ? 1 : 0, 1]);
    await trial.expectLive(id);
    const connection = (await findConnection(trial.world.db, trial.world.accountId, id))!;
    await replayRejects(trial.world.context, connection);
    // What Salesforce knows by now comes back by the replay; the rest stays, and nothing is doubled.
    const isMended = fault.name.startsWith('pubsub');
    await told(names, [1, isForeign || isMended ? 1 : 0, 1]);
    expect((await rejects()).length - before.rejects).toBe(isMended ? 0 : 1);
    expect((await rejects()).every(({ reason }) => /\w/.test(reason))).toBe(true);
    expect(trial.world.emulator.requests.length - before.requests).toBeLessThanOrEqual(60);
  });

  it.each(ofHole)('$fault.name, as a hole of all that streams, and reads all again', async ({ fault }) => {
    const before = { holes: (await holes()).length, requests: trial.world.emulator.requests.length };
    const names = [trial.save()];
    await told(names, [1]);
    trial.inject(fault);
    if (fault.name.startsWith('pubsub')) trial.inject({ name: 'stream.reset' });
    names.push(trial.save());
    await told(names, [1, 1]);
    names.push(trial.save());
    await told(names, [1, 1, 1]);
    await trial.expectLive(id);
    const opened = (await holes()).slice(0, -before.holes || undefined);
    const ofFault = (await holes()).length - before.holes;
    expect(ofFault).toBe(5);
    for (const hole of opened) expect(hole).toMatchObject({ cause: 'position_lost', closedAt: null });
    expect(trial.world.emulator.requests.length - before.requests).toBeLessThanOrEqual(60);
  });
});
