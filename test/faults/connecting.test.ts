import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connectProblem } from '../../src/web/problems.ts';
import { connecting } from './rows.ts';
import { openTrial, type Trial } from './trial.ts';

const page = '/settings/services/salesforce';

describe('connecting an org meets', () => {
  let trial: Trial;
  beforeAll(async () => {
    trial = await openTrial();
  });
  afterEach(async () => {
    trial.world.emulator.faults.clear();
    await trial.world.db.query('DELETE FROM connections');
  });
  afterAll(() => trial.close());

  const standing = () => trial.world.db.query(`SELECT id FROM connections WHERE status <> 'authorizing'`);

  it.each(connecting)('$fault.name: $result', async ({ fault, result }) => {
    const { world } = trial;
    const before = world.emulator.requests.length;
    trial.inject(fault);
    const { id, location } = await world.authorize();
    expect(world.emulator.requests.length - before).toBeLessThanOrEqual(15);
    if (result === 'connected') {
      expect(location).toBe(`${page}/${id}`);
      expect(await standing()).toEqual([{ id }]);
      return;
    }
    expect(location).toBe(`${page}?error=${result}`);
    expect(await standing()).toEqual([]);
    const { title, cause, fix } = connectProblem(result);
    expect(title).not.toBe(connectProblem('a code that is new').title);
    for (const words of [cause, fix]) expect(words).toMatch(/^[A-Z].*\.$/);
    world.emulator.faults.clear();
    const again = await world.authorize();
    expect(again.location).toBe(`${page}/${again.id}`);
    expect(await standing()).toEqual([{ id: again.id }]);
  });
});
