import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DirectoryInUse, lockDirectory } from './lock.ts';

describe('the lock of a data directory', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'worksights-lock-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('refuses a second holder, and lets one in once the first has left', async () => {
    const unlock = await lockDirectory(directory);
    await expect(lockDirectory(directory)).rejects.toThrow(DirectoryInUse);
    await unlock();
    await (await lockDirectory(directory))();
  });

  // A killed process once left a lock that only a person could remove: the product did not start again.
  it('is free at once after its holder was killed', async () => {
    const path = join(directory, 'lock');
    const holder = spawn(process.execPath, [
      '-e',
      `require('net').createServer().listen(${JSON.stringify(path)}, () => console.log('held'))`,
    ]);
    await new Promise((held) => holder.stdout.once('data', held));
    await expect(lockDirectory(directory)).rejects.toThrow(DirectoryInUse);
    const gone = new Promise((exited) => holder.once('exit', exited));
    holder.kill('SIGKILL');
    await gone;
    const unlock = await lockDirectory(directory);
    await expect(lockDirectory(directory)).rejects.toThrow(DirectoryInUse);
    await unlock();
  });
});
