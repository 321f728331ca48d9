import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../src/store/migrate.ts';
import { openPglite } from '../../src/store/pglite.ts';
import { type PostgresServer, startPostgres } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** File of a migrated, empty embedded database. */
    pgliteDump: string;
    /** Administrator's URL of a PostgreSQL server; null in the project that runs on PGlite. */
    postgresUrl: string | null;
  }
}

/** Once a run: a migrated PGlite that test files load in half a second, and a PostgreSQL where it is asked for. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'worksights-test-'));
  // PostgreSQL may run as another user, who must reach its folder.
  await chmod(folder, 0o755);
  const dump = join(folder, 'empty.tar');
  const db = await openPglite(folder);
  await migrate(db);
  await db.close();
  const packed = await PGlite.create({ dataDir: join(folder, 'database') });
  await writeFile(dump, Buffer.from(await (await packed.dumpDataDir('none')).arrayBuffer()));
  await packed.close();
  project.provide('pgliteDump', dump);
  const server = project.name === 'postgres' ? await openPostgres(folder) : null;
  project.provide('postgresUrl', server?.url ?? null);
  return async () => {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

/** A server for this run: the one of TEST_DATABASE_URL, else one of the machine or of npm. */
async function openPostgres(folder: string): Promise<PostgresServer> {
  const given = process.env.TEST_DATABASE_URL;
  return given ? { url: given, stop: async () => {} } : startPostgres(folder);
}
