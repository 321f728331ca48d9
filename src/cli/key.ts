import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toKey } from '../lib/crypto.ts';

/** The installation's own key: read from `key` in the data directory, or made there once, for the owner only. */
export async function loadKey(dataDir: string): Promise<Buffer> {
  const path = join(dataDir, 'key');
  const kept = await read(path);
  if (kept !== null) return kept;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  // Written aside and linked: a crash leaves no half key, and whoever comes second finds the first one's.
  const aside = `${path}.${process.pid}`;
  await writeFile(aside, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flush: true });
  await link(aside, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await unlink(aside);
  return (await read(path))!;
}

async function read(path: string): Promise<Buffer | null> {
  try {
    return toKey(await readFile(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new Error(`reading ${path}: ${(error as Error).message}`);
  }
}
