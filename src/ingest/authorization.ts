import type { Authorized, Credential, Service } from '../activity/service.ts';
import { type Code, SetupError, TransientError } from '../errors.ts';
import { open } from '../lib/crypto.ts';
import { writeAudit } from '../store/audit.ts';
import {
  type AuthorizationRow,
  findAuthorization,
  findRefusedOrganization,
  saveRefusedOrganization,
  takeAuthorization,
} from '../store/authorizations.ts';
import {
  type ConnectionRow,
  deleteConnection,
  findConnection,
  isOrganizationTaken,
  moveDirectory,
  setAuthorized,
} from '../store/connections.ts';
import { findCredential, saveCredential } from '../store/credentials.ts';
import { isDuplicate, type Queries } from '../store/database.ts';
import { deleteSteps } from '../store/provisioning.ts';
import { forgetOrganization } from '../store/replacement.ts';
import { finishRun, startRun } from '../store/runs.ts';
import { setDelivery } from '../store/upkeep.ts';
import { callbackUrl, hashState } from './connect.ts';
import { type ConnectionRef, type Context, connectionsChannel } from './context.ts';
import { openCredential, sealCredential } from './credential.ts';
import { withSample } from './forecast.ts';

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
    return await keepOrRevoke(context, service, connection, started, result);
  } catch (error) {
    return toCallbackCode(context, error);
  }
}

async function keepOrRevoke(
  context: Context,
  service: Service,
  connection: ConnectionRow,
  started: AuthorizationRow,
  authorized: Authorized,
): Promise<Code | null> {
  const { credential } = authorized;
  let kept: Code | { replaced: Credential | null };
  try {
    kept = await keepAuthorized(context, service, connection, started, authorized);
  } catch (error) {
    await service.revoke(credential);
    // Two browsers authorised one org at the same moment: the database let the first one through.
    if (isDuplicate(error)) return 'already_connected';
    throw error;
  }
  if (typeof kept === 'string') {
    await service.revoke(credential);
    return kept;
  }
  const { replaced } = kept;
  if (replaced !== null && replaced.refreshToken !== credential.refreshToken) await service.revoke(replaced);
  return null;
}

/** Keeps the new access; answers the one that it takes the place of, or why it cannot be kept. */
async function keepAuthorized(
  context: Context,
  service: Service,
  connection: ConnectionRow,
  started: AuthorizationRow,
  { organization, credential, connectedBy, limits }: Authorized,
): Promise<Code | { replaced: Credential | null }> {
  const { accountId, id, organizationId } = connection;
  const ref = { accountId, connectionId: id };
  const isOther = organizationId !== null && organizationId !== organization.id;
  if (isOther && !started.replaces) return 'wrong_org';
  return context.db.transaction(async (tx) => {
    if (await isOrganizationTaken(tx, accountId, service.key, organization.id, id))
      return 'already_connected';
    const found = {
      organizationId: organization.id,
      organizationName: organization.name,
      edition: organization.edition,
      instanceUrl: credential.instanceUrl,
      remoteUserId: connectedBy.remoteUserId,
      remoteUserName: connectedBy.name,
    };
    // Unfinished for ten minutes, or removed: it is gone while the person was on their way back.
    if (!(await setAuthorized(tx, accountId, id, found))) return 'invalid_state';
    if (isOther) await replaceOrganization(context, tx, ref);
    const replaced = await readReplaced(context, tx, ref);
    await saveCredential(tx, accountId, id, sealCredential(context, ref, credential));
    await deleteSteps(tx, accountId, id);
    await writeAudit(tx, {
      ...{ ...ref, by: started.userId, at: context.clock.now() },
      action: isOther
        ? 'connection.replaced'
        : started.reconnect
          ? 'connection.reconnected'
          : 'connection.connected',
      details: { organization: organization.name, remoteUser: connectedBy.name },
    });
    const { delivery } = limits;
    if (delivery !== null) {
      await setDelivery(tx, accountId, id, withSample(connection.delivery, delivery, context.clock.now()));
    }
    return { replaced };
  });
}

async function replaceOrganization(context: Context, tx: Queries, ref: ConnectionRef): Promise<void> {
  const { accountId, connectionId } = ref;
  const now = context.clock.now();
  const forgotten = await forgetOrganization(tx, accountId, connectionId);
  await moveDirectory(tx, accountId, connectionId);
  const run = await startRun(tx, accountId, connectionId, 'replacement', now);
  await finishRun(tx, accountId, run.id, now, forgotten, null);
}

async function readReplaced(context: Context, tx: Queries, ref: ConnectionRef): Promise<Credential | null> {
  const row = await findCredential(tx, ref.accountId, ref.connectionId);
  try {
    return row === null ? null : openCredential(context, ref, row.sealed);
  } catch (error) {
    context.log.warn({ err: error }, 'the replaced credential cannot be read, so it cannot be revoked');
    return null;
  }
}

// What the page has words for; anything else that was refused is the exchange that failed.
const callbackCodes: ReadonlySet<Code> = new Set([
  'access_denied',
  'unsupported_edition',
  'missing_permission',
  'api_disabled',
  'app_not_installed',
  'app_blocked',
  'environment_mismatch',
  'no_refresh_token',
]);

function toCallbackCode(context: Context, error: unknown): Code {
  const { log } = context;
  if (error instanceof SetupError) {
    log.info({ code: error.code, reason: error.message }, 'an authorisation was refused');
    return callbackCodes.has(error.code) ? error.code : 'exchange_failed';
  }
  if (error instanceof TransientError) log.warn({ err: error }, 'an authorisation failed');
  else log.error({ err: error }, 'an authorisation failed on a defect');
  return 'exchange_failed';
}
