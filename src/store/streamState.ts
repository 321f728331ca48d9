import type { StatusReason, StreamState } from './connections.ts';
import type { Queries } from './database.ts';

/**
 * Says how the stream stands, with a reason while it is delayed; a reason keeps its `since` while its code stays
 * the same. Its own quota is the one thing that turns an active connection to Attention and back by itself;
 * every other status stays, and so does its reason.
 */
export async function setStreamState(
  on: Queries,
  accountId: string,
  id: string,
  state: StreamState,
  reason: StatusReason | null,
): Promise<void> {
  await on.query(
    `UPDATE connections SET stream_state = $3,
       status = CASE WHEN ${isOurs} THEN $5 ELSE status END,
       status_reason = CASE WHEN NOT (${isOurs}) THEN status_reason
         WHEN $4::jsonb IS NOT NULL AND status_reason ->> 'code' = $4::jsonb ->> 'code'
         THEN $4::jsonb || jsonb_build_object('since', status_reason ->> 'since') ELSE $4::jsonb END
     WHERE account_id = $1 AND id = $2`,
    [
      accountId,
      id,
      state,
      reason === null ? null : JSON.stringify(reason),
      reason?.code === 'quota_paused' ? 'attention' : 'active',
    ],
  );
}

/** True of a connection whose stream waits until a quota is free again; its worker goes on. */
export const isPaused = `(status = 'attention' AND status_reason ->> 'code' = 'quota_paused')`;

const isOurs = `(status = 'active' OR ${isPaused})`;
