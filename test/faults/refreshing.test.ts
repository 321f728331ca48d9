import { afterAll, afterEach, beforeAll, describe, it } from 'vitest';
import { refreshing } from './rows.ts';
import { openTrial, type Trial } from './trial.ts';
import { tryStream } from './tryStream.ts';

describe('refreshing an expired session meets', () => {
  let trial: Trial;
  let id: string;
  beforeAll(async () => {
    trial = await openTrial();
    ({ id } = await trial.world.connect());
  });
  afterEach(() => void trial.world.emulator.faults.clear());
  afterAll(() => trial.close());

  it.each(refreshing)(
    '$fault.name: $result',
    (row) =>
      tryStream(trial, id, row, () => {
        trial.world.emulator.org.sessions.expireAll();
        trial.inject({ name: 'stream.reset' });
      }),
    40_000,
  );
});
