import type { Queries } from './database.ts';

/** Switches of a connection that stand at off. */
export function listOffSwitches(
  on: Queries,
  accountId: string,
  connectionId: string,
): Promise<{ remoteUserId: string; feature: string }[]> {
  return on.query(
    `SELECT remote_user_id AS "remoteUserId", feature FROM user_switches
     WHERE account_id = $1 AND connection_id = $2 AND NOT enabled`,
    [accountId, connectionId],
  );
}

export async function saveSwitch(
  on: Queries,
  accountId: string,
  connectionId: string,
  remoteUserId: string,
  feature: string,
  enabled: boolean,
  changedBy: string,
): Promise<void> {
  await on.query(
    `INSERT INTO user_switches (account_id, connection_id, remote_user_id, feature, enabled, changed_by)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (account_id, connection_id, remote_user_id, feature)
     DO UPDATE SET enabled = excluded.enabled, changed_by = excluded.changed_by, changed_at = now()`,
    [accountId, connectionId, remoteUserId, feature, enabled, changedBy],
  );
}
