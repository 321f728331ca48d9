import type { Service, Session } from '../activity/service.ts';
import type { ConnectionRow } from '../store/connections.ts';
import { setApiUsage } from '../store/connections.ts';
import type { Context } from './context.ts';
import { openCredentialKeeper } from './credential.ts';

/** A session with the org of a connection, as it is opened. */
export interface OpenSession {
  readonly service: Service;
  readonly session: Session;
  /** API calls sent so far. */
  readonly apiCalls: () => number;
  /** Ends whatever it still does. */
  readonly close: () => void;
}

/** Opens a session with the org of a connection. */
export function openSession(context: Context, connection: ConnectionRow): OpenSession {
  const service = context.services.get(connection.service);
  if (service === undefined) throw new Error(`no service is called ${connection.service}`);
  const ref = { accountId: connection.accountId, connectionId: connection.id };
  const controller = new AbortController();
  let apiCalls = 0;
  return {
    service,
    apiCalls: () => apiCalls,
    close: () => controller.abort(),
    session: {
      ...ref,
      environment: connection.environment,
      organizationId: connection.organizationId ?? '',
      connectedByRemoteId: connection.connectedByRemoteId ?? '',
      credential: openCredentialKeeper(context, ref, controller.signal),
      signal: controller.signal,
      onApiCall: () => {
        apiCalls += 1;
      },
      onApiUsage: (used, limit) => {
        setApiUsage(context.db, ref.accountId, ref.connectionId, used, limit).catch((error: Error) =>
          context.log.warn({ err: error }, 'noting the API use failed'),
        );
      },
    },
  };
}
