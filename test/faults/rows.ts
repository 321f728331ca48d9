import type { FaultRequest } from '../../emulator/faultStore.ts';
import type { Code } from '../../src/errors.ts';

/**
 * What must come of a fault while an org is worked for. `passes`: nobody notices. `fast` and `slow`: the product
 * waits and comes back by itself, with few requests. A code: a person must act, and until then nothing is asked.
 */
export type Outcome = 'passes' | 'fast' | 'slow' | Code;

/** A fault with its parameters, and what must come of it. */
export interface Row<Result> {
  readonly fault: FaultRequest;
  readonly result: Result;
}

type Name = FaultRequest['name'];

const row = <Result>(name: Name, result: Result, more: object = {}): Row<Result> => ({
  fault: { times: 'always', ...more, name },
  result,
});
const once = { times: 1 };

/** Where the browser ends: a code, or `connected`. */
export const connecting: readonly Row<Code | 'connected'>[] = [
  row('authorize.access_denied', 'access_denied'),
  row('authorize.OAUTH_APP_BLOCKED', 'app_blocked'),
  row('authorize.OAUTH_APP_ACCESS_DENIED', 'app_blocked'),
  row('authorize.OAUTH_APPROVAL_ERROR_GENERIC', 'app_not_installed', { shown: 'redirect' }),
  row('authorize.app_not_installed', 'app_not_installed', { shown: 'redirect' }),
  row('authorize.foreign_state', 'invalid_state'),
  row('token.invalid_grant', 'exchange_failed', { grant: 'authorization_code' }),
  row('token.expired_code', 'exchange_failed'),
  row('token.inactive_user', 'exchange_failed'),
  row('token.inactive_org', 'exchange_failed'),
  row('token.rate_limit_exceeded', 'exchange_failed'),
  row('token.server_error', 'exchange_failed'),
  row('token.ip_restricted', 'exchange_failed'),
  row('token.no_refresh_token', 'no_refresh_token'),
  row('token.missing_scope', 'exchange_failed'),
  row('token.missing_scope', 'no_refresh_token', { scope: 'refresh_token' }),
  row('token.foreign_instance', 'exchange_failed'),
  row('token.slow', 'connected', { ms: 50 }),
  row('token.html', 'exchange_failed'),
  row('token.dropped', 'exchange_failed'),
  row('token.dropped', 'exchange_failed', { after: true }),
  row('identity.bad_token', 'exchange_failed'),
  row('identity.wrong_org', 'exchange_failed'),
  row('identity.no_access', 'exchange_failed'),
  row('identity.server_error', 'exchange_failed'),
  row('identity.foreign_org', 'exchange_failed'),
  row('rest.INVALID_SESSION_ID', 'exchange_failed'),
  row('rest.session_not_valid', 'exchange_failed'),
  row('rest.REQUEST_LIMIT_EXCEEDED', 'exchange_failed'),
  row('rest.concurrent_limit', 'exchange_failed'),
  row('rest.concurrent_limit', 'connected', once),
  row('rest.API_DISABLED_FOR_ORG', 'api_disabled'),
  row('rest.API_CURRENTLY_DISABLED', 'exchange_failed'),
  row('rest.SERVER_UNAVAILABLE', 'exchange_failed'),
  row('rest.UNKNOWN_EXCEPTION', 'exchange_failed'),
  row('rest.QUERY_TIMEOUT', 'exchange_failed'),
  row('rest.INVALID_TYPE', 'exchange_failed'),
  row('rest.INVALID_FIELD', 'exchange_failed'),
  row('rest.MALFORMED_QUERY', 'exchange_failed'),
  row('rest.html', 'exchange_failed'),
  row('rest.slow', 'connected', { ms: 50 }),
  row('rest.dropped', 'exchange_failed'),
  row('rest.dropped', 'connected', once),
];

/** What meets the refresh of an expired session while the stream runs. */
export const refreshing: readonly Row<Outcome>[] = [
  row('token.invalid_grant', 'reconnect_required'),
  row('token.inactive_user', 'reconnect_required'),
  row('token.inactive_org', 'reconnect_required'),
  row('token.ip_restricted', 'reconnect_required'),
  row('token.foreign_instance', 'exchange_failed'),
  row('token.rate_limit_exceeded', 'slow'),
  row('token.server_error', 'fast'),
  row('token.server_error', 'fast', { status: 503 }),
  row('token.html', 'fast'),
  row('token.dropped', 'fast'),
  row('token.dropped', 'passes', { ...once, after: true }),
  row('token.no_refresh_token', 'passes'),
  row('token.missing_scope', 'passes'),
  row('token.slow', 'passes', { ms: 50 }),
];

/** What meets the worker that sets an authorised org up. */
export const provisioning: readonly Row<Outcome>[] = [
  row('rest.INVALID_SESSION_ID', 'passes', once),
  row('rest.INVALID_SESSION_ID', 'reconnect_required'),
  row('rest.session_not_valid', 'reconnect_required'),
  row('rest.API_DISABLED_FOR_ORG', 'api_disabled'),
  row('rest.REQUEST_LIMIT_EXCEEDED', 'slow'),
  row('rest.concurrent_limit', 'fast'),
  row('rest.API_CURRENTLY_DISABLED', 'fast'),
  row('rest.SERVER_UNAVAILABLE', 'fast'),
  row('rest.UNKNOWN_EXCEPTION', 'fast'),
  row('rest.QUERY_TIMEOUT', 'fast'),
  row('rest.html', 'fast'),
  row('rest.dropped', 'fast'),
  row('rest.slow', 'passes', { ms: 20, times: 5 }),
  row('rest.dropped', 'passes', { ...once, after: true, object: 'PlatformEventChannel', method: 'POST' }),
  row('rest.dropped', 'passes', {
    ...once,
    after: true,
    object: 'PlatformEventChannelMember',
    method: 'POST',
  }),
  row('tooling.INSUFFICIENT_ACCESS', 'missing_permission'),
  row('tooling.INVALID_TYPE', 'missing_permission'),
  row('tooling.channel_create_failed', 'fast'),
  row('tooling.member_create_failed', 'fast'),
  row('tooling.slot_limit', 'slot_limit'),
];

/** What meets an open stream, or the next one after a drop. */
export const streaming: readonly Row<Outcome>[] = [
  row('stream.reset', 'passes'),
  row('stream.silent', 'passes'),
  row('stream.keepalive', 'passes'),
  row('stream.large_message', 'passes'),
  row('stream.delayed', 'passes', { ms: 300 }),
  row('stream.topic_late', 'passes', { ...once, ms: 50 }),
  row('event.duplicate', 'passes'),
  row('pubsub.service.unavailable', 'passes', { ...once, at: 'stream' }),
  row('pubsub.service.auth.error', 'passes', { ...once, at: 'stream' }),
  row('pubsub.subscription.fetch.overflow', 'passes', { ...once, at: 'stream' }),
  row('pubsub.service.unavailable', 'fast'),
  row('pubsub.service.auth.error', 'fast'),
  row('pubsub.topic.api.unavailable', 'fast'),
  row('pubsub.schema.api.unavailable', 'fast'),
  row('pubsub.subscription.fetch.replay.repeated', 'fast'),
  row('pubsub.subscription.fetch.overflow', 'fast'),
  row('pubsub.subscription.internal.error', 'fast'),
  row('rest.QUERY_TIMEOUT', 'fast'),
];

/** What meets a stream and is not over soon: a limit, or something that a person must mend. */
export const stopping: readonly Row<Outcome>[] = [
  row('pubsub.service.protection.triggered', 'slow'),
  row('pubsub.service.protection.stream.limit.triggered', 'slow'),
  row('pubsub.concurrent.client.limit.exceeded', 'slow'),
  row('pubsub.subscription.limit.exceeded', 'slow'),
  row('pubsub.subscription.limit.exceeded', 'slow', { at: 'stream' }),
  row('pubsub.service.tenant.license', 'unsupported_edition'),
  row('pubsub.topic.not.found', 'channel_missing'),
  row('pubsub.topic.meta.permission', 'missing_permission'),
  row('pubsub.schema.meta.permission', 'missing_permission'),
  row('pubsub.subscription.topic.cannot.subscribe', 'missing_permission'),
  row('pubsub.service.auth.headers.invalid', 'protocol_refused'),
  row('pubsub.service.auth.refresh.invalid', 'protocol_refused'),
  row('pubsub.topic.validation.empty', 'protocol_refused'),
  row('pubsub.subscription.fetch.replayid.validation.failed', 'protocol_refused'),
  row('pubsub.subscription.fetch.requested.events.invalid', 'protocol_refused'),
  row('pubsub.subscription.fetch.topic.mismatch', 'protocol_refused'),
  row('pubsub.subscription.fetch.request.invalid', 'protocol_refused'),
];

/** What leaves something that can be seen: a reject for the event, or a hole in the coverage. */
export const leaving: readonly Row<'reject' | 'hole'>[] = [
  row('event.corrupted', 'reject', once),
  row('event.unknown_schema', 'reject', once),
  row('event.foreign', 'reject'),
  row('pubsub.schema.validation.failed', 'reject', once),
  row('stream.log_reset', 'hole'),
  row('pubsub.subscription.fetch.replayid.corrupted', 'hole', once),
];

/** Faults that have a test of their own in `rare.test.ts`. */
export const rare: readonly Name[] = [
  'rest.hang',
  'rest.INVALID_QUERY_LOCATOR',
  'rest.INVALID_TYPE',
  'rest.INVALID_FIELD',
  'rest.MALFORMED_QUERY',
  'tooling.member_delete_failed',
  'tooling.channel_delete_failed',
];
