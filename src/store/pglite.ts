import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite, type Transaction as Tx, types } from '@electric-sql/pglite';
import { type Database, type Param, parseTime, type Row, type Transaction } from './database.ts';
import { lockDirectory } from './lock.ts';

/** How values come back: as PostgreSQL's adapter gives them. */
export const parsers = {
  [types.INT8]: Number,
  [types.TIMESTAMPTZ]: parseTime,
};

/**
 * Opens the embedded database under `dataDir` (null: in memory), alone: a second process on the same
 * directory is refused, because PGlite would let both in and lose rows.
 */
export async function openPglite(dataDir: string | null): Promise<Database> {
  if (dataDir === null) return toDatabase(await PGlite.create({ parsers }), async () => {});
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const unlock = await lockDirectory(dataDir);
  try {
    const db = await PGlite.create({ dataDir: join(dataDir, 'database'), parsers });
    return toDatabase(db, unlock);
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** Wraps an open PGlite; tests load one from a dump. */
export function toDatabase(db: PGlite, released: () => Promise<void>): Database {
  return {
    kind: 'pglite',
    query: (text, params = []) => run(db, text, params),
    transaction: <T>(work: (tx: Transaction) => Promise<T>) =>
      db.transaction((tx) =>
        work({
          query: (text, params = []) => run(tx, text, params),
          execute: async (script) => {
            await tx.exec(script);
          },
        }),
      ),
    listen: (channel, heard) => db.listen(channel, heard),
    notify: async (channel, payload) => {
      await db.query('SELECT pg_notify($1, $2)', [channel, payload]);
    },
    close: async () => {
      await db.close();
      await released();
    },
  };
}

async function run<T = Row>(on: PGlite | Tx, text: string, params: readonly Param[]): Promise<T[]> {
  return (await on.query<T>(text, [...params])).rows;
}
