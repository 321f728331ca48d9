import { rename, unlink } from 'node:fs/promises';
import { createConnection, createServer, type Server } from 'node:net';
import { relative, resolve } from 'node:path';

/** Somebody else has the directory open; the message says what to do. */
export class DirectoryInUse extends Error {
  constructor(directory: string) {
    super(
      `${directory} is in use by another WorkSights process. An embedded database belongs to one process: ` +
        'stop the other one, or set WORKSIGHTS_DATA_DIR to another folder, or DATABASE_URL to PostgreSQL.',
    );
    this.name = 'DirectoryInUse';
  }
}

/**
 * Takes the directory for this process until the returned function is called or the process ends, however
 * it ends: the lock is a listening socket in the directory, which the kernel closes with its process, so
 * that a killed owner leaves nothing that must time out.
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const path = shortest(resolve(directory, 'lock'));
  let server = await listen(path);
  if (server === null) {
    if (await answers(path)) throw new DirectoryInUse(directory);
    await takeAway(path, directory);
    server = await listen(path);
    if (server === null) throw new DirectoryInUse(directory);
  }
  const held = server;
  held.unref();
  return () => new Promise((done) => held.close(() => done()));
}

// A leftover is moved aside before it is deleted: if another process has just put a living socket in its
// place, the moved one answers and goes back.
async function takeAway(path: string, directory: string): Promise<void> {
  const aside = `${path}.${process.pid}`;
  await rename(path, aside).catch(() => {});
  if (await answers(aside)) {
    await rename(aside, path);
    throw new DirectoryInUse(directory);
  }
  await unlink(aside).catch(() => {});
}

function listen(path: string): Promise<Server | null> {
  return new Promise((done, fail) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? done(null) : fail(error),
    );
    server.listen(path, () => done(server));
  });
}

function answers(path: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = createConnection(path);
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}

// A socket's path may have about a hundred characters: the relative one is often shorter.
function shortest(path: string): string {
  const short = relative(process.cwd(), path);
  return short.length < path.length ? short : path;
}
