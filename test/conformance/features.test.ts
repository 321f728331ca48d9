import { afterAll, beforeAll, expect, it } from 'vitest';
import { listFeatureStates } from '../../src/store/features.ts';
import { openWorld, type World } from '../helpers/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

it('finds everything that the eleven features read in an org as it comes', async () => {
  const connection = await world.connect();
  const states = await listFeatureStates(world.db, world.accountId, connection.id);
  expect(states).toHaveLength(11);
  expect(states.filter((state) => state.status !== 'active' || state.reason !== null)).toEqual([]);
});
