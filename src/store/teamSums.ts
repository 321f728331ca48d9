import { type Database, type Queries, timeParam } from './database.ts';

/** Whose team is meant: all who report up to a manager, and themselves. */
interface Team {
  readonly managerId: string;
  readonly userIds: readonly string[];
}

// Of fewer people the sums of each are read as fast.
const LEAST_PEOPLE = 12;

/**
 * Holds the choice of whose sums are kept until the transaction ends. Whoever adds to the roll-ups takes it beside
 * others who do; whoever changes the choice takes it alone, and so finds all that was added before and misses nothing.
 */
export async function lockTeamSums(
  on: Queries,
  accountId: string,
  how: 'beside others' | 'alone',
): Promise<void> {
  const lock = how === 'alone' ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared';
  await on.run(`SELECT ${lock}(7073053, hashtext($1))`, [accountId]);
}

/**
 * Sees to it that sums of this team are kept from here on: those of who came are added and those of who left taken
 * off, so that only the first time, or after much moved, all people are summed up. False for a team so small that
 * there is no need. `now` is epoch ms.
 */
export async function keepTeamSums(
  db: Database,
  accountId: string,
  { managerId, userIds }: Team,
  now: number,
): Promise<boolean> {
  if (userIds.length < LEAST_PEOPLE) return false;
  const [asked] = await db.query<{ isCurrent: boolean; isFresh: boolean }>(
    `SELECT asked_at > $4::timestamptz - interval '1 day' AS "isFresh", $3::uuid[] <@ summed AND summed <@ $3::uuid[] AS "isCurrent"
     FROM team_sums, LATERAL (SELECT coalesce(array_agg(user_id), '{}') AS summed FROM team_sums_people
       WHERE account_id = $1 AND manager_id = $2) p
     WHERE account_id = $1 AND manager_id = $2`,
    [accountId, managerId, userIds, timeParam(now)],
  );
  if (asked?.isCurrent && asked.isFresh) return true;
  await db.transaction(async (tx) => {
    await lockTeamSums(tx, accountId, 'alone');
    await noteAsked(tx, accountId, managerId, now);
    await changePeople(tx, accountId, { managerId, userIds });
  });
  return true;
}

async function noteAsked(on: Queries, accountId: string, managerId: string, now: number): Promise<void> {
  await on.run(
    `INSERT INTO team_sums (account_id, manager_id, asked_at) VALUES ($1, $2, $3)
     ON CONFLICT (account_id, manager_id) DO UPDATE SET asked_at = excluded.asked_at`,
    [accountId, managerId, timeParam(now)],
  );
}

async function changePeople(on: Queries, accountId: string, { managerId, userIds }: Team): Promise<void> {
  await on.run(
    `WITH gone AS (DELETE FROM team_sums_people
       WHERE account_id = $1 AND manager_id = $2 AND user_id <> ALL($3::uuid[]) RETURNING user_id),
     come AS (INSERT INTO team_sums_people (account_id, manager_id, user_id)
       SELECT $1, $2, id FROM (SELECT DISTINCT unnest($3::uuid[])) AS u(id)
       ON CONFLICT (account_id, manager_id, user_id) DO NOTHING RETURNING user_id),
     moved AS (SELECT user_id, -1 AS sign FROM gone UNION ALL SELECT user_id, 1 FROM come)
     INSERT INTO team_totals AS t (account_id, manager_id, slot, feature, category, automated, entries, seconds)
     SELECT $1, $2, slot, feature, category, automated, sum(sign * entries), sum(sign * seconds)
     FROM moved, LATERAL (SELECT * FROM activity_counts WHERE account_id = $1 AND user_id = moved.user_id) c
     GROUP BY slot, feature, category, automated
     ON CONFLICT (account_id, manager_id, slot, feature, category, automated)
     DO UPDATE SET entries = t.entries + excluded.entries, seconds = t.seconds + excluded.seconds`,
    [accountId, managerId, userIds],
  );
  await on.run('DELETE FROM team_totals WHERE account_id = $1 AND manager_id = $2 AND entries = 0', [
    accountId,
    managerId,
  ]);
}

/** Forgets the sums of teams that nobody asked for since a time (epoch ms): they cost whoever writes. */
export async function dropTeamSums(db: Database, askedBefore: number): Promise<void> {
  const teams = await db.query<{ accountId: string; managerId: string }>(
    `SELECT account_id AS "accountId", manager_id AS "managerId" FROM team_sums WHERE asked_at < $1`,
    [timeParam(askedBefore)],
  );
  for (const { accountId, managerId } of teams) {
    await db.transaction(async (tx) => {
      await lockTeamSums(tx, accountId, 'alone');
      await tx.run(
        `WITH gone AS (DELETE FROM team_sums WHERE account_id = $1 AND manager_id = $2 AND asked_at < $3
           RETURNING manager_id)
         DELETE FROM team_totals WHERE account_id = $1 AND manager_id IN (SELECT manager_id FROM gone)`,
        [accountId, managerId, timeParam(askedBefore)],
      );
    });
  }
}
