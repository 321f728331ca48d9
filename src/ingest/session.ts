import type { Service, Session } from '../activity/service.ts';
import type { ConnectionRow } from '../store/connections.ts';
import { setApiUsage } from '../store/connections.ts';
import type { Context } from './context.ts';
import { openCredentialKeeper } from './credential.ts';

/** A session with the org of a connection; `close` ends whatever it still does. */
export function openSession(
  context: Context,
  connection: ConnectionRow,
): { service: Service; session: Session; close: () => void } {
  const service = context.services.get(connection.service);
  if (service === undefined) throw new Error(`no service is called ${connection.service}`);
  const ref = { accountId: connection.accountId, connectionId: connection.id };
  const controller = new AbortController();
  return {
    service,
    close: () => controller.abort(),
    session: {
      ...ref,
      environment: connection.environment,
      organizationId: connection.organizationId ?? '',
      connectedByRemoteId: connection.connectedByRemoteId ?? '',
      credential: openCredentialKeeper(context, ref, controller.signal),
      signal: controller.signal,
      onApiUsage: (used, limit) => {
        setApiUsage(context.db, ref.accountId, ref.connectionId, used, limit).catch((error: Error) =>
          context.log.warn({ err: error }, 'noting the API use failed'),
        );
      },
    },
  };
}
