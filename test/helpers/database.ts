import { readFile } from 'node:fs/promises';
import { inject } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openPgliteDump } from '../../src/store/pglite.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { createDatabase } from './postgres.ts';

/** An empty migrated database for one test file, on the engine of the running project; close it at the end. */
export async function openTestDatabase(): Promise<Database> {
  const server = inject('postgresUrl');
  if (server !== null) return openOwnDatabase(server);
  return openPgliteDump(await readFile(inject('pgliteDump')));
}

/** Deletes all rows but those that migrations wrote. */
export async function emptyDatabase(db: Database): Promise<void> {
  const tables = await db.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'
       AND table_name NOT IN ('migrations', 'installation')`,
  );
  await db.query(`TRUNCATE ${tables.map((table) => table.name).join(', ')} CASCADE`);
}

async function openOwnDatabase(server: string): Promise<Database> {
  const own = await createDatabase(server);
  const db = await openPostgres(own.url);
  await migrate(db);
  return {
    ...db,
    close: async () => {
      await db.close();
      await own.drop();
    },
  };
}
