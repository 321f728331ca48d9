import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAccount } from '../../test/helpers/account.ts';
import { openTestDatabase } from '../../test/helpers/database.ts';
import { readRollups } from '../../test/helpers/rollups.ts';
import type { Database } from './database.ts';
import { type Counted, openTally, saveTally } from './tally.ts';
import { dropTeamSums, keepTeamSums } from './teamSums.ts';

const noon = Date.UTC(2026, 10, 23, 12);
const day = 86_400_000;

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

const openTeam = async () => {
  const { accountId, ownerId } = await createAccount(db);
  await db.query('UPDATE accounts SET domain = $2 WHERE id = $1', [accountId, `${randomUUID()}.example`]);
  const userIds = Array.from({ length: 12 }, () => randomUUID());
  return { accountId, managerId: ownerId, userIds };
};
const entryOf = (userId: string): Counted => ({
  ...{ userId, occurredAt: noon, feature: 'cases', category: 'record_change', actor: 'person' },
  durationSeconds: 60,
});
const sumOf = async (accountId: string) =>
  (await readRollups(db, accountId)).kept.teams.reduce((sum, { entries }) => sum + Number(entries), 0);

it('sums of a team hold what was written while they were made', async () => {
  const { accountId, managerId, userIds } = await openTeam();
  const write = async (entered: () => void, until: Promise<void>) =>
    db.transaction(async (tx) => {
      const tally = openTally();
      tally.add(entryOf(userIds[0]!));
      await saveTally(tx, accountId, tally);
      // On PostgreSQL nothing was sent for sure before an answer came.
      await tx.query('SELECT 1');
      entered();
      await until;
    });
  let leave = () => {};
  const left = new Promise<void>((done) => {
    leave = done;
  });
  let first: Promise<void> | undefined;
  await new Promise<void>((entered) => {
    first = write(entered, left);
  });
  const kept = keepTeamSums(db, accountId, { managerId, userIds }, noon);
  const second = write(() => {}, left);
  leave();
  expect(await kept).toBe(true);
  await Promise.all([first, second]);
  expect(await sumOf(accountId)).toBe(2);
});

it('are not kept of few people, and forgotten when nobody asks for them any more', async () => {
  const { accountId, managerId, userIds } = await openTeam();
  expect(await keepTeamSums(db, accountId, { managerId, userIds: userIds.slice(1) }, noon)).toBe(false);
  const tally = openTally();
  tally.add(entryOf(userIds[3]!));
  await saveTally(db, accountId, tally);
  await keepTeamSums(db, accountId, { managerId, userIds }, noon);
  await keepTeamSums(db, accountId, { managerId, userIds }, noon + 2 * day);
  await dropTeamSums(db, noon + day);
  expect(await sumOf(accountId)).toBe(1);
  await dropTeamSums(db, noon + 3 * day);
  expect(await sumOf(accountId)).toBe(0);
});
