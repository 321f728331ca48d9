import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../test/helpers/database.ts';
import { type Ingest, openIngest, toChange } from '../../test/helpers/ingest.ts';
import { deleteConnection } from './connections.ts';
import type { Database } from './database.ts';
import { eraseRows, listTablesOfConnections } from './erasing.ts';

describe('what is kept of a connection', () => {
  let db: Database;
  let ingest: Ingest;
  beforeAll(async () => {
    db = await openTestDatabase();
    ingest = await openIngest(db);
    const change = (objectId: string) =>
      toChange({ key: `k${objectId}`, objectId, values: { StageName: 'Won' }, fields: ['StageName'] });
    await ingest.ingest(['006A', '006B', '006C'].map(change));
  });
  afterAll(() => db.close());

  const count = async (table: string) =>
    (await db.query(`SELECT 1 FROM "${table}" WHERE connection_id = $1`, [ingest.connectionId])).length;

  it('goes row by row from its tables, at most so many at once, and from no other', async () => {
    const tables = await listTablesOfConnections(db);
    expect(tables).toEqual(expect.arrayContaining(['changes', 'records', 'remote_users', 'cursors']));
    for (const kept of ['activities', 'audit', 'support_threads', 'removals', 'users']) {
      expect(tables).not.toContain(kept);
    }
    expect(await count('changes')).toBe(3);
    const { accountId, connectionId } = ingest;
    expect(await eraseRows(db, 'changes', accountId, connectionId, 2)).toBe(2);
    expect(await eraseRows(db, 'changes', connectionId, accountId, 2)).toBe(0);
    expect(await eraseRows(db, 'changes', accountId, connectionId, 2)).toBe(1);
  });

  // Harm: what no foreign key takes along stayed behind for good when a connection was deleted.
  it('goes with a connection that is deleted, whether a foreign key takes it along or not', async () => {
    expect(await count('activities')).toBe(3);
    await deleteConnection(db, ingest.accountId, ingest.connectionId);
    for (const table of ['activities', 'leases', 'credentials', ...(await listTablesOfConnections(db))]) {
      expect(await count(table), table).toBe(0);
    }
    const held = await db.query<{ name: string }>(
      `SELECT c.conrelid::regclass::text AS name FROM pg_constraint c
       WHERE c.contype = 'f' AND c.confrelid = 'connections'::regclass AND c.confdeltype = 'c'`,
    );
    const known = new Set([...held.map(({ name }) => name), 'activities', 'changes', 'records']);
    expect((await listTablesOfConnections(db)).filter((table) => !known.has(table))).toEqual([]);
  });
});
