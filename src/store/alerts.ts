import { type Queries, timeParam } from './database.ts';

type AlertCause = 'attention' | 'quota_paused' | 'slot_lost' | 'open_hole';
/** Where alerts go. */
export type AlertSink = 'mail' | 'webhook';

/** Something that somebody should be told of, as it stands in the database now. */
export interface CauseRow {
  readonly accountId: string;
  readonly connectionId: string;
  readonly cause: AlertCause;
  /** Tells two of one cause apart: the code of the reason, the key of the feature, the kind of hole. */
  readonly subject: string;
  /** Of the connection or feature; null where there is none. */
  readonly text: string | null;
  readonly fix: string | null;
  readonly since: number;
}

/** Causes of all connections; Attention counts when it lasts since `attentionBefore`, epoch ms. */
export function findCauses(on: Queries, now: number, attentionBefore: number): Promise<CauseRow[]> {
  return on.query(
    `SELECT account_id AS "accountId", id AS "connectionId",
       CASE status_reason ->> 'code' WHEN 'quota_paused' THEN 'quota_paused' ELSE 'attention' END AS cause,
       status_reason ->> 'code' AS subject, status_reason ->> 'text' AS text, status_reason ->> 'fix' AS fix,
       (status_reason ->> 'since')::timestamptz AS since
     FROM connections WHERE status = 'attention'
       AND (status_reason ->> 'code' = 'quota_paused' OR (status_reason ->> 'since')::timestamptz <= $2)
     UNION ALL
     SELECT f.account_id, f.connection_id, 'slot_lost', f.feature, f.reason ->> 'text', f.reason ->> 'fix',
       $1::timestamptz
     FROM feature_states f JOIN connections c ON c.account_id = f.account_id AND c.id = f.connection_id
     WHERE c.status IN ('active', 'attention') AND f.enabled AND f.status = 'blocked'
       AND f.reason ->> 'code' = 'slot_limit'
     UNION ALL
     SELECT h.account_id, h.connection_id, 'open_hole', h.cause, NULL, NULL, min(h.detected_at)
     FROM coverage_holes h JOIN connections c ON c.account_id = h.account_id AND c.id = h.connection_id
     WHERE c.status IN ('active', 'attention') AND h.closed_at IS NULL
     GROUP BY h.account_id, h.connection_id, h.cause`,
    [timeParam(now), timeParam(attentionBefore)],
  );
}

/** An alert that is not over. */
export interface OpenAlertRow {
  readonly accountId: string;
  readonly id: string;
  readonly connectionId: string;
  readonly cause: AlertCause;
  readonly subject: string;
}

export function listOpenAlerts(on: Queries): Promise<OpenAlertRow[]> {
  return on.query(
    `SELECT account_id AS "accountId", id, connection_id AS "connectionId", cause, subject FROM alerts
     WHERE over_at IS NULL`,
  );
}

/** Lets one process at a time find out what is new: held until the transaction ends. */
export async function lockAlerts(on: Queries): Promise<void> {
  await on.query('SELECT 1 FROM installation FOR UPDATE');
}

/** Opens an alert, to be told to the sinks. */
export async function openAlert(
  on: Queries,
  cause: CauseRow & { readonly text: string; readonly fix: string },
  sinks: readonly AlertSink[],
  now: number,
): Promise<void> {
  await on.query(
    `WITH a AS (
       INSERT INTO alerts (account_id, connection_id, cause, subject, text, fix, since)
       VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING account_id, id)
     INSERT INTO alert_deliveries (account_id, alert_id, phase, sink, next_try_at)
     SELECT account_id, id, 'begun', sink, $9 FROM a, unnest($8::text[]) AS sink`,
    [
      ...[cause.accountId, cause.connectionId, cause.cause, cause.subject, cause.text, cause.fix],
      ...[timeParam(cause.since), sinks, timeParam(now)],
    ],
  );
}

/** Ends an alert, to be told where its beginning was. */
export async function endAlert(
  on: Queries,
  { accountId, id }: Pick<OpenAlertRow, 'accountId' | 'id'>,
  now: number,
): Promise<void> {
  await on.query('UPDATE alerts SET over_at = $3 WHERE account_id = $1 AND id = $2', [
    accountId,
    id,
    timeParam(now),
  ]);
  await on.query(
    `INSERT INTO alert_deliveries (account_id, alert_id, phase, sink, next_try_at)
     SELECT account_id, alert_id, 'over', sink, $3 FROM alert_deliveries
     WHERE account_id = $1 AND alert_id = $2 AND phase = 'begun'`,
    [accountId, id, timeParam(now)],
  );
}

/** Forgets alerts that were over before a time, and those of connections that are removed: they are over untold. */
export async function trimAlerts(on: Queries, overBefore: number): Promise<void> {
  await on.query(
    `DELETE FROM alerts a USING connections c WHERE c.account_id = a.account_id AND c.id = a.connection_id
       AND (a.over_at < $1 OR c.status IN ('removing', 'removed'))`,
    [timeParam(overBefore)],
  );
}

/** One message that this process is to send, with all that it tells. */
export interface ClaimedDelivery {
  readonly claim: string;
  readonly sink: AlertSink;
  readonly phase: 'begun' | 'over';
  readonly tries: number;
  readonly alertId: string;
  readonly accountId: string;
  readonly accountName: string;
  readonly connectionId: string;
  readonly connectionName: string;
  readonly service: string;
  readonly environment: string;
  readonly cause: AlertCause;
  readonly subject: string;
  readonly text: string;
  readonly fix: string;
  readonly since: number;
  readonly overAt: number | null;
  /** Who is written to: the connection's owner and the account's Admins, else its Owners. */
  readonly emails: readonly string[];
}

/**
 * Claims one message that is due for one of the sinks, for `forMs`; null where there is none. What is over is told
 * after what has begun.
 */
export async function claimDelivery(
  on: Queries,
  sinks: readonly AlertSink[],
  now: number,
  forMs: number,
): Promise<ClaimedDelivery | null> {
  const rows = await on.query<ClaimedDelivery>(
    `WITH due AS (
       SELECT d.account_id, d.alert_id, d.phase, d.sink FROM alert_deliveries d
       WHERE d.ended_at IS NULL AND d.next_try_at <= $2 AND d.sink = ANY($1::text[]) AND (d.phase = 'begun'
         OR NOT EXISTS (SELECT 1 FROM alert_deliveries b WHERE b.account_id = d.account_id
           AND b.alert_id = d.alert_id AND b.sink = d.sink AND b.phase = 'begun' AND b.ended_at IS NULL))
       ORDER BY d.next_try_at, d.alert_id LIMIT 1 FOR UPDATE SKIP LOCKED),
     claimed AS (
       UPDATE alert_deliveries d SET claim = gen_random_uuid(), tries = tries + 1, next_try_at = $3 FROM due
       WHERE d.account_id = due.account_id AND d.alert_id = due.alert_id AND d.phase = due.phase
         AND d.sink = due.sink RETURNING d.*)
     SELECT d.claim, d.sink, d.phase, d.tries, d.alert_id AS "alertId", d.account_id AS "accountId",
       n.name AS "accountName", c.id AS "connectionId", c.name AS "connectionName", c.service, c.environment,
       a.cause, a.subject, a.text, a.fix, a.since, a.over_at AS "overAt",
       coalesce(nullif(ARRAY(SELECT u.email FROM users u WHERE u.account_id = d.account_id
           AND u.deactivated_at IS NULL
           AND (u.id = c.owner_id OR u.role = 'technical_admin') ORDER BY u.email), '{}'),
         ARRAY(SELECT u.email FROM users u WHERE u.account_id = d.account_id
           AND u.deactivated_at IS NULL AND u.role = 'owner' ORDER BY u.email))
         AS emails
     FROM claimed d JOIN alerts a ON a.account_id = d.account_id AND a.id = d.alert_id
     JOIN connections c ON c.account_id = a.account_id AND c.id = a.connection_id
     JOIN accounts n ON n.id = d.account_id`,
    [sinks, timeParam(now), timeParam(now + forMs)],
  );
  return rows[0] ?? null;
}

/** Says what became of a claimed message: sent or given up (null), or when it is tried again. */
export async function endDelivery(
  on: Queries,
  claim: string,
  nextTryAt: number | null,
  now: number,
): Promise<void> {
  await on.query(
    `UPDATE alert_deliveries SET claim = NULL, next_try_at = coalesce($2::timestamptz, next_try_at),
       ended_at = CASE WHEN $2::timestamptz IS NULL THEN $3::timestamptz END WHERE claim = $1`,
    [claim, nextTryAt === null ? null : timeParam(nextTryAt), timeParam(now)],
  );
}

/** Whom alerts of an account are sent to beside the owner of the connection: its Admins, else its Owners. */
export function listAlerted(
  on: Queries,
  accountId: string,
): Promise<{ readonly name: string; readonly email: string }[]> {
  return on.query(
    `SELECT u.name, u.email FROM users u WHERE u.account_id = $1 AND u.deactivated_at IS NULL AND (
         u.role = 'technical_admin' OR (u.role = 'owner' AND NOT EXISTS (SELECT FROM users a
           WHERE a.account_id = $1 AND a.deactivated_at IS NULL AND a.role = 'technical_admin')))
     ORDER BY u.name, u.email`,
    [accountId],
  );
}
