import { type Queries, timeParam } from './database.ts';
import { isPaused } from './streamState.ts';

/** What is done for a connection by itself, beside its stream. */
export type JobKind = 'field_history' | 'delta' | 'users' | 'upkeep' | 'repair' | 'backfill' | 'import';

/** Names one job everywhere: there is one a kind. */
export interface JobKey {
  readonly accountId: string;
  readonly connectionId: string;
  readonly kind: JobKind;
}

/** A job as whoever claims it sees it. Times are epoch ms. */
export interface JobRow extends JobKey {
  readonly dueAt: number;
  readonly runId: string | null;
  readonly failures: number;
  /** What it must know to go on; its own shape for each kind. */
  readonly state: Readonly<Record<string, unknown>>;
}

/** When a job is due that has nothing to do, epoch ms. */
export const never = Date.UTC(9999, 0, 1);

const columns = `account_id AS "accountId", connection_id AS "connectionId", kind, due_at AS "dueAt",
  run_id AS "runId", failures, state`;
const one = 'account_id = $1 AND connection_id = $2 AND kind = $3';
const keyOf = ({ accountId, connectionId, kind }: JobKey) => [accountId, connectionId, kind] as const;

export async function findJob(on: Queries, key: JobKey): Promise<JobRow | null> {
  const rows = await on.query<JobRow>(`SELECT ${columns} FROM jobs WHERE ${one}`, keyOf(key));
  return rows[0] ?? null;
}

/** The jobs of a connection. */
export function listJobs(on: Queries, accountId: string, connectionId: string): Promise<JobRow[]> {
  return on.query(`SELECT ${columns} FROM jobs WHERE account_id = $1 AND connection_id = $2`, [
    accountId,
    connectionId,
  ]);
}

/** Jobs that a worker may start now: due, claimed by nobody, of a connection that is at work. */
export function listDueJobs(on: Queries, now: number, limit: number): Promise<JobKey[]> {
  return on.query(
    `SELECT j.account_id AS "accountId", j.connection_id AS "connectionId", j.kind FROM jobs j
     JOIN connections c ON c.account_id = j.account_id AND c.id = j.connection_id
     WHERE j.due_at <= $1 AND j.claim IS NULL AND (c.status = 'active' OR ${isPaused})
     ORDER BY j.due_at LIMIT $2`,
    [timeParam(now), limit],
  );
}

/** Adds a job that is not there yet. */
export async function addJob(on: Queries, key: JobKey, dueAt: number): Promise<void> {
  await on.query(
    `INSERT INTO jobs (account_id, connection_id, kind, due_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
    [...keyOf(key), timeParam(dueAt)],
  );
}

/**
 * Makes a job due at a moment unless it is due before; one that runs now is due again after it. `run` is the run
 * that somebody waits for, `state` what it is to know; left out, both stay.
 */
export async function hurryJob(
  on: Queries,
  key: JobKey,
  at: number,
  given: { runId?: string; state?: Readonly<Record<string, unknown>> } = {},
): Promise<void> {
  const { runId = null, state } = given;
  await on.query(
    `INSERT INTO jobs (account_id, connection_id, kind, due_at, run_id, state)
     VALUES ($1, $2, $3, $4, $5::uuid, coalesce($6::jsonb, '{}'))
     ON CONFLICT (account_id, connection_id, kind) DO UPDATE SET due_at = least(jobs.due_at, excluded.due_at),
       run_id = coalesce(excluded.run_id, jobs.run_id), state = coalesce($6::jsonb, jobs.state), failures = 0`,
    [...keyOf(key), timeParam(at), runId, state === undefined ? null : JSON.stringify(state)],
  );
}

/** Takes a due job for `forMs`; null where somebody else has it, or it is not due. */
export async function claimJob(
  on: Queries,
  key: JobKey,
  claim: string,
  now: number,
  forMs: number,
): Promise<JobRow | null> {
  const rows = await on.query<JobRow>(
    `UPDATE jobs SET claim = $4, claimed_until = $5, due_at = $6
     WHERE ${one} AND claim IS NULL AND due_at <= $7 RETURNING ${columns}`,
    [...keyOf(key), claim, timeParam(now + forMs), timeParam(never), timeParam(now)],
  );
  return rows[0] ?? null;
}

/** Keeps a claim for `forMs` more; false where it is lost. */
export async function renewClaim(
  on: Queries,
  key: JobKey,
  claim: string,
  now: number,
  forMs: number,
): Promise<boolean> {
  const rows = await on.query(`UPDATE jobs SET claimed_until = $5 WHERE ${one} AND claim = $4 RETURNING 1`, [
    ...keyOf(key),
    claim,
    timeParam(now + forMs),
  ]);
  return rows.length === 1;
}

/** Notes the run that a claimed job works on. */
export async function setJobRun(on: Queries, key: JobKey, claim: string, runId: string): Promise<void> {
  await on.query(`UPDATE jobs SET run_id = $5 WHERE ${one} AND claim = $4`, [...keyOf(key), claim, runId]);
}

/** Notes what a claimed job must know to go on; false where the claim is lost. */
export async function setJobState(
  on: Queries,
  key: JobKey,
  claim: string,
  state: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  const rows = await on.query(`UPDATE jobs SET state = $5::jsonb WHERE ${one} AND claim = $4 RETURNING 1`, [
    ...keyOf(key),
    claim,
    JSON.stringify(state),
  ]);
  return rows.length === 1;
}

/** Gives a claimed job back until it is due again, or until somebody hurried it meanwhile. */
export async function releaseJob(
  on: Queries,
  key: JobKey,
  claim: string,
  left: { dueAt: number; runId: string | null; failures: number },
): Promise<void> {
  await on.query(
    `UPDATE jobs SET claim = NULL, claimed_until = NULL, due_at = least(due_at, $5), run_id = $6, failures = $7
     WHERE ${one} AND claim = $4`,
    [...keyOf(key), claim, timeParam(left.dueAt), left.runId, left.failures],
  );
}

/** Takes a job away, from whoever does it now too; false where there is none. */
export async function deleteJob(on: Queries, key: JobKey): Promise<boolean> {
  const rows = await on.query(`DELETE FROM jobs WHERE ${one} RETURNING 1`, keyOf(key));
  return rows.length === 1;
}

/** Frees jobs whose claim ran out before a moment (`never`: all), to be done again at once; answers them. */
export function releaseDeadJobs(on: Queries, before: number, now: number): Promise<JobRow[]> {
  return on.query(
    `UPDATE jobs SET claim = NULL, claimed_until = NULL, due_at = $2
     WHERE claim IS NOT NULL AND claimed_until < $1 RETURNING ${columns}`,
    [timeParam(before), timeParam(now)],
  );
}

/** Kinds of jobs that connections at work lack. */
export function listMissingJobs(on: Queries, kinds: readonly JobKind[]): Promise<JobKey[]> {
  return on.query(
    `SELECT c.account_id AS "accountId", c.id AS "connectionId", k.kind
     FROM connections c CROSS JOIN unnest($1::text[]) AS k (kind)
     WHERE (c.status = 'active' OR ${isPaused}) AND NOT EXISTS (
       SELECT FROM jobs j WHERE j.account_id = c.account_id AND j.connection_id = c.id AND j.kind = k.kind)`,
    [kinds],
  );
}

/** Makes jobs of a kind due now that wait for longer than any schedule says: a setting or a clock was changed. */
export async function pullInJobs(on: Queries, kind: JobKind, after: number, now: number): Promise<void> {
  await on.query(`UPDATE jobs SET due_at = $3 WHERE kind = $1 AND claim IS NULL AND due_at > $2`, [
    kind,
    timeParam(after),
    timeParam(now),
  ]);
}
