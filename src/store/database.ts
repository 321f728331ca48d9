import { toIsoTime } from '../lib/isoTime.ts';

/** A value that both adapters send alike; times go as RFC 3339 text (`timeParam`), JSON as text. */
export type Param = string | number | boolean | null | Uint8Array | readonly (string | null)[];
/** A row as both adapters return it: timestamptz and int8 as numbers (epoch ms), bytea as bytes, JSON parsed. */
export type Row = Record<string, unknown>;

/** Runs one statement; `$1` ... are bound. */
export interface Queries {
  query<T = Row>(text: string, params?: readonly Param[]): Promise<T[]>;
  /**
   * Runs a statement whose rows nobody needs. In a transaction it may be under way still when this resolves: it comes
   * before all that is asked for later, and its failure is the transaction's.
   */
  run(text: string, params?: readonly Param[]): Promise<void>;
  /** Adds new rows to a table as COPY takes them in its text form (`copyRows` writes it); otherwise like `run`. */
  copy(table: string, columns: readonly string[], rows: string): Promise<void>;
}

/** The statement of `Queries.copy`, from what the driver feeds it. */
export function copyStatement(table: string, columns: readonly string[], source: string): string {
  return `COPY ${table} (${columns.join(', ')}) FROM ${source}`;
}

/** Inside a transaction; `execute` runs several statements at once, without parameters (migrations only). */
export interface Transaction extends Queries {
  execute(script: string): Promise<void>;
}

/** The one database port: PGlite and PostgreSQL stand behind it and behave alike. */
export interface Database extends Queries {
  readonly kind: 'pglite' | 'postgres';
  /** Everything that `work` does is committed together, or not at all when it throws. Never nest. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Calls `heard` for each notification until the returned function is called. */
  listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>>;
  /** Sends a notification outside any transaction. */
  notify(channel: string, payload: string): Promise<void>;
  close(): Promise<void>;
}

/** A timestamptz as PostgreSQL prints it (`2026-01-02 03:04:05.678+00`) in epoch milliseconds. */
export function parseTime(text: string): number {
  return Date.parse(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'));
}

/** Epoch milliseconds as a parameter for a timestamptz. */
export function timeParam(ms: number): string {
  return toIsoTime(ms);
}

/** True for the error of a row that a unique index refused. */
export function isDuplicate(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === '23505';
}

/** What the database says of itself: its version, its time (epoch ms), and how many migrations were applied. */
export async function readServer(on: Queries): Promise<{ version: string; now: number; migrations: number }> {
  const rows = await on.query<{ version: string; now: number; migrations: number }>(
    `SELECT current_setting('server_version') AS version, now() AS now,
       (SELECT count(*) FROM migrations) AS migrations`,
  );
  return rows[0]!;
}
