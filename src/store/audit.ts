import { type Queries, timeParam } from './database.ts';

/** Every change of a setting that is written down. */
export const auditActions = [
  'connection.connect',
  'connection.connected',
  'connection.reconnect',
  'connection.reconnected',
  'connection.replace',
  'connection.replaced',
  'connection.renamed',
  'connection.owner_changed',
  'feature.switched',
  'feature.retried',
  'user.mapped',
  'user.feature_switched',
  'sweep.asked',
  'import.asked',
  'import.cancelled',
  'rejects.replayed',
  'removal.asked',
  'removal.withdrawn',
  'removal.approved',
  'removal.declined',
  'removal.step',
  'removal.finished',
  'activity.duration_set',
  'person.exported',
  'person.erasure_asked',
  'person.erased',
  'alerts.tested',
  'account.created',
  'account.changed',
  'session.started',
  'session.refused',
  'session.ended',
  'token.created',
  'token.revoked',
  'person.added',
  'person.changed',
  'person.invited',
  'people.imported',
] as const;

export type AuditAction = (typeof auditActions)[number];

/** What somebody did: metadata only, never a secret or the content of a record. */
export interface Deed {
  readonly accountId: string;
  /** The user, who may be an operator from another account; null for WorkSights itself and its command line. */
  readonly by: string | null;
  readonly action: AuditAction;
  readonly connectionId?: string;
  /** To what it was done: the key of a feature, a remote user's id, a user's e-mail. */
  readonly subject?: string;
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
  /** Epoch ms. */
  readonly at: number;
}

/** Writes down who did what: the only writer of the audit log, called in the transaction of the change itself. */
export async function writeAudit(on: Queries, ...deeds: readonly Deed[]): Promise<void> {
  if (deeds.length === 0) return;
  // Names as they are now: people and connections are renamed, and connections are removed.
  await on.query(
    `INSERT INTO audit (account_id, at, user_id, user_name, action, connection_id, connection_name, subject, details)
     SELECT d."accountId", d.at, d.by,
       coalesce((SELECT name FROM users WHERE account_id = d."accountId" AND id = d.by),
         (SELECT name FROM users WHERE id = d.by), 'WorkSights'), d.action, d."connectionId",
       (SELECT name FROM connections WHERE account_id = d."accountId" AND id = d."connectionId"), d.subject,
       coalesce(d.details, '{}')
     FROM jsonb_to_recordset($1::jsonb) AS d("accountId" uuid, at timestamptz, by uuid, action text,
       "connectionId" uuid, subject text, details jsonb)`,
    [JSON.stringify(deeds.map((deed) => ({ ...deed, at: timeParam(deed.at) })))],
  );
}

/** One line of the audit log, with names as they were. */
export interface AuditRow {
  readonly id: string;
  readonly at: number;
  readonly userId: string | null;
  readonly userName: string;
  readonly action: AuditAction;
  readonly connectionId: string | null;
  readonly connectionName: string | null;
  readonly subject: string | null;
  readonly details: Readonly<Record<string, string | number | boolean | null>>;
}

/** What to read of the log; an empty list means all, times are epoch ms, `from` inclusive and `to` exclusive. */
export interface AuditFilter {
  readonly userIds: readonly string[];
  readonly actions: readonly string[];
  readonly connectionIds: readonly string[];
  readonly from: number | null;
  readonly to: number | null;
}

/** The account's log, newest first, after the last one seen. */
export function listAudit(
  on: Queries,
  accountId: string,
  filter: AuditFilter,
  before: { readonly at: number; readonly id: string } | null,
  limit: number,
): Promise<AuditRow[]> {
  return on.query(
    `SELECT id, at, user_id AS "userId", user_name AS "userName", action, connection_id AS "connectionId",
       connection_name AS "connectionName", subject, details FROM audit
     WHERE account_id = $1
       AND (cardinality($2::text[]) = 0 OR user_id::text = ANY($2::text[]))
       AND (cardinality($3::text[]) = 0 OR action = ANY($3::text[]))
       AND (cardinality($4::text[]) = 0 OR connection_id::text = ANY($4::text[]))
       AND ($5::timestamptz IS NULL OR at >= $5::timestamptz)
       AND ($6::timestamptz IS NULL OR at < $6::timestamptz)
       AND ($7::timestamptz IS NULL OR (at, id) < ($7::timestamptz, $8::uuid))
     ORDER BY at DESC, id DESC LIMIT $9`,
    [
      accountId,
      filter.userIds,
      filter.actions,
      filter.connectionIds,
      filter.from === null ? null : timeParam(filter.from),
      filter.to === null ? null : timeParam(filter.to),
      before === null ? null : timeParam(before.at),
      before?.id ?? null,
      limit,
    ],
  );
}
