import pg from 'pg';
import { toArrayLiteral } from './bulk.ts';
import {
  copyStatement,
  type Database,
  type Param,
  parseTime,
  type Row,
  type Transaction,
} from './database.ts';
import { transact } from './transact.ts';

const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, Number);
types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, parseTime);

/** Opens a pool on PostgreSQL 15 or newer; `url` is a libpq connection string. Throws when it is older or unreachable. */
export async function openPostgres(url: string): Promise<Database> {
  const pool = new pg.Pool(withPipeline({ connectionString: url, max: 10, types }));
  // Statements here are short and many: to compile one takes longer than to run it.
  pool.on('connect', (client) => void client.query('SET jit = off').catch(() => {}));
  // An idle connection that breaks is replaced by the pool; the next query tells if none can be had.
  pool.on('error', () => {});
  await requireVersion(pool);
  const listener = new Listener(url);
  return {
    kind: 'postgres',
    query: async <T = Row>(text: string, params: readonly Param[] = []) =>
      (await pool.query(text, toValues(params))).rows as T[],
    run: async (text, params = []) => {
      await pool.query(text, toValues(params));
    },
    copy: (table, columns, rows) => inTransaction(pool, (tx) => tx.copy(table, columns, rows)),
    transaction: (work) => inTransaction(pool, work),
    listen: (channel, heard) => listener.listen(channel, heard),
    notify: async (channel, payload) => {
      await pool.query('SELECT pg_notify($1, $2)', [channel, payload]);
    },
    close: async () => {
      await listener.close();
      await pool.end();
    },
  };
}

async function requireVersion(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query('SHOW server_version_num');
  const version = Number(rows[0].server_version_num);
  if (version < 150_000) {
    await pool.end();
    throw new Error(`PostgreSQL 15 or newer is needed; this server is ${Math.floor(version / 10_000)}`);
  }
}

// Statements are sent one behind the other without waiting; the types of the driver do not know the option yet.
function withPipeline(config: pg.PoolConfig): pg.PoolConfig {
  return { ...config, pipeline: true } as pg.PoolConfig;
}

async function inTransaction<T>(pool: pg.Pool, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const connection = {
    send: async <R = Row>(text: string, params: readonly Param[]) =>
      (await client.query(text, toValues(params))).rows as R[],
    execute: async (script: string) => {
      await client.query(script);
    },
    copy: (table: string, columns: readonly string[], rows: string) =>
      new Promise<void>((done, fail) => {
        const statement = copyStatement(table, columns, 'STDIN');
        const query = new CopyIn(statement, rows, (error) => (error ? fail(error) : done()));
        client.query<CopyIn>(query);
      }),
  };
  try {
    return await transact(connection, work, (error) => {
      broken = error;
    });
  } finally {
    client.release(broken);
  }
}

// The types of the driver do not know them.
interface CopyMessages {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/**
 * A COPY with its rows right behind it, so that it need not wait for the answers to what was sent before it: where it
 * fails, the server passes over them (PostgreSQL, "COPY Operations" of the message flow).
 */
class CopyIn extends pg.Query {
  readonly #statement: string;
  readonly #rows: string;

  constructor(statement: string, rows: string, done: (error: Error | null | undefined) => void) {
    super(statement, undefined, done);
    this.#statement = statement;
    this.#rows = rows;
  }

  override submit = (on: pg.Connection): void => {
    const connection = on as pg.Connection & CopyMessages;
    const { stream } = connection;
    stream.cork();
    connection.query(this.#statement);
    connection.sendCopyFromChunk(Buffer.from(this.#rows));
    connection.endCopyFrom();
    stream.uncork();
  };

  handleCopyInResponse(): void {}
}

function toValues(params: readonly Param[]): unknown[] {
  return params.map((param) => {
    if (param instanceof Uint8Array) return Buffer.from(param);
    // The driver's own way of writing an array takes several times as long.
    return typeof param === 'object' && param !== null ? toArrayLiteral(param, (each) => each) : param;
  });
}

/** One connection of its own for LISTEN, opened on first use and again when it breaks. */
class Listener {
  readonly #url: string;
  readonly #heard = new Map<string, Set<(payload: string) => void>>();
  #client: Promise<pg.Client> | null = null;
  #closed = false;

  constructor(url: string) {
    this.#url = url;
  }

  async listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>> {
    const known = this.#heard.get(channel) ?? new Set();
    known.add(heard);
    this.#heard.set(channel, known);
    const client = await this.#connect();
    await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    return async () => {
      known.delete(heard);
    };
  }

  #connect(): Promise<pg.Client> {
    this.#client ??= this.#open();
    return this.#client;
  }

  async #open(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.#url });
    client.on('notification', ({ channel, payload }) => {
      for (const heard of this.#heard.get(channel) ?? []) heard(payload ?? '');
    });
    client.on('error', () => this.#reopen());
    await client.connect();
    for (const channel of this.#heard.keys()) {
      await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    }
    return client;
  }

  // Readers re-read from their position, so a notification that was missed costs time, never data: once
  // the connection stands again everybody is told to look.
  #reopen(): void {
    if (this.#closed) return;
    this.#client = null;
    setTimeout(() => {
      if (this.#closed) return;
      this.#connect()
        .then(() => {
          for (const set of this.#heard.values()) for (const heard of set) heard('');
        })
        .catch(() => this.#reopen());
    }, 1000).unref();
  }

  async close(): Promise<void> {
    this.#closed = true;
    const client = await this.#client?.catch(() => null);
    await client?.end();
  }
}
