import type { Authorized, Environment, Service } from '../activity/service.ts';
import { type Code, RequestError, SetupError, TransientError } from '../errors.ts';
import { open, randomToken, seal, sha256Hex } from '../lib/crypto.ts';
import {
  type AuthorizationRow,
  deleteExpiredAuthorizations,
  findAuthorization,
  findRefusedOrganization,
  insertAuthorization,
  saveRefusedOrganization,
  takeAuthorization,
} from '../store/authorizations.ts';
import {
  type ConnectionRow,
  deleteConnection,
  findConnection,
  insertConnection,
  isOrganizationTaken,
  setAuthorized,
} from '../store/connections.ts';
import { saveCredential } from '../store/credentials.ts';
import { deleteSteps } from '../store/provisioning.ts';
import { setDelivery } from '../store/upkeep.ts';
import { type ConnectionRef, type Context, connectionsChannel } from './context.ts';
import { sealCredential } from './credential.ts';
import { withSample } from './delivery.ts';

/** An authorisation serves once, for this long; an unfinished connection vanishes after it. */
export const authorizationMs = 10 * 60_000;

/** Who starts an authorisation: with a browser session, only that session may bring it back. */
interface Starter {
  readonly accountId: string;
  readonly userId: string;
  readonly sessionHash: Uint8Array | null;
}

/** Starts connecting an org. Throws service_not_configured, unsupported_edition, invalid_request, invalid_value. */
export async function beginConnect(
  context: Context,
  wish: Starter & { service: string; environment: Environment; edition: string; myDomain: string | null },
): Promise<{ id: string; authorizationUrl: string }> {
  const service = configuredService(context, wish.service);
  refuseEdition(service, wish.edition);
  const { accountId, environment, myDomain, userId } = wish;
  const id = await insertConnection(context.db, {
    accountId,
    service: service.key,
    name: service.name,
    environment,
    myDomain,
    connectedByUserId: userId,
  });
  const ref = { accountId, connectionId: id };
  try {
    const url = await startAuthorization(context, service, wish, ref, { environment, myDomain }, false);
    return { id, authorizationUrl: url };
  } catch (error) {
    await deleteConnection(context.db, accountId, id);
    throw error;
  }
}

/** Starts authorising the org of a connection again. Throws not_found, conflict, service_not_configured. */
export async function beginReconnect(
  context: Context,
  wish: Starter & { connectionId: string },
): Promise<{ authorizationUrl: string }> {
  const connection = await findConnection(context.db, wish.accountId, wish.connectionId);
  if (connection === null) throw new RequestError('not_found');
  if (!['active', 'attention', 'provisioning'].includes(connection.status)) {
    throw new RequestError('conflict', `The connection is ${connection.status}: it cannot be reconnected.`);
  }
  const service = configuredService(context, connection.service);
  const ref = { accountId: wish.accountId, connectionId: connection.id };
  return { authorizationUrl: await startAuthorization(context, service, wish, ref, connection, true) };
}

function configuredService(context: Context, key: string): Service {
  const service = context.services.get(key);
  if (service === undefined) throw new RequestError('not_found', 'There is no such service.');
  if (service.missingSettings.length > 0) {
    throw new RequestError('service_not_configured', `Missing: ${service.missingSettings.join(', ')}.`);
  }
  return service;
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
  reconnect: boolean,
): Promise<string> {
  const state = randomToken();
  const codeVerifier = randomToken(48);
  const { environment, myDomain } = where;
  const redirectUri = callbackUrl(context, service);
  const url = service.authorizationUrl({ environment, myDomain, state, codeVerifier, redirectUri });
  await deleteExpiredAuthorizations(context.db, context.clock.now());
  await insertAuthorization(context.db, hashState(state), {
    ...ref,
    userId: starter.userId,
    sessionHash: starter.sessionHash,
    reconnect,
    sealedVerifier: seal(context.sealKey, codeVerifier, `verifier ${ref.connectionId}`),
    expiresAt: context.clock.now() + authorizationMs,
  });
  return url;
}

/** Where the service sends the browser back to. */
function callbackUrl(context: Context, service: Service): string {
  return `${context.publicUrl}/oauth/${service.key}/callback`;
}

function hashState(state: string): Uint8Array {
  return Buffer.from(sha256Hex(state), 'hex');
}

/** What came back from the org, and the browser session that brought it (null: no cookie). */
export interface AuthorizationAnswer {
  readonly service: string;
  readonly state: string;
  readonly code: string | null;
  readonly error: string | null;
  readonly errorDescription: string | null;
  readonly session: { readonly accountId: string; readonly userId: string; readonly hash: Uint8Array } | null;
}

/** Ends an authorisation; answers the page of the web app to go to. Every failure is a code in that address. */
export async function finishAuthorization(
  context: Context,
  answer: AuthorizationAnswer,
): Promise<{ location: string }> {
  const page = `/settings/services/${answer.service}`;
  const stateHash = hashState(answer.state);
  const started = await findAuthorization(context.db, stateHash);
  if (started === null || !mayFinish(context, started, answer)) {
    return { location: `${page}?error=invalid_state` };
  }
  if (!(await takeAuthorization(context.db, stateHash))) return { location: `${page}?error=invalid_state` };
  const connection = await findConnection(context.db, started.accountId, started.connectionId);
  const service = context.services.get(answer.service);
  if (connection === null || service === undefined || connection.service !== answer.service) {
    return { location: `${page}?error=invalid_state` };
  }
  const failure = await authorizeConnection(context, service, connection, started, answer);
  if (failure === null) {
    await context.db.notify(connectionsChannel, connection.id);
    return { location: `${page}/${connection.id}` };
  }
  if (started.reconnect) return { location: `${page}/${connection.id}?error=${failure}` };
  await deleteConnection(context.db, connection.accountId, connection.id);
  return { location: `${page}?error=${failure}` };
}

function mayFinish(context: Context, started: AuthorizationRow, { session }: AuthorizationAnswer): boolean {
  if (started.expiresAt < context.clock.now()) return false;
  if (started.sessionHash !== null) {
    return session !== null && Buffer.from(started.sessionHash).equals(session.hash);
  }
  return session === null || (session.accountId === started.accountId && session.userId === started.userId);
}

/** Null when the org is authorised; else the code of what went wrong. */
async function authorizeConnection(
  context: Context,
  service: Service,
  connection: ConnectionRow,
  started: AuthorizationRow,
  answer: AuthorizationAnswer,
): Promise<string | null> {
  if (answer.code === null) {
    return service.callbackError(answer.error ?? 'invalid_request', answer.errorDescription ?? '');
  }
  const { environment, myDomain, accountId } = connection;
  const codeVerifier = open(context.sealKey, started.sealedVerifier, `verifier ${connection.id}`);
  const redirectUri = callbackUrl(context, service);
  const request = { environment, myDomain, state: answer.state, codeVerifier, redirectUri };
  try {
    const result = await service.authorize(request, answer.code, (organizationId) =>
      findRefusedOrganization(context.db, accountId, service.key, organizationId),
    );
    if ('refused' in result) {
      const { organizationId, edition } = result.refused;
      await saveRefusedOrganization(context.db, accountId, service.key, organizationId, edition);
      return 'unsupported_edition';
    }
    const refusal = await keepAuthorized(context, service, connection, result);
    if (refusal !== null) await service.revoke(result.credential);
    return refusal;
  } catch (error) {
    return toCallbackCode(context, error);
  }
}

async function keepAuthorized(
  context: Context,
  service: Service,
  connection: ConnectionRow,
  authorized: Authorized,
): Promise<Code | null> {
  const { accountId, id } = connection;
  const { organization, credential, connectedBy } = authorized;
  if (connection.organizationId !== null && connection.organizationId !== organization.id) return 'wrong_org';
  return context.db.transaction(async (tx) => {
    if (await isOrganizationTaken(tx, accountId, service.key, organization.id, id))
      return 'already_connected';
    const ref = { accountId, connectionId: id };
    await saveCredential(tx, accountId, id, sealCredential(context, ref, credential));
    await setAuthorized(tx, accountId, id, {
      organizationId: organization.id,
      organizationName: organization.name,
      edition: organization.edition,
      instanceUrl: credential.instanceUrl,
      remoteUserId: connectedBy.remoteUserId,
      remoteUserName: connectedBy.name,
    });
    await deleteSteps(tx, accountId, id);
    const { delivery } = authorized.limits;
    if (delivery !== null) {
      await setDelivery(tx, accountId, id, withSample(connection.delivery, delivery, context.clock.now()));
    }
    return null;
  });
}

function toCallbackCode(context: Context, error: unknown): string {
  if (error instanceof SetupError) {
    context.log.info({ code: error.code, reason: error.message }, 'an authorisation was refused');
    return error.code;
  }
  context.log.warn({ err: error }, 'an authorisation failed');
  if (error instanceof TransientError) return 'exchange_failed';
  throw error;
}
