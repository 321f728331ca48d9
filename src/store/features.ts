import type { Reason } from '../activity/service.ts';
import { type Queries, timeParam } from './database.ts';

type FeatureStatus = 'active' | 'blocked' | 'disabled' | 'unavailable' | 'error';

/** How a feature of a connection stands. */
export interface FeatureStateRow {
  readonly feature: string;
  readonly enabled: boolean;
  readonly path: 'cdc' | 'sweep';
  readonly status: FeatureStatus;
  readonly reason: Reason | null;
  readonly lastProcessedAt: number | null;
}

export function listFeatureStates(
  on: Queries,
  accountId: string,
  connectionId: string,
): Promise<FeatureStateRow[]> {
  return on.query(
    `SELECT feature, enabled, path, status, reason, last_processed_at AS "lastProcessedAt"
     FROM feature_states WHERE account_id = $1 AND connection_id = $2`,
    [accountId, connectionId],
  );
}

/** Writes how a feature stands; what it last processed stays. */
export async function saveFeatureState(
  on: Queries,
  accountId: string,
  connectionId: string,
  state: Omit<FeatureStateRow, 'lastProcessedAt'>,
): Promise<void> {
  await on.query(
    `INSERT INTO feature_states (account_id, connection_id, feature, enabled, path, status, reason)
     VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb)
     ON CONFLICT (account_id, connection_id, feature) DO UPDATE SET enabled = excluded.enabled,
       path = excluded.path, status = excluded.status, reason = excluded.reason`,
    [
      accountId,
      connectionId,
      state.feature,
      state.enabled,
      state.path,
      state.status,
      state.reason === null ? null : JSON.stringify(state.reason),
    ],
  );
}

/** Notes that the features were processed up to a time. */
export async function touchFeatures(
  on: Queries,
  accountId: string,
  connectionId: string,
  features: readonly string[],
  at: number,
): Promise<void> {
  await on.query(
    `UPDATE feature_states SET last_processed_at = greatest(last_processed_at, $4)
     WHERE account_id = $1 AND connection_id = $2 AND feature = ANY($3::text[])`,
    [accountId, connectionId, features, timeParam(at)],
  );
}
