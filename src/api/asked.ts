import { type AuditAction, writeAudit } from '../store/audit.ts';
import type { ConnectionRow } from '../store/connections.ts';
import type { Api } from './api.ts';
import type { Actor } from './auth.ts';

/** Writes down that somebody asked for work on a connection: no setting changes, so it needs no transaction. */
export async function noteAsked(
  api: Api,
  actor: Actor,
  { accountId, id }: ConnectionRow,
  action: AuditAction,
  subject: string | null,
): Promise<void> {
  await writeAudit(api.context.db, {
    ...{ accountId, connectionId: id, by: actor.user.id, action, at: api.context.clock.now() },
    ...(subject === null ? {} : { subject }),
  });
}
