import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openPgliteDump } from '../../src/store/pglite.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { createDatabase } from './postgres.ts';

// Opening an embedded database takes a second, emptying one a tenth: files of one process hand theirs on.
const shared = globalThis as { embeddedDatabases?: Database[] };
shared.embeddedDatabases ??= [];
const handedOn = shared.embeddedDatabases;

/** An empty migrated database, on the engine of the running project; close it at the end. */
export async function openTestDatabase(): Promise<Database> {
  const server = inject('postgresUrl');
  if (server !== null) return openOwnDatabase(server);
  return lend(handedOn.pop() ?? (await openPgliteDump(await readFile(inject('pgliteDump')))));
}

/**
 * Puts an empty embedded database into a data directory, for a product that starts on it: making one takes it six
 * seconds. The tests of the demo and of the first run let it do so, and those that run where there is none to copy.
 */
export async function layDatabase(dataDir: string): Promise<void> {
  if (inject('postgresUrl') !== null) return;
  await cp(inject('pgliteFolder'), join(dataDir, 'database'), { recursive: true });
}

/** The database until it is closed: then nothing of its borrower reaches it any more, and the next one may have it. */
function lend(db: Database): Database {
  let open = true;
  const stops: (() => Promise<void>)[] = [];
  const whileOpen = (): Database => {
    if (!open) throw new Error('the database of this test is closed');
    return db;
  };
  return {
    kind: db.kind,
    query: async (text, params) => whileOpen().query(text, params),
    run: async (text, params) => whileOpen().run(text, params),
    copy: async (table, columns, rows) => whileOpen().copy(table, columns, rows),
    transaction: async (work) => whileOpen().transaction(work),
    notify: async (channel, payload) => whileOpen().notify(channel, payload),
    listen: async (channel, heard) => {
      const stop = await whileOpen().listen(channel, (payload) => void (open && heard(payload)));
      stops.push(stop);
      return stop;
    },
    close: async () => {
      if (!open) return;
      open = false;
      for (const stop of stops) await stop();
      await renew(db);
      handedOn.push(db);
    },
  };
}

/** Deletes all rows but those that migrations wrote: of few rows this takes a tenth of what truncating does. */
export async function emptyDatabase(db: Database): Promise<void> {
  const deletes = (await namesOfTables(db)).map((table) => `DELETE FROM ${table}`);
  // What refers to what does not matter where all of it goes.
  await db.transaction((tx) =>
    tx.execute(['SET LOCAL session_replication_role = replica', ...deletes].join('; ')),
  );
}

/** As if nobody had ever used it, however much was in it. */
async function renew(db: Database): Promise<void> {
  await db.run('DROP SCHEMA IF EXISTS pgboss CASCADE');
  await db.run(`TRUNCATE ${(await namesOfTables(db)).join(', ')} RESTART IDENTITY CASCADE`);
}

async function namesOfTables(db: Database): Promise<string[]> {
  const tables = await db.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'
       AND table_name NOT IN ('migrations', 'installation')`,
  );
  return tables.map(({ name }) => name);
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
