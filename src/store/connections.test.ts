import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccount } from '../../test/helpers/account.ts';
import { openTestDatabase } from '../../test/helpers/database.ts';
import { insertConnection, lockDirectory } from './connections.ts';
import type { Database } from './database.ts';
import { takeLease } from './leases.ts';

describe('the lock of a connection', () => {
  let db: Database;
  beforeAll(async () => {
    db = await openTestDatabase();
  });
  afterAll(() => db.close());

  // A batch and a rewriting of names once ran side by side on PostgreSQL: the later commit put back the
  // record as it had read it, and a meeting lost its new length.
  it('lets one writer at a time read and write what is stored', async () => {
    const { accountId, ownerId } = await createAccount(db);
    const id = await insertConnection(db, {
      accountId,
      service: 'salesforce',
      name: 'Acme',
      environment: 'production',
      myDomain: null,
      connectedByUserId: ownerId,
      createdAt: Date.UTC(2026, 0, 1),
    });
    const holder = randomUUID();
    await takeLease(db, accountId, id, holder, Date.UTC(2026, 0, 1), 60_000);
    const steps: string[] = [];
    let release = () => {};
    const held = new Promise<void>((done) => {
      release = done;
    });
    let locked = () => {};
    const isLocked = new Promise<void>((done) => {
      locked = done;
    });
    const first = db.transaction(async (tx) => {
      expect(await lockDirectory(tx, accountId, id, holder)).toBe(0);
      locked();
      await held;
      steps.push('first ends');
    });
    await isLocked;
    const second = db.transaction(async (tx) => {
      await lockDirectory(tx, accountId, id, holder);
      steps.push('second starts');
    });
    // Long enough for a lock that does not hold to let the second one through.
    await new Promise((done) => setTimeout(done, 200));
    release();
    await Promise.all([first, second]);
    expect(steps).toEqual(['first ends', 'second starts']);
  });
});
