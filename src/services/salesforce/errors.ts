import { type Code, type RetryClass, SetupError, TransientError } from '../../errors.ts';

/**
 * What Salesforce's words mean to us: one table for OAuth, one for REST, one for Pub/Sub. `fast` and
 * `slow` mean "try again"; a code of the catalogue means "a person must act".
 */
type Meaning = RetryClass | Code;

const isRetry = (meaning: Meaning): meaning is RetryClass => meaning === 'fast' || meaning === 'slow';

/** The error that a meaning stands for; `detail` goes to the log line, never into a decision. */
function toError(
  meaning: Meaning,
  detail: string,
  reference: string | null = null,
): TransientError | SetupError {
  if (!isRetry(meaning)) return new SetupError(meaning, detail, { reference });
  const code = meaning === 'fast' ? 'salesforce_unavailable' : 'quota_paused';
  return new TransientError(meaning, code, detail, { reference });
}

/** The moment of an OAuth error: the browser's way back and the code exchange, or a later refresh. */
export type OAuthMoment = 'connecting' | 'refreshing';

interface OAuthRow extends Readonly<Record<OAuthMoment, Meaning>> {
  readonly error: string;
  /** Lower-case part of error_description, where Salesforce uses one word for two things. */
  readonly description?: string;
}

// First match wins. Nothing transient may ever end a connection.
const OAUTH_ERRORS: readonly OAuthRow[] = [
  { error: 'access_denied', connecting: 'access_denied', refreshing: 'reconnect_required' },
  { error: 'access-denied', connecting: 'access_denied', refreshing: 'reconnect_required' },
  { error: 'oauth_app_blocked', connecting: 'app_blocked', refreshing: 'app_blocked' },
  { error: 'oauth_app_access_denied', connecting: 'app_blocked', refreshing: 'app_blocked' },
  { error: 'invalid_app_access', connecting: 'app_blocked', refreshing: 'app_blocked' },
  { error: 'oauth_approval_error_generic', connecting: 'app_not_installed', refreshing: 'app_not_installed' },
  {
    error: 'invalid_client',
    description: 'must be installed',
    connecting: 'app_not_installed',
    refreshing: 'app_not_installed',
  },
  {
    error: 'invalid_grant',
    description: "hasn't approved this consumer",
    connecting: 'app_blocked',
    refreshing: 'app_blocked',
  },
  { error: 'invalid_grant', connecting: 'exchange_failed', refreshing: 'reconnect_required' },
  { error: 'inactive_user', connecting: 'exchange_failed', refreshing: 'reconnect_required' },
  { error: 'inactive_org', connecting: 'exchange_failed', refreshing: 'reconnect_required' },
  { error: 'invalid_client', connecting: 'exchange_failed', refreshing: 'client_rejected' },
  { error: 'invalid_client_id', connecting: 'exchange_failed', refreshing: 'client_rejected' },
  { error: 'rate_limit_exceeded', connecting: 'slow', refreshing: 'slow' },
  { error: 'server_error', connecting: 'fast', refreshing: 'fast' },
  { error: 'temporarily_unavailable', connecting: 'fast', refreshing: 'fast' },
];

/** Translates `error` and `error_description` of the redirect or of the token endpoint's answer. */
export function toOAuthError(
  moment: OAuthMoment,
  answer: { error?: string | undefined; description?: string | undefined; status?: number | undefined },
): TransientError | SetupError {
  const error = (answer.error ?? '').toLowerCase();
  const description = (answer.description ?? '').toLowerCase();
  const status = answer.status ?? 400;
  const detail = `Salesforce answered ${status} ${error}: ${description}`;
  if (status >= 500) return toError('fast', detail);
  if (status === 429) return toError('slow', detail);
  const row = OAUTH_ERRORS.find(
    (candidate) => candidate.error === error && description.includes(candidate.description ?? ''),
  );
  // An answer that nobody documented must not cut a working connection off.
  return toError(row?.[moment] ?? (moment === 'connecting' ? 'exchange_failed' : 'slow'), detail);
}

/** One element of the error array that REST and Tooling answer with. */
export interface RestFault {
  readonly errorCode: string;
  readonly message: string;
  readonly fields?: readonly string[];
}

/**
 * A refusal that its caller may understand (a field or type that is not there, a duplicate, a missing
 * record); nobody else catches it.
 */
export class SalesforceError extends Error {
  override readonly name = 'SalesforceError';
  readonly status: number;
  readonly errorCode: string;
  readonly fields: readonly string[];

  constructor(status: number, fault: RestFault) {
    super(`Salesforce answered ${status} ${fault.errorCode}: ${fault.message}`);
    this.status = status;
    this.errorCode = fault.errorCode;
    this.fields = fault.fields ?? [];
  }
}

/** A query that ran for longer than Salesforce allows: the same again may do, less at once surely does. */
export class QueryTimeout extends TransientError {}

/** True for the answer that a record is not there, or no longer. */
export function isNotThere(error: unknown): boolean {
  return (
    error instanceof SalesforceError && (error.status === 404 || error.errorCode === 'ENTITY_IS_DELETED')
  );
}

// Bulk API 2.0: the day's jobs, or their results, are used up. The second is how its documents spell it.
const JOB_QUOTAS: ReadonlySet<string> = new Set(['LIMIT_EXCEEDED', 'EXCEEDEDQUOTA']);

/** Translates the refusal of a query job: a used-up day is waited out, as every quota. */
export function toJobError(error: SalesforceError): TransientError | SalesforceError {
  if (!JOB_QUOTAS.has(error.errorCode)) return error;
  return new TransientError('slow', 'quota_paused', error.message, { cause: error });
}

/** A query job is deleted, aborted, older than seven days, or of another API version: ask its query anew. */
export class QueryJobGone extends Error {
  override readonly name = 'QueryJobGone';
}

const REST_ERRORS: Readonly<Record<string, Meaning>> = {
  INVALID_SESSION_ID: 'reconnect_required',
  API_DISABLED_FOR_ORG: 'api_disabled',
  REQUEST_LIMIT_EXCEEDED: 'slow',
  API_CURRENTLY_DISABLED: 'fast',
  SERVER_UNAVAILABLE: 'fast',
  UNKNOWN_EXCEPTION: 'fast',
  UNABLE_TO_LOCK_ROW: 'fast',
};

/** Translates a REST answer that is no success; `faults` is empty where the body was no error array. */
export function toRestError(
  status: number,
  faults: readonly RestFault[],
): TransientError | SetupError | SalesforceError {
  const fault = faults[0];
  const detail = `Salesforce answered ${status} ${fault?.errorCode ?? ''}: ${fault?.message ?? 'no error code'}`;
  const meaning = fault && REST_ERRORS[fault.errorCode];
  // One code for two limits: the daily one lasts for hours, that of concurrent calls for seconds.
  if (meaning === 'slow' && fault?.message.startsWith('Concurrent')) return toError('fast', detail);
  if (meaning) return toError(meaning, detail);
  // It ran for two minutes: it is worth another try, but neither at once nor often.
  if (fault?.errorCode === 'QUERY_TIMEOUT') return new QueryTimeout('slow', 'salesforce_unavailable', detail);
  if (fault && status < 500) return new SalesforceError(status, fault);
  if (status === 401) return toError('reconnect_required', detail);
  // A refusal by something that does not speak Salesforce's words: asking again changes nothing.
  if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
    return new SalesforceError(status, { errorCode: `HTTP_${status}`, message: 'no error code' });
  }
  return toError(status === 429 ? 'slow' : 'fast', detail);
}

/** The stored position is expired, of another org or reset: start from EARLIEST and repair the hole. */
export class ReplayPositionLost extends Error {
  override readonly name = 'ReplayPositionLost';
}

/** What the Pub/Sub client has to do about an error beyond passing it on. */
export type PubSubMeaning = Meaning | 'renew_token' | 'position_lost';

const PUBSUB_PREFIX = 'sfdc.platform.eventbus.grpc.';

// By the `error-code` trailer, without its prefix. Rows of publish.* and managed.* cannot happen to us.
const PUBSUB_ERRORS: Readonly<Record<string, PubSubMeaning>> = {
  'service.unavailable': 'fast',
  'topic.api.unavailable': 'fast',
  'schema.api.unavailable': 'fast',
  'subscription.internal.error': 'fast',
  'subscription.fetch.overflow': 'fast',
  'subscription.fetch.replay.repeated': 'fast',
  'service.auth.error': 'renew_token',
  'service.protection.triggered': 'slow',
  'service.protection.stream.limit.triggered': 'slow',
  'concurrent.client.limit.exceeded': 'slow',
  'subscription.limit.exceeded': 'slow',
  'subscription.fetch.replayid.corrupted': 'position_lost',
  'topic.not.found': 'channel_missing',
  'topic.meta.permission': 'missing_permission',
  'schema.meta.permission': 'missing_permission',
  'subscription.topic.cannot.subscribe': 'missing_permission',
  'service.tenant.license': 'unsupported_edition',
  'service.auth.headers.invalid': 'protocol_refused',
  'service.auth.refresh.invalid': 'protocol_refused',
  'topic.validation.empty': 'protocol_refused',
  'schema.validation.failed': 'protocol_refused',
  'subscription.fetch.replayid.validation.failed': 'protocol_refused',
  'subscription.fetch.requested.events.invalid': 'protocol_refused',
  'subscription.fetch.topic.mismatch': 'protocol_refused',
  'subscription.fetch.request.invalid': 'protocol_refused',
};

// Where the trailer is missing or new, by gRPC status number; every other status is a passing fault.
const GRPC_STATUSES: Readonly<Record<number, PubSubMeaning>> = {
  3: 'protocol_refused',
  5: 'channel_missing',
  7: 'missing_permission',
  8: 'slow',
  12: 'protocol_refused',
  16: 'renew_token',
};

/** What a failed Pub/Sub call means, from its `error-code` trailer, else from its gRPC status. */
export function pubSubMeaning(status: number, errorCode: string | undefined): PubSubMeaning {
  return codeMeaning(errorCode) ?? GRPC_STATUSES[status] ?? 'fast';
}

function codeMeaning(errorCode: string | undefined): PubSubMeaning | undefined {
  const code = errorCode?.trim().toLowerCase() ?? '';
  return PUBSUB_ERRORS[code.startsWith(PUBSUB_PREFIX) ? code.slice(PUBSUB_PREFIX.length) : code];
}

// INVALID_ARGUMENT and OUT_OF_RANGE.
const POSITION_STATUSES: ReadonlySet<number> = new Set([3, 11]);
const POSITION_INVALID = /subscription\.fetch\.replayid\.validation\.failed$/i;

/**
 * The same for a stream that asked to go on from a stored position: where Salesforce calls that invalid, or finds
 * something invalid without a code, it is the position, and no person can mend it.
 */
export function resumedMeaning(status: number, errorCode: string | undefined): PubSubMeaning {
  if (POSITION_INVALID.test(errorCode ?? '')) return 'position_lost';
  const isUncoded = codeMeaning(errorCode) === undefined && POSITION_STATUSES.has(status);
  return isUncoded ? 'position_lost' : pubSubMeaning(status, errorCode);
}

/** The error for a Pub/Sub meaning; an expired session becomes transient once its token was renewed. */
export function toPubSubError(
  meaning: PubSubMeaning,
  detail: string,
  reference: string | null = null,
): TransientError | SetupError | ReplayPositionLost {
  if (meaning === 'position_lost') return new ReplayPositionLost(detail);
  if (meaning === 'renew_token') return new TransientError('fast', 'session_expired', detail, { reference });
  if (meaning === 'fast') return new TransientError('fast', 'stream_delayed', detail, { reference });
  return toError(meaning, detail, reference);
}
