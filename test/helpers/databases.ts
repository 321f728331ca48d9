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
    /** Folder of the same database, which a product's own may begin as a copy of. */
    pgliteFolder: string;
    /** Administrator's URL of a PostgreSQL server; null in the project that runs on PGlite. */
    postgresUrl: string | null;
  }
}

/** Once a run: a migrated PGlite that test files load in a second, or a PostgreSQL in the project that asks for it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'worksights-test-'));
  // PostgreSQL may run as another user, who must reach its folder.
  await chmod(folder, 0o755);
  const server = project.name === 'postgres' ? await openPostgres(folder) : null;
  const database = join(folder, 'database');
  const dump = join(folder, 'empty.tar');
  if (server === null) await packDatabase(folder, database, dump);
  project.provide('postgresUrl', server?.url ?? null);
  project.provide('pgliteDump', dump);
  project.provide('pgliteFolder', database);
  return async () => {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

async function packDatabase(folder: string, database: string, dump: string): Promise<void> {
  const db = await openPglite(folder);
  await migrate(db);
  await db.close();
  const packed = await PGlite.create({ dataDir: database });
  await writeFile(dump, Buffer.from(await (await packed.dumpDataDir('none')).arrayBuffer()));
  await packed.close();
}

/** A server for this run: the one of TEST_DATABASE_URL, else one of the machine or of npm. */
async function openPostgres(folder: string): Promise<PostgresServer> {
  const given = process.env.TEST_DATABASE_URL;
  return given ? { url: given, stop: async () => {} } : startPostgres(folder);
}
