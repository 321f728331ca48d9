import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../test/helpers/database.ts';
import type { Database } from './database.ts';
import { type JobQueue, openJobQueue } from './jobQueue.ts';

interface Note {
  readonly what: string;
}

describe('the job queue', () => {
  let db: Database;
  const queues: JobQueue<Note>[] = [];
  const failures: Error[] = [];
  const open = async () => {
    const queue = await openJobQueue<Note>(db, (error) => failures.push(error));
    queues.push(queue);
    return queue;
  };
  beforeAll(async () => {
    db = await openTestDatabase();
  });
  afterAll(async () => {
    for (const queue of queues) await queue.close();
    await db.close();
    expect(failures).toEqual([]);
  });

  it('is opened by several processes at once, and again later', async () => {
    await Promise.all([open(), open(), open(), open()]);
    await open();
    const rows = await db.query<{ name: string }>('SELECT name FROM pgboss.queue ORDER BY name');
    expect(rows.map((row) => row.name)).toEqual(['long', 'prompt']);
  });

  it('hands a job to one of them, once, the most urgent first', async () => {
    const [one, other] = queues;
    await one!.send('prompt', 'a', { what: 'later' }, 1);
    await one!.send('prompt', 'b', { what: 'sooner' }, 2);
    const [first] = await other!.take('prompt', 1);
    const [second] = await one!.take('prompt', 1);
    expect([first!.data.what, second!.data.what]).toEqual(['sooner', 'later']);
    expect(await other!.take('prompt', 5)).toEqual([]);
    await other!.complete('prompt', first!.id);
    await one!.complete('prompt', second!.id);
  });

  it('takes the same note twice for one while it waits, and for another once it is taken', async () => {
    const [one, other] = queues;
    await one!.send('long', 'a', { what: 'one' }, 0);
    await other!.send('long', 'a', { what: 'the same' }, 0);
    const taken = await one!.take('long', 5);
    expect(taken.map((job) => job.data.what)).toEqual(['one']);
    // Taken and never completed, as by a process that died: it must not be in the way.
    await other!.send('long', 'a', { what: 'again' }, 0);
    expect((await other!.take('long', 5)).map((job) => job.data.what)).toEqual(['again']);
  });
});
