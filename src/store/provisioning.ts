import type { Queries } from './database.ts';

type StepState = 'pending' | 'running' | 'done' | 'failed';

/** One step of a connection's provisioning, as it was last seen. */
export interface StepRow {
  readonly key: string;
  readonly state: StepState;
  readonly detail: string | null;
}

export function listSteps(on: Queries, accountId: string, connectionId: string): Promise<StepRow[]> {
  return on.query(
    'SELECT key, state, detail FROM provisioning_steps WHERE account_id = $1 AND connection_id = $2',
    [accountId, connectionId],
  );
}

/** Writes how a step stands. */
export async function saveStep(
  on: Queries,
  accountId: string,
  connectionId: string,
  step: StepRow,
): Promise<void> {
  await on.query(
    `INSERT INTO provisioning_steps (account_id, connection_id, key, state, detail) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (account_id, connection_id, key)
     DO UPDATE SET state = excluded.state, detail = excluded.detail, updated_at = now()`,
    [accountId, connectionId, step.key, step.state, step.detail],
  );
}

/** Starts over, as a reconnect does: every step is safe to repeat. */
export async function deleteSteps(on: Queries, accountId: string, connectionId: string): Promise<void> {
  await on.query('DELETE FROM provisioning_steps WHERE account_id = $1 AND connection_id = $2', [
    accountId,
    connectionId,
  ]);
}
