import { afterAll, afterEach, beforeAll, describe, it } from 'vitest';
import { stopping } from './rows.ts';
import { openTrial, type Trial } from './trial.ts';
import { tryStream } from './tryStream.ts';

describe('a stream is stopped by', () => {
  let trial: Trial;
  let id: string;
  beforeAll(async () => {
    trial = await openTrial();
    ({ id } = await trial.world.connect());
  });
  afterEach(() => void trial.world.emulator.faults.clear());
  afterAll(() => trial.close());

  it.each(stopping)(
    '$fault.name: $result',
    (row) =>
      tryStream(trial, id, row, () => {
        if (row.result !== 'passes' || row.fault.name === 'stream.topic_late') {
          trial.inject({ name: 'stream.reset' });
        }
      }),
    40_000,
  );
});
