import { type Queries, timeParam } from './database.ts';

/** What becomes of the activities of a connection that is removed. */
export type KeepOrErase = 'keep' | 'erase';
type RemovalState = 'asked' | 'withdrawn' | 'declined' | 'approved' | 'done';

/** A wish to remove a connection, and what became of it. Times are epoch ms. */
export interface RemovalRow {
  readonly accountId: string;
  readonly id: string;
  readonly connectionId: string;
  readonly threadId: string;
  readonly data: KeepOrErase;
  readonly state: RemovalState;
  readonly askedBy: string;
  readonly askedByName: string | null;
  readonly askedAt: number;
  /** Who approved or declined it; perhaps an operator of another account. */
  readonly decidedBy: string | null;
  readonly decidedByName: string | null;
  readonly decidedAt: number | null;
  readonly finishedAt: number | null;
  readonly receipt: Receipt | null;
}

/** What was removed, in Salesforce and here, and what a person must still do. Times are RFC 3339 UTC. */
export interface Receipt {
  readonly connection: {
    readonly id: string;
    readonly name: string;
    readonly environment: string;
    readonly organizationId: string | null;
    readonly organizationName: string | null;
  };
  readonly data: KeepOrErase;
  readonly askedBy: string;
  readonly askedAt: string;
  readonly approvedBy: string;
  readonly approvedAt: string;
  readonly finishedAt: string;
  /** Gone from the org: names of channels and of the objects that were selected on them. */
  readonly remote: {
    readonly channels: readonly string[];
    readonly members: readonly string[];
    readonly accessRevoked: boolean;
  };
  /** Rows that were erased here, by what they were. */
  readonly erased: Readonly<Record<string, number>>;
  readonly kept: { readonly activities: number };
  readonly manual: readonly { readonly what: string; readonly todo: string }[];
}

/** How far a step of a removal came; `left` could not be done, and `manual` says how a person does it. */
export interface RemovalStepRow {
  readonly key: string;
  readonly state: 'running' | 'done' | 'left';
  readonly counts: Readonly<Record<string, number>>;
  /** Names in the org that are gone. */
  readonly removed: Readonly<Record<string, readonly string[]>>;
  readonly manual: string | null;
}

const columns = `r.account_id AS "accountId", r.id, r.connection_id AS "connectionId", r.thread_id AS "threadId", r.data,
  r.state, r.asked_by AS "askedBy", r.asked_at AS "askedAt", r.decided_by AS "decidedBy",
  r.decided_at AS "decidedAt", r.finished_at AS "finishedAt", r.receipt,
  (SELECT name FROM users u WHERE u.account_id = r.account_id AND u.id = r.asked_by) AS "askedByName",
  (SELECT name FROM users u WHERE u.id = r.decided_by LIMIT 1) AS "decidedByName"`;

/** The removal of a connection that is open or done, else the newest that came to nothing; or null. */
export async function findRemoval(
  on: Queries,
  accountId: string,
  connectionId: string,
): Promise<RemovalRow | null> {
  const rows = await on.query<RemovalRow>(
    `SELECT ${columns} FROM removals r WHERE r.account_id = $1 AND r.connection_id = $2
     ORDER BY r.state IN ('withdrawn', 'declined'), r.asked_at DESC, r.id DESC LIMIT 1`,
    [accountId, connectionId],
  );
  return rows[0] ?? null;
}

/** A connection that was removed. Epoch ms. */
export interface RemovedRow {
  readonly id: string;
  readonly service: string;
  readonly name: string;
  readonly environment: 'production' | 'sandbox';
  readonly removedAt: number;
  readonly keepsEntries: boolean;
}

/** Connections of an account that were removed, the last one first; at most a hundred. */
export function listRemoved(on: Queries, accountId: string): Promise<RemovedRow[]> {
  return on.query(
    `SELECT c.id, c.service, c.name, c.environment, r.finished_at AS "removedAt", EXISTS (
       SELECT FROM activities a WHERE a.account_id = c.account_id AND a.connection_id = c.id) AS "keepsEntries"
     FROM connections c JOIN removals r ON r.account_id = c.account_id AND r.connection_id = c.id AND r.state = 'done'
     WHERE c.account_id = $1 AND c.status = 'removed' ORDER BY r.finished_at DESC, c.id LIMIT 100`,
    [accountId],
  );
}

/** Notes a wish; the database refuses a second open one of the same connection as a duplicate. */
export async function insertRemoval(
  on: Queries,
  row: Pick<RemovalRow, 'accountId' | 'connectionId' | 'threadId' | 'data' | 'askedBy' | 'askedAt'>,
): Promise<void> {
  await on.query(
    `INSERT INTO removals (account_id, connection_id, thread_id, data, state, asked_by, asked_at)
     VALUES ($1, $2, $3, $4, 'asked', $5, $6)`,
    [row.accountId, row.connectionId, row.threadId, row.data, row.askedBy, timeParam(row.askedAt)],
  );
}

/** Answers a wish; false where it is no longer open. */
export async function decideRemoval(
  on: Queries,
  { accountId, id }: Pick<RemovalRow, 'accountId' | 'id'>,
  decision: {
    readonly state: 'withdrawn' | 'declined' | 'approved';
    readonly by: string;
    readonly at: number;
  },
): Promise<boolean> {
  const rows = await on.query(
    `UPDATE removals SET state = $3, decided_by = $4, decided_at = $5
     WHERE account_id = $1 AND id = $2 AND state = 'asked' RETURNING 1`,
    [accountId, id, decision.state, decision.by, timeParam(decision.at)],
  );
  return rows.length === 1;
}

/** Keeps the receipt; false where another process has finished the removal before. */
export async function saveReceipt(
  on: Queries,
  { accountId, id }: Pick<RemovalRow, 'accountId' | 'id'>,
  receipt: Receipt,
  at: number,
): Promise<boolean> {
  const rows = await on.query(
    `UPDATE removals SET state = 'done', receipt = $3::jsonb, finished_at = $4
     WHERE account_id = $1 AND id = $2 AND state = 'approved' RETURNING 1`,
    [accountId, id, JSON.stringify(receipt), timeParam(at)],
  );
  return rows.length === 1;
}

export function listRemovalSteps(
  on: Queries,
  { accountId, id }: Pick<RemovalRow, 'accountId' | 'id'>,
): Promise<RemovalStepRow[]> {
  return on.query(
    `SELECT key, state, counts, removed, manual FROM removal_steps WHERE account_id = $1 AND removal_id = $2`,
    [accountId, id],
  );
}

/** Adds to what a running step has counted, in the transaction that erased it: a crash repeats neither. */
export async function countStep(
  on: Queries,
  { accountId, id }: Pick<RemovalRow, 'accountId' | 'id'>,
  key: string,
  what: string,
  count: number,
  at: number,
): Promise<void> {
  await on.query(
    `INSERT INTO removal_steps AS s (account_id, removal_id, key, state, counts, removed, updated_at)
     VALUES ($1, $2, $3, 'running', jsonb_build_object($4::text, $5::integer), '{}', $6)
     ON CONFLICT (account_id, removal_id, key) DO UPDATE SET updated_at = excluded.updated_at,
       counts = s.counts || jsonb_build_object($4::text, coalesce((s.counts ->> $4::text)::integer, 0) + $5::integer)`,
    [accountId, id, key, what, count, timeParam(at)],
  );
}

/** Says how a step stands; its counts are added to what it has counted. False where it has ended already. */
export async function saveRemovalStep(
  on: Queries,
  { accountId, id }: Pick<RemovalRow, 'accountId' | 'id'>,
  step: RemovalStepRow,
  at: number,
): Promise<boolean> {
  const rows = await on.query(
    `INSERT INTO removal_steps AS s (account_id, removal_id, key, state, counts, removed, manual, updated_at)
     VALUES ($1, $2, $3, $4, $5::jsonb, $6::jsonb, $7, $8)
     ON CONFLICT (account_id, removal_id, key) DO UPDATE SET state = excluded.state,
       counts = s.counts || excluded.counts, removed = excluded.removed, manual = excluded.manual,
       updated_at = excluded.updated_at
     WHERE s.state = 'running' RETURNING 1`,
    [
      ...[accountId, id, step.key, step.state, JSON.stringify(step.counts), JSON.stringify(step.removed)],
      ...[step.manual, timeParam(at)],
    ],
  );
  return rows.length === 1;
}
