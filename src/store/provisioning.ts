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

/**
 * Forgets what setting up brought: access, people, channel and slots. What a person chose stays, and so do the
 * steps, which say how far it came.
 */
export async function forgetProvisioned(on: Queries, accountId: string, connectionId: string): Promise<void> {
  const key = [accountId, connectionId];
  const mine = 'WHERE account_id = $1 AND connection_id = $2';
  await on.query(`DELETE FROM credentials ${mine}`, key);
  await on.query(`DELETE FROM feature_states ${mine} AND enabled`, key);
  await on.query(`DELETE FROM remote_users ${mine} AND NOT manual`, key);
  await on.query(
    'UPDATE connections SET channel = NULL, slots = NULL WHERE account_id = $1 AND id = $2',
    key,
  );
}
