import { type Queries, timeParam } from './database.ts';

/** A time for which a feature was switched off; `remoteUserId` is empty for the whole connection, `to` null while it is. */
export interface OffPeriod {
  readonly feature: string;
  readonly remoteUserId: string;
  /** Epoch ms, inclusive. */
  readonly from: number;
  /** Epoch ms, exclusive. */
  readonly to: number | null;
}

/** Times for which features were switched off, those that still are among them. */
export function listOffPeriods(on: Queries, accountId: string, connectionId: string): Promise<OffPeriod[]> {
  return on.query(
    `SELECT feature, remote_user_id AS "remoteUserId", from_at AS "from", to_at AS "to" FROM off_periods
     WHERE account_id = $1 AND connection_id = $2`,
    [accountId, connectionId],
  );
}

/**
 * Begins or ends the time for which a feature is off, by whole seconds, as saves are told; saying it again changes
 * nothing.
 */
export async function markOffPeriod(
  on: Queries,
  accountId: string,
  connectionId: string,
  which: Pick<OffPeriod, 'feature' | 'remoteUserId'> & { readonly enabled: boolean; readonly at: number },
): Promise<void> {
  const params = [accountId, connectionId, which.feature, which.remoteUserId, timeParam(which.at)];
  if (which.enabled) {
    await on.query(
      `UPDATE off_periods SET to_at = date_trunc('second', $5::timestamptz) WHERE account_id = $1 AND connection_id = $2 AND feature = $3
         AND remote_user_id = $4 AND to_at IS NULL`,
      params,
    );
    return;
  }
  await on.query(
    `INSERT INTO off_periods (account_id, connection_id, feature, remote_user_id, from_at)
     VALUES ($1, $2, $3, $4, date_trunc('second', $5::timestamptz))
     ON CONFLICT (account_id, connection_id, feature, remote_user_id) WHERE to_at IS NULL DO NOTHING`,
    params,
  );
}
