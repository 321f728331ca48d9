import type { Reason, Standing } from '../activity/service.ts';
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
  /** When it was switched on last; null where it never was off. */
  readonly enabledSince: number | null;
  /** When the stream took it over from the sweeps last. */
  readonly streamedSince: number | null;
  /** Who switched it for the whole connection last, by name; null where they have left. */
  readonly switchedBy: string | null;
  /** When that was; null where nobody ever did. */
  readonly switchedAt: number | null;
}

export function listFeatureStates(
  on: Queries,
  accountId: string,
  connectionId: string,
): Promise<FeatureStateRow[]> {
  return on.query(
    `SELECT s.feature, s.enabled, s.path, s.status, s.reason, s.last_processed_at AS "lastProcessedAt",
       s.enabled_since AS "enabledSince", s.streamed_since AS "streamedSince",
       u.name AS "switchedBy", s.switched_at AS "switchedAt"
     FROM feature_states s LEFT JOIN users u ON u.account_id = s.account_id AND u.id = s.switched_by
     WHERE s.account_id = $1 AND s.connection_id = $2`,
    [accountId, connectionId],
  );
}

/** Writes how a feature stands with the org; one that is switched off stays as it is. */
export async function saveStanding(
  on: Queries,
  accountId: string,
  connectionId: string,
  { feature, path, status, reason }: Standing,
  at: number,
): Promise<void> {
  await on.run(
    `INSERT INTO feature_states (account_id, connection_id, feature, path, status, reason)
     VALUES ($1, $2, $3, $4, $5, $6::jsonb)
     ON CONFLICT (account_id, connection_id, feature) DO UPDATE SET path = excluded.path,
       status = excluded.status, reason = excluded.reason, streamed_since = CASE
         WHEN feature_states.path = 'sweep' AND excluded.path = 'cdc' THEN $7 ELSE feature_states.streamed_since END
     WHERE feature_states.enabled`,
    [
      accountId,
      connectionId,
      feature,
      path,
      status,
      reason === null ? null : JSON.stringify(reason),
      timeParam(at),
    ],
  );
}

/** Writes what a sweep found that it cannot read of a feature; one that is streamed goes on as it is. */
export async function saveLack(
  on: Queries,
  accountId: string,
  connectionId: string,
  { feature, status, reason }: Standing,
): Promise<void> {
  await on.run(
    `UPDATE feature_states SET reason = $5::jsonb,
       status = CASE WHEN path = 'cdc' THEN status ELSE $4 END
     WHERE account_id = $1 AND connection_id = $2 AND feature = $3 AND enabled AND status <> 'blocked'`,
    [accountId, connectionId, feature, status, reason === null ? null : JSON.stringify(reason)],
  );
}

/** Somebody's wish that a feature of a connection be off, or on and as it stands until the org has answered. */
export interface FeatureSwitch {
  readonly accountId: string;
  readonly connectionId: string;
  readonly feature: string;
  readonly as: 'disabled' | Pick<Standing, 'status' | 'reason'>;
  /** The user who switches it. */
  readonly by: string;
  /** Epoch ms. */
  readonly at: number;
}

export async function switchFeature(
  on: Queries,
  { accountId, connectionId, feature, as, by, at }: FeatureSwitch,
): Promise<void> {
  const { status, reason } = as === 'disabled' ? { status: as, reason: null } : as;
  await on.run(
    `UPDATE feature_states SET enabled = $4, path = 'sweep', status = $5, reason = $6::jsonb,
       enabled_since = CASE WHEN $4::boolean AND NOT enabled THEN $7 ELSE enabled_since END,
       switched_by = $8, switched_at = $7
     WHERE account_id = $1 AND connection_id = $2 AND feature = $3`,
    [
      accountId,
      connectionId,
      feature,
      as !== 'disabled',
      status,
      reason === null ? null : JSON.stringify(reason),
      timeParam(at),
      by,
    ],
  );
}

/** Notes that a path has processed those of the features that it carries now, up to a time. */
export async function touchFeatures(
  on: Queries,
  accountId: string,
  connectionId: string,
  features: readonly string[],
  path: FeatureStateRow['path'],
  at: number,
): Promise<void> {
  await on.run(
    `UPDATE feature_states SET last_processed_at = greatest(last_processed_at, $5)
     WHERE account_id = $1 AND connection_id = $2 AND feature = ANY($3::text[]) AND path = $4 AND enabled`,
    [accountId, connectionId, features, path, timeParam(at)],
  );
}
