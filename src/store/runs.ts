import { type Queries, timeParam } from './database.ts';
import { isPaused } from './streamState.ts';

export type RunState = 'running' | 'done' | 'failed' | 'cancelled';
export type RunCounts = Readonly<Record<string, number>>;

/** One run of provisioning or of a job, with what it counted. */
export interface RunRow {
  readonly id: string;
  readonly kind: string;
  readonly state: RunState;
  readonly startedAt: number;
  readonly finishedAt: number | null;
  /** Percent; null where the end cannot be told. */
  readonly progress: number | null;
  readonly counts: RunCounts;
  /** A sentence for a person. */
  readonly error: string | null;
}

const columns = `id, kind, state, started_at AS "startedAt", finished_at AS "finishedAt", progress, counts, error`;

/** Starts a run, or answers the one of its kind that is running. */
export async function startRun(
  on: Queries,
  accountId: string,
  connectionId: string,
  kind: string,
  at: number,
): Promise<{ id: string; started: boolean }> {
  const rows = await on.query<{ id: string }>(
    `INSERT INTO runs (account_id, connection_id, kind, state, started_at) VALUES ($1, $2, $3, 'running', $4)
     ON CONFLICT (account_id, connection_id, kind) WHERE state = 'running' DO NOTHING RETURNING id`,
    [accountId, connectionId, kind, timeParam(at)],
  );
  if (rows[0] !== undefined) return { id: rows[0].id, started: true };
  const running = await findRunning(on, accountId, connectionId, kind);
  // It ended between the two statements.
  if (running === null) return startRun(on, accountId, connectionId, kind, at);
  return { id: running.id, started: false };
}

/** The run of a kind that is running; null where none is. */
async function findRunning(
  on: Queries,
  accountId: string,
  connectionId: string,
  kind: string,
): Promise<RunRow | null> {
  const rows = await on.query<RunRow>(
    `SELECT ${columns} FROM runs WHERE account_id = $1 AND connection_id = $2 AND kind = $3 AND state = 'running'`,
    [accountId, connectionId, kind],
  );
  return rows[0] ?? null;
}

/** What a run that goes on has counted so far; null where it is running no more. */
export async function findRunCounts(on: Queries, accountId: string, id: string): Promise<RunCounts | null> {
  const rows = await on.query<{ counts: RunCounts }>(
    `SELECT counts FROM runs WHERE account_id = $1 AND id = $2 AND state = 'running'`,
    [accountId, id],
  );
  return rows[0]?.counts ?? null;
}

/** Notes how far a run has come, in percent where that can be told, and what holds it up. */
export async function noteRun(
  on: Queries,
  accountId: string,
  id: string,
  counts: RunCounts,
  { progress = null, error = null }: { progress?: number | null; error?: string | null },
): Promise<void> {
  await on.query(
    `UPDATE runs SET counts = $3::jsonb, progress = coalesce($4::real, progress), error = $5
     WHERE account_id = $1 AND id = $2 AND state = 'running'`,
    [accountId, id, JSON.stringify(counts), progress, error],
  );
}

/** Ends a run, failed where there is an error; one that has ended already stays as it is. */
export async function finishRun(
  on: Queries,
  accountId: string,
  id: string,
  at: number,
  counts: RunCounts,
  error: string | null,
  cancelled = false,
): Promise<void> {
  const state = cancelled ? 'cancelled' : error === null ? 'done' : 'failed';
  await endRuns(on, `counts = counts || $5::jsonb WHERE account_id = $4 AND id = $6`, { state, at, error }, [
    accountId,
    JSON.stringify(counts),
    id,
  ]);
}

/** Ends the run of a kind that a crash left running. */
export async function failAbandonedRun(
  on: Queries,
  accountId: string,
  connectionId: string,
  kind: string,
  at: number,
): Promise<void> {
  const error = 'The process that ran it ended.';
  await endRuns(
    on,
    `progress = progress WHERE account_id = $4 AND connection_id = $5 AND kind = $6`,
    { state: 'failed', at, error },
    [accountId, connectionId, kind],
  );
}

/** Ends runs of jobs whose connection has stopped to work: nothing goes on with them until somebody acts. */
export async function failRunsAtRest(on: Queries, at: number): Promise<void> {
  await endRuns(
    on,
    `progress = progress WHERE kind <> 'provisioning' AND EXISTS (
       SELECT FROM connections c WHERE c.account_id = runs.account_id AND c.id = runs.connection_id
         AND NOT (c.status IN ('active', 'provisioning') OR ${isPaused}))`,
    { state: 'failed', at, error: 'The connection stopped to work before this run ended.' },
    [],
  );
}

async function endRuns(
  on: Queries,
  setWhere: string,
  { state, at, error }: { state: RunState; at: number; error: string | null },
  which: readonly string[],
): Promise<void> {
  await on.query(
    `WITH ended AS (
       UPDATE runs SET state = $1, finished_at = $2, error = $3, ${setWhere} AND state = 'running'
       RETURNING kind, counts)
     INSERT INTO run_totals (kind, state, runs, rows, activities, api_calls)
     SELECT kind, $1, count(*), ${total('rows')}, ${total('activities')}, ${total('apiCalls')}
     FROM ended GROUP BY kind
     ON CONFLICT (kind, state) DO UPDATE SET runs = run_totals.runs + excluded.runs,
       rows = run_totals.rows + excluded.rows, activities = run_totals.activities + excluded.activities,
       api_calls = run_totals.api_calls + excluded.api_calls`,
    [state, timeParam(at), error, ...which],
  );
}

const total = (key: string) => `coalesce(sum((counts ->> '${key}')::numeric), 0)::bigint`;

/** Which runs are wanted; no kinds or states narrow nothing. `before` is the start of the last one seen, epoch ms. */
export interface RunFilter {
  readonly kinds?: readonly string[];
  readonly states?: readonly string[];
  readonly before: { readonly startedAt: number; readonly id: string } | null;
  readonly limit: number;
}

/** Runs of a connection, newest first. */
export function listRuns(
  on: Queries,
  accountId: string,
  connectionId: string,
  { kinds = [], states = [], before, limit }: RunFilter,
): Promise<RunRow[]> {
  return on.query(
    `SELECT ${columns} FROM runs
     WHERE account_id = $1 AND connection_id = $2
       AND ($3::timestamptz IS NULL OR (started_at, id) < ($3::timestamptz, $4::uuid))
       AND (cardinality($6::text[]) = 0 OR kind = ANY($6)) AND (cardinality($7::text[]) = 0 OR state = ANY($7))
     ORDER BY started_at DESC, id DESC LIMIT $5`,
    [
      accountId,
      connectionId,
      before === null ? null : timeParam(before.startedAt),
      before?.id ?? null,
      limit,
      kinds,
      states,
    ],
  );
}

/** The newest run of each of the kinds. */
export function listNewestRuns(
  on: Queries,
  accountId: string,
  connectionId: string,
  kinds: readonly string[],
): Promise<RunRow[]> {
  return on.query(
    `SELECT n.* FROM unnest($3::text[]) AS k (kind) CROSS JOIN LATERAL (
       SELECT ${columns} FROM runs r WHERE r.account_id = $1 AND r.connection_id = $2 AND r.kind = k.kind
       ORDER BY started_at DESC LIMIT 1) n`,
    [accountId, connectionId, kinds],
  );
}

/** Forgets runs that ended before a moment, epoch ms; their totals stay. */
export async function trimRuns(on: Queries, endedBefore: number): Promise<void> {
  await on.query(`DELETE FROM runs WHERE state <> 'running' AND finished_at < $1`, [timeParam(endedBefore)]);
}

/** What all runs came to, by kind and state. */
export function listRunTotals(
  on: Queries,
): Promise<
  { kind: string; state: RunState; runs: number; rows: number; activities: number; apiCalls: number }[]
> {
  return on.query(
    `SELECT kind, state, runs, rows, activities, api_calls AS "apiCalls" FROM run_totals ORDER BY kind, state`,
  );
}
