import { RequestError } from '../errors.ts';
import { type ConnectionRow, findConnection } from '../store/connections.ts';
import { hurryJob } from '../store/jobs.ts';
import { startRun } from '../store/runs.ts';
import { type ConnectionRef, type Context, jobsChannel } from './context.ts';

/** Reads something of a connection now; answers the run, that of the running one where one runs. */
export async function requestSweep(
  context: Context,
  ref: ConnectionRef,
  kind: 'field_history' | 'delta' | 'users',
): Promise<{ runId: string }> {
  const { db, clock } = context;
  const connection = await findConnection(db, ref.accountId, ref.connectionId);
  if (connection === null) throw new RequestError('not_found');
  requireWork(connection);
  if (kind !== 'users') requireCalls(connection, clock.now());
  const runId = await db.transaction(async (tx) => {
    const run = await startRun(tx, ref.accountId, ref.connectionId, kind, clock.now());
    if (run.started) await hurryJob(tx, { ...ref, kind }, clock.now(), { runId: run.id });
    return run.id;
  });
  await db.notify(jobsChannel, '');
  return { runId };
}

/** Throws conflict where nothing can be read for the connection now. */
export function requireWork({ status, statusReason }: ConnectionRow): void {
  if (status === 'active' || (status === 'attention' && statusReason?.code === 'quota_paused')) return;
  const why =
    statusReason === null ? 'It is still being set up.' : `${statusReason.text} ${statusReason.fix}`;
  throw new RequestError('conflict', `The connection cannot be read now. ${why}`);
}

/** Throws conflict while sweeps leave the org's API calls to others. */
export function requireCalls({ sweepPause }: ConnectionRow, now: number): void {
  if (sweepPause === null || Date.parse(sweepPause.until) <= now) return;
  throw new RequestError('conflict', `${sweepPause.text} ${sweepPause.fix}`);
}
