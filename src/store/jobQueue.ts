import PgBoss from 'pg-boss';
import type { Database, Param, Queries, Transaction } from './database.ts';

/** Quick work, and work that goes on for hours: neither may hold up the other. */
export type Lane = 'prompt' | 'long';
const lanes: readonly Lane[] = ['prompt', 'long'];

/** A job that was handed to this process. */
interface TakenJob<T> {
  readonly id: string;
  readonly data: T;
}

/** Hands work to one of the processes that share the database. */
export interface JobQueue<T extends object> {
  /** Puts a job into its lane; one with the same key that waits there already stands for it. */
  send(lane: Lane, key: string, data: T, priority: number): Promise<void>;
  /** Takes up to `count` jobs, the most urgent ones first. */
  take(lane: Lane, count: number): Promise<readonly TakenJob<T>[]>;
  /** Says that a job was dealt with. */
  complete(lane: Lane, id: string): Promise<void>;
  close(): Promise<void>;
}

// A job is a mere note that something is due: what is not dealt with by then is told anew.
const expireInSeconds = 120;
const keepSeconds = 3600;

/**
 * Opens pg-boss on the database, in its schema `pgboss`, which it creates, migrates and cleans by itself. Its own
 * scheduler and pollers are off: when something is due is told by the jobs table, on the product's clock, and how
 * often is looked by whoever takes. `failed` hears what goes wrong in its maintenance.
 */
export async function openJobQueue<T extends object>(
  db: Database,
  failed: (error: Error) => void,
): Promise<JobQueue<T>> {
  let opening: Transaction | null = null;
  const boss = new PgBoss({
    db: {
      executeSql: (text, values) =>
        opening === null ? execute(db, text, values) : executeIn(opening, text, values),
    },
    schedule: false,
    archiveCompletedAfterSeconds: keepSeconds,
    deleteAfterSeconds: keepSeconds,
  });
  boss.on('error', failed);
  await db.transaction(async (tx) => {
    // Tables are made and attached: two processes that start together would wait for each other for ever.
    await tx.query('SELECT pg_advisory_xact_lock(7073052)');
    opening = tx;
    try {
      await boss.start();
      for (const lane of lanes) {
        // `short`: one waiting job a key, however many a dead process left behind as active.
        await boss.createQueue(lane, { name: lane, policy: 'short', retryLimit: 0, expireInSeconds });
      }
    } finally {
      opening = null;
    }
  });
  return {
    send: async (lane, key, data, priority) => {
      await boss.send(lane, data, { singletonKey: key, priority });
    },
    take: async (lane, count) => (await boss.fetch<T>(lane, { batchSize: count })) ?? [],
    complete: (lane, id) => boss.complete(lane, id),
    close: () => boss.stop({ graceful: false, close: false }),
  };
}

/** Runs what pg-boss asks for; its scripts come without values and in a transaction of their own. */
function execute(db: Database, text: string, values?: readonly unknown[]): Promise<{ rows: unknown[] }> {
  return isScript(text) ? db.transaction((tx) => executeIn(tx, text, values)) : run(db, text, values);
}

async function executeIn(
  tx: Transaction,
  text: string,
  values?: readonly unknown[],
): Promise<{ rows: unknown[] }> {
  if (!isScript(text)) return run(tx, text, values);
  await tx.execute(text.replace(/^\s*BEGIN;/, '').replace(/COMMIT;\s*$/, ''));
  return { rows: [] };
}

const isScript = (text: string) => /^\s*BEGIN;/.test(text);

async function run(on: Queries, text: string, values: readonly unknown[] = []): Promise<{ rows: unknown[] }> {
  return { rows: await on.query(text, values.map(toParam)) };
}

function toParam(value: unknown): Param {
  if (value === undefined) return null;
  const isPlain = typeof value !== 'object' || value === null || Array.isArray(value);
  return (isPlain ? value : JSON.stringify(value)) as Param;
}
