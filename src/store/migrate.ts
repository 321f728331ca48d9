import { readdir, readFile } from 'node:fs/promises';
import type { Database } from './database.ts';

const folder = new URL('./migrations/', import.meta.url);

/** Brings the database to the newest schema, forward only; several processes may start at once. Returns what it applied. */
export async function migrate(db: Database): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return db.transaction(async (tx) => {
    // Held to the end of the transaction: the second process waits, then finds nothing left to do.
    await tx.query('SELECT pg_advisory_xact_lock(7073051)');
    await tx.execute(
      'CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())',
    );
    const rows = await tx.query<{ name: string }>('SELECT name FROM migrations');
    const applied = new Set(rows.map((row) => row.name));
    refuseNewer(applied, names);
    const missing = names.filter((name) => !applied.has(name));
    for (const name of missing) {
      await tx.execute(await readFile(new URL(name, folder), 'utf8'));
      await tx.query('INSERT INTO migrations (name) VALUES ($1)', [name]);
    }
    return missing;
  });
}

// An older program on a newer database would write rows that the newer one cannot read.
function refuseNewer(applied: ReadonlySet<string>, known: readonly string[]): void {
  const unknown = [...applied].filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(
      `The database was written by a newer WorkSights (${unknown.join(', ')}). Start that version or restore a backup.`,
    );
  }
}
