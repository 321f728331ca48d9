import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { types } from '@electric-sql/pglite';
import { copyStatement, type Database, type Param, parseTime, type Row } from './database.ts';
import { lockDirectory } from './lock.ts';
import { type Answer, openThread, type Thread } from './pgliteThread.ts';
import { transact } from './transact.ts';

// Values of these types are read on this side of the thread, as PostgreSQL's adapter reads them.
const parsers = new Map<number, (text: string) => unknown>([
  [types.INT8, Number],
  [types.TIMESTAMPTZ, parseTime],
  [types.JSON, JSON.parse],
  [types.JSONB, JSON.parse],
]);
const asText = [...parsers.keys()];

/**
 * Opens the embedded database under `dataDir` (null: in memory) in a thread of its own, alone: a second process on
 * the same directory is refused, because PGlite would let both in and lose rows.
 */
export async function openPglite(dataDir: string | null): Promise<Database> {
  if (dataDir === null) return toDatabase(await openThread({ dataDir, asText }), async () => {});
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const unlock = await lockDirectory(dataDir);
  try {
    return toDatabase(await openThread({ dataDir: join(dataDir, 'database'), asText }), unlock);
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** Opens a database in memory that begins as a packed one. */
export async function openPgliteDump(dump: Uint8Array): Promise<Database> {
  return toDatabase(await openThread({ dataDir: null, dump, asText }), async () => {});
}

function toDatabase(thread: Thread, released: () => Promise<void>): Database {
  const turn = openTurns();
  const send = async <T = Row>(text: string, params: readonly Param[]): Promise<T[]> =>
    toRows(await thread.query(text, params)) as T[];
  const copy = (table: string, columns: readonly string[], rows: string) =>
    thread.copy(copyStatement(table, columns, "'/dev/blob'"), rows);
  const alone = <T = Row>(text: string, params: readonly Param[] = []) => turn(() => send<T>(text, params));
  return {
    kind: 'pglite',
    query: alone,
    run: async (text, params) => void (await alone(text, params)),
    copy: (table, columns, rows) => turn(() => copy(table, columns, rows)),
    transaction: (work) => turn(() => transact({ send, copy, execute: thread.execute }, work, () => {})),
    listen: (channel, heard) => turn(() => thread.listen(channel, heard)),
    notify: async (channel, payload) => void (await alone('SELECT pg_notify($1, $2)', [channel, payload])),
    close: () =>
      turn(async () => {
        await thread.close();
        await released();
      }),
  };
}

/** PGlite is one connection: a transaction has it for itself, and what comes meanwhile waits for its turn. */
function openTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => {});
    return turn;
  };
}

function toRows({ rows, fields }: Answer): Row[] {
  const readers = fields.map(({ dataTypeID }) => parsers.get(dataTypeID));
  return rows.map((values) => {
    const row: Row = {};
    for (let index = 0; index < fields.length; index++) {
      const value = values[index];
      const read = readers[index];
      row[fields[index]!.name] = value === null || read === undefined ? value : read(value as string);
    }
    return row;
  });
}
