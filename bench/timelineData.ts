import { randomUUID } from 'node:crypto';
import { applyBootstrap, parseBootstrap } from '../src/cli/bootstrap.ts';
import { insertConnection, setAuthorized } from '../src/store/connections.ts';
import type { Database } from '../src/store/database.ts';
import { chainStageMoves } from '../src/store/stageMoves.ts';

/** The moment at which the timeline is looked at; its entries are of the year before. */
export const lookedAt = Date.parse('2026-11-20T14:00:00Z');
/** Tokens of who looks: the Owner sees everybody, the Manager a team of 199 and themselves. */
export const tokens = {
  owner: 'wst_owner-token-of-the-benchmark-000001',
  manager: 'wst_manager-token-of-the-benchmark-0001',
};

const PEOPLE = 1000;
const TEAM = 199;

/** An account of 1,000 people, with as many entries of a working year as asked for; roll-ups and all. */
export async function fillTimeline(db: Database, entries: number): Promise<void> {
  const email = (n: number) => `p${n}@acme.example`;
  const users = Array.from({ length: PEOPLE }, (_, n) => ({
    ...{ email: email(n), name: `Person ${String(n).padStart(4, '0')}`, timeZone: 'Europe/Berlin' },
    role: n === 0 ? 'owner' : n === 1 ? 'manager' : 'member',
    manager: n < 2 ? null : email(n < 2 + TEAM ? 1 : 0),
  }));
  const account = { name: 'Acme', domain: 'acme.example' };
  const given = [
    { email: email(0), token: tokens.owner },
    { email: email(1), token: tokens.manager },
  ];
  await applyBootstrap(
    db,
    parseBootstrap(JSON.stringify({ account, users, tokens: given }), 'the benchmark'),
  );
  const [owner] = await db.query<{ accountId: string; id: string }>(
    `SELECT account_id AS "accountId", id FROM users WHERE email = $1`,
    [email(0)],
  );
  const connectionId = await addConnection(db, owner!.accountId, owner!.id);
  await withoutIndexes(db, () => insertEntries(db, owner!.accountId, connectionId, entries));
  await sumUp(db);
  await db.query('VACUUM ANALYZE');
}

async function addConnection(db: Database, accountId: string, ownerId: string): Promise<string> {
  const id = await insertConnection(db, {
    ...{ accountId, service: 'salesforce', name: 'Salesforce', environment: 'production', myDomain: null },
    ...{ connectedByUserId: ownerId, createdAt: lookedAt },
  });
  await setAuthorized(db, accountId, id, {
    ...{
      organizationId: `00D${randomUUID().slice(0, 8)}`,
      organizationName: 'Acme Inc.',
      edition: 'enterprise',
    },
    ...{ instanceUrl: 'https://acme.my.salesforce.com', remoteUserId: '005', remoteUserName: 'Olga Owner' },
  });
  return id;
}

/** Building an index at the end is several times faster than keeping it up; the index is the same. */
async function withoutIndexes(db: Database, work: () => Promise<void>): Promise<void> {
  const indexes = await db.query<{ name: string; definition: string }>(
    `SELECT indexname AS name, indexdef AS definition FROM pg_indexes
     WHERE tablename IN ('activities', 'activity_counts', 'activity_totals') AND indexname NOT LIKE '%_pkey'`,
  );
  for (const { name } of indexes) await db.query(`DROP INDEX ${name}`);
  await work();
  for (const { definition } of indexes) await db.query(definition);
}

// Weekdays of the year before, from 07:00 to 19:00 UTC; one entry in twenty is a meeting, one in fifty a move of a
// deal. Numbers are spread by multiplying with primes, so that every run makes the same timeline.
async function insertEntries(
  db: Database,
  accountId: string,
  connectionId: string,
  entries: number,
): Promise<void> {
  await db.query(
    `WITH people AS (SELECT id, row_number() OVER (ORDER BY email) - 1 AS nth FROM users WHERE account_id = $1),
     drafts AS (
       SELECT n, people.id AS user_id,
         (n * 104729) % 100 AS kind, (n * 1299709) % 40000 AS object, (n * 15485863) % 500 AS word,
         $3::timestamptz - ((n * 32452843::bigint) % 364) * interval '1 day'
           - interval '7 hours' + ((n * 49979687::bigint) % 43200) * interval '1 second' AS at
       FROM generate_series(1, $4::bigint) n JOIN people ON people.nth = (n * 7919) % ${PEOPLE})
     INSERT INTO activities (account_id, id, connection_id, feature, category, action, remote_user_id, user_id, title,
       object_type, object_id, object_name, changes, occurred_at, received_at, latency_seconds, duration_seconds,
       duration_source, actor, via, count, paths)
     SELECT $1, gen_random_uuid(), $2,
       CASE WHEN kind < 5 THEN 'events' WHEN kind < 30 THEN 'opportunities' WHEN kind < 55 THEN 'cases'
         WHEN kind < 75 THEN 'contacts' WHEN kind < 95 THEN 'tasks' WHEN n % 1009 = 0 THEN 'accounts' ELSE 'leads' END,
       CASE WHEN kind < 2 THEN 'meeting_internal' WHEN kind < 5 THEN 'meeting_external'
         WHEN kind > 90 AND kind < 95 THEN 'call' WHEN n % 10007 = 0 THEN 'post' ELSE 'record_change' END,
       CASE WHEN kind < 5 THEN 'meeting' WHEN kind > 90 AND kind < 95 THEN 'logged_call' ELSE 'updated' END,
       '005', user_id, 'Moved Customer' || word || ' renewal ' || object || ' to Negotiation',
       CASE WHEN kind < 30 THEN 'Opportunity' ELSE 'Case' END, '006' || lpad(object::text, 12, '0') || 'AAA',
       'Customer' || word || ' renewal', '[{"field":"StageName","label":"Stage","from":"Proposal","to":"Negotiation","at":"2026-11-01T09:00:00.000Z"}]',
       at, at, 1.5, CASE WHEN kind < 5 THEN 1800 + 900 * (n % 5) ELSE 60 END,
       CASE WHEN kind < 5 THEN 'actual' ELSE 'estimated' END, CASE WHEN kind = 50 THEN 'automation' ELSE 'person' END,
       NULL, 1, '{cdc}' FROM drafts`,
    [accountId, connectionId, new Date(lookedAt).toISOString(), entries],
  );
  await db.query(
    `INSERT INTO stage_moves (account_id, activity_id, at, user_id, object_id, feature, stage)
     SELECT account_id, id, occurred_at, user_id, object_id, 'opportunities', 'Stage ' || left(id::text, 1)
     FROM activities WHERE feature = 'opportunities' AND action = 'updated' AND id::text < '2'`,
  );
  const moved = await db.query<{ id: string }>('SELECT DISTINCT object_id AS id FROM stage_moves');
  const ids = moved.map(({ id }) => id);
  await chainStageMoves(db, accountId, ids);
}

async function sumUp(db: Database): Promise<void> {
  await db.query(
    `INSERT INTO activity_counts (account_id, user_id, slot, feature, category, automated, entries, seconds)
     SELECT account_id, user_id, date_bin('30 minutes', occurred_at, 'epoch'), feature, category,
       actor IS NOT DISTINCT FROM 'automation', count(*), sum(duration_seconds)
     FROM activities GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 3, 2`,
  );
  await db.query(
    `INSERT INTO activity_totals (account_id, slot, feature, category, automated, entries, seconds)
     SELECT account_id, slot, feature, category, automated, sum(entries), sum(seconds)
     FROM activity_counts GROUP BY 1, 2, 3, 4, 5 ORDER BY 2`,
  );
}
