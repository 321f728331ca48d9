import { type Queries, timeParam } from './database.ts';

/** One run of provisioning or of a job, with what it counted. */
export interface RunRow {
  readonly id: string;
  readonly kind: string;
  readonly state: 'running' | 'done' | 'failed';
  readonly startedAt: number;
  readonly finishedAt: number | null;
  readonly counts: Readonly<Record<string, number>>;
  readonly error: string | null;
}

/** Starts a run, or answers the one of its kind that is running. */
export async function startRun(
  on: Queries,
  accountId: string,
  connectionId: string,
  kind: string,
  at: number,
): Promise<{ id: string; started: boolean }> {
  const running = await on.query<{ id: string }>(
    `SELECT id FROM runs WHERE account_id = $1 AND connection_id = $2 AND kind = $3 AND state = 'running'`,
    [accountId, connectionId, kind],
  );
  if (running[0] !== undefined) return { id: running[0].id, started: false };
  const rows = await on.query<{ id: string }>(
    `INSERT INTO runs (account_id, connection_id, kind, state, started_at) VALUES ($1, $2, $3, 'running', $4)
     RETURNING id`,
    [accountId, connectionId, kind, timeParam(at)],
  );
  return { id: rows[0]!.id, started: true };
}

export async function finishRun(
  on: Queries,
  accountId: string,
  id: string,
  at: number,
  counts: Readonly<Record<string, number>>,
  error: string | null,
): Promise<void> {
  await on.query(
    `UPDATE runs SET state = CASE WHEN $5::text IS NULL THEN 'done' ELSE 'failed' END, finished_at = $3,
       counts = $4::jsonb, error = $5 WHERE account_id = $1 AND id = $2`,
    [accountId, id, timeParam(at), JSON.stringify(counts), error],
  );
}

/** Ends runs that a crash left running: those that were started before a moment, epoch ms. */
export async function failAbandonedRuns(
  on: Queries,
  accountId: string,
  connectionId: string,
  at: number,
  startedBefore = at,
): Promise<void> {
  await on.query(
    `UPDATE runs SET state = 'failed', finished_at = $3, error = 'the process that ran it ended'
     WHERE account_id = $1 AND connection_id = $2 AND state = 'running' AND started_at <= $4`,
    [accountId, connectionId, timeParam(at), timeParam(startedBefore)],
  );
}

/** Runs of a connection, newest first; `before` is the start of the last one seen, epoch ms. */
export function listRuns(
  on: Queries,
  accountId: string,
  connectionId: string,
  before: { startedAt: number; id: string } | null,
  limit: number,
): Promise<RunRow[]> {
  return on.query(
    `SELECT id, kind, state, started_at AS "startedAt", finished_at AS "finishedAt", counts, error FROM runs
     WHERE account_id = $1 AND connection_id = $2
       AND ($3::timestamptz IS NULL OR (started_at, id) < ($3::timestamptz, $4::uuid))
     ORDER BY started_at DESC, id DESC LIMIT $5`,
    [
      accountId,
      connectionId,
      before === null ? null : timeParam(before.startedAt),
      before?.id ?? null,
      limit,
    ],
  );
}
