import type { Environment, Service } from '../activity/service.ts';
import { RequestError } from '../errors.ts';
import { randomToken, seal, sha256Hex } from '../lib/crypto.ts';
import { writeAudit } from '../store/audit.ts';
import { deleteExpiredAuthorizations, insertAuthorization } from '../store/authorizations.ts';
import { deleteConnection, findConnection, insertConnection } from '../store/connections.ts';
import type { ConnectionRef, Context } from './context.ts';

/** An authorisation serves once, for this long; an unfinished connection vanishes after it. */
export const authorizationMs = 10 * 60_000;

/** Who starts an authorisation: with a browser session, only that session may bring it back. */
interface Starter {
  readonly accountId: string;
  readonly userId: string;
  readonly sessionHash: Uint8Array | null;
}

/** Starts connecting an org. Throws unsupported_edition, invalid_request, service_not_configured, invalid_value. */
export async function beginConnect(
  context: Context,
  wish: Starter & { service: string; environment: Environment; edition: string; myDomain: string | null },
): Promise<{ id: string; authorizationUrl: string }> {
  const service = findService(context, wish.service);
  refuseEdition(service, wish.edition);
  requireSettings(service);
  const { accountId, environment, myDomain, userId } = wish;
  const id = await insertConnection(context.db, {
    accountId,
    service: service.key,
    name: service.name,
    environment,
    myDomain,
    connectedByUserId: userId,
    createdAt: context.clock.now(),
  });
  const ref = { accountId, connectionId: id };
  try {
    const url = await startAuthorization(context, service, wish, ref, { environment, myDomain }, 'connect');
    return { id, authorizationUrl: url };
  } catch (error) {
    await deleteConnection(context.db, accountId, id);
    throw error;
  }
}

/** Starts authorising the org of a connection again. Throws not_found, conflict, service_not_configured. */
export function beginReconnect(
  context: Context,
  wish: Starter & { connectionId: string },
): Promise<{ authorizationUrl: string }> {
  return beginAgain(context, wish, 'reconnect');
}

/**
 * Starts authorising the org that a refreshed sandbox became: its new id is then accepted for the connection.
 * Throws not_found, conflict, service_not_configured.
 */
export function beginReplace(
  context: Context,
  wish: Starter & { connectionId: string },
): Promise<{ authorizationUrl: string }> {
  return beginAgain(context, wish, 'replace');
}

async function beginAgain(
  context: Context,
  wish: Starter & { connectionId: string },
  purpose: 'reconnect' | 'replace',
): Promise<{ authorizationUrl: string }> {
  const connection = await findConnection(context.db, wish.accountId, wish.connectionId);
  if (connection === null) throw new RequestError('not_found');
  if (!['active', 'attention', 'provisioning'].includes(connection.status)) {
    throw new RequestError('conflict', `The connection is ${connection.status}: it cannot be reconnected.`);
  }
  if (purpose === 'replace' && connection.environment !== 'sandbox') {
    throw new RequestError(
      'conflict',
      'Only a sandbox gets a new org id: a production org is never replaced.',
    );
  }
  const service = findService(context, connection.service);
  requireSettings(service);
  const ref = { accountId: wish.accountId, connectionId: connection.id };
  return { authorizationUrl: await startAuthorization(context, service, wish, ref, connection, purpose) };
}

function findService(context: Context, key: string): Service {
  const service = context.services.get(key);
  if (service === undefined) throw new RequestError('not_found', 'There is no such service.');
  return service;
}

function requireSettings({ missingSettings }: Service): void {
  if (missingSettings.length === 0) return;
  throw new RequestError('service_not_configured', `Missing: ${missingSettings.join(', ')}.`);
}

function refuseEdition(service: Service, edition: string): void {
  if (edition === 'unknown') return;
  const known = Object.hasOwn(service.editions, edition) ? service.editions[edition] : undefined;
  if (known === undefined) {
    const words = [...Object.keys(service.editions), 'unknown'].join(', ');
    throw new RequestError('invalid_request', `edition must be one of: ${words}.`);
  }
  if (!known.supported) throw new RequestError('unsupported_edition');
}

async function startAuthorization(
  context: Context,
  service: Service,
  starter: Starter,
  ref: ConnectionRef,
  where: { environment: Environment; myDomain: string | null },
  purpose: 'connect' | 'reconnect' | 'replace',
): Promise<string> {
  const state = randomToken();
  const codeVerifier = randomToken(48);
  const { environment, myDomain } = where;
  const redirectUri = callbackUrl(context, service);
  const url = service.authorizationUrl({ environment, myDomain, state, codeVerifier, redirectUri });
  const now = context.clock.now();
  await context.db.transaction(async (tx) => {
    await deleteExpiredAuthorizations(tx, now);
    await insertAuthorization(tx, hashState(state), {
      ...ref,
      userId: starter.userId,
      sessionHash: starter.sessionHash,
      reconnect: purpose !== 'connect',
      replaces: purpose === 'replace',
      sealedVerifier: seal(context.sealKey, codeVerifier, `verifier ${ref.connectionId}`),
      expiresAt: now + authorizationMs,
    });
    const deed = { ...ref, by: starter.userId, action: `connection.${purpose}` as const, at: now };
    await writeAudit(tx, { ...deed, details: { service: service.key, environment } });
  });
  return url;
}

/** Where the service sends the browser back to. */
export function callbackUrl(context: Context, service: Service): string {
  return `${context.publicUrl}/oauth/${service.key}/callback`;
}

/** How a state is stored: never itself. */
export function hashState(state: string): Uint8Array {
  return Buffer.from(sha256Hex(state), 'hex');
}
