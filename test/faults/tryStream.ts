import { expect } from 'vitest';
import { until } from '../helpers/until.ts';
import type { Outcome, Row } from './rows.ts';
import type { Trial } from './trial.ts';

/**
 * Lets a fault meet a live stream: a save before it, one while it acts, one after it. The page says what it must,
 * it recovers (with Reconnect where a person must act), and all three saves are on the timeline once.
 */
export async function tryStream(
  trial: Trial,
  id: string,
  { fault, result }: Row<Outcome>,
  strike: () => void,
): Promise<void> {
  const { faults, requests } = trial.world.emulator;
  const asked = requests.length;
  const names = [trial.save()];
  await until('the first save is told', async () => (await trial.countTold(names))[0] === 1);
  trial.inject(fault);
  strike();
  names.push(trial.save());
  if (result !== 'passes') {
    await trial.expectStanding(id, result);
    expect(await trial.countTold(names)).toEqual([1, 0]);
    faults.clear();
    if (result !== 'fast' && result !== 'slow') await trial.reconnect(id);
  }
  names.push(trial.save());
  await until(
    'all saves are told',
    async () => Math.min(...(await trial.countTold(names))) > 0,
    // A limit is tried again up to a quarter of an hour later.
    25_000,
  );
  await trial.expectLive(id);
  faults.clear();
  expect(await trial.countTold(names)).toEqual([1, 1, 1]);
  if (result === 'passes') expect(requests.length - asked).toBeLessThanOrEqual(60);
}
