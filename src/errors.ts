/**
 * Every error that WorkSights throws on purpose, and the one catalogue of codes. Three kinds answer
 * "what now": TransientError (same position, later), SetupError (a person must act), RequestError
 * (the caller's fault). Anything else is a bug and stops loudly. Code decides on kind and code, never on text.
 */

/** What each code means to a person; `fix` is what they can do, `status` what HTTP answers. */
interface CodeEntry {
  readonly text: string;
  readonly fix?: string;
  readonly status?: number;
}

const ASK_ADMIN = 'Ask your Salesforce administrator';

/** The catalogue: stable codes of the API, of the callback and of a connection's or feature's reason. */
export const CODES = {
  // A request to our own API.
  invalid_request: { status: 400, text: 'The request is not well formed.' },
  unauthenticated: { status: 401, text: 'Sign in first.' },
  forbidden: {
    status: 403,
    text: 'Your role does not allow this.',
    fix: 'Ask an Owner, Executive or Admin.',
  },
  not_found: { status: 404, text: 'There is no such thing in this account.' },
  conflict: { status: 409, text: 'That clashes with what is there already.' },
  service_not_configured: {
    status: 409,
    text: 'This installation has no Salesforce app yet.',
    fix: 'Set SALESFORCE_CLIENT_ID and SALESFORCE_CLIENT_SECRET of an External Client App and restart.',
  },
  invalid_value: { status: 422, text: 'A value is outside of what is allowed.' },
  rate_limited: { status: 429, text: 'Too many requests.', fix: 'Wait a minute and try again.' },

  // Signing in.
  sign_in_denied: {
    text: 'The provider did not let you in, or you chose to go back.',
    fix: 'Sign in again, and agree where the provider asks.',
  },
  sign_in_expired: {
    text: 'This sign-in was started in another browser, used before, or took longer than 10 minutes.',
    fix: 'Sign in again and finish in the same browser.',
  },
  sign_in_failed: {
    text: 'The provider did not complete the sign-in.',
    fix: 'Try again. If it fails again, ask the operators of this installation: its log says why.',
  },
  provider_unavailable: {
    text: 'The provider cannot be reached.',
    fix: 'Try again in a minute, or sign in another way.',
  },
  email_not_verified: {
    text: 'The provider does not confirm that your e-mail address is yours.',
    fix: 'Verify your address there, then sign in again.',
  },
  domain_not_allowed: {
    text: 'Addresses of your e-mail domain are not let in by this provider.',
    fix: 'Sign in with the address that you have at your company.',
  },
  no_login_access: {
    text: 'Nobody with your e-mail address has login access here.',
    fix: 'Ask an Owner, Executive or Admin of your company to add you.',
  },
  first_run_link: {
    status: 403,
    text: 'This link was used, is older than an hour, or an account exists already.',
    fix: 'Start WorkSights again for a new link, or sign in.',
  },

  // Connecting an org.
  access_denied: {
    text: 'Access was denied on the Salesforce consent page.',
    fix: 'Connect again and choose Allow.',
  },
  unsupported_edition: {
    status: 422,
    text: 'This Salesforce edition does not offer Change Data Capture.',
    fix: 'WorkSights needs Enterprise, Unlimited, Performance or Developer Edition.',
  },
  missing_permission: {
    text: 'The connecting Salesforce user lacks a permission.',
    fix: `${ASK_ADMIN} for "Customize Application" and "View Setup and Configuration", then connect again.`,
  },
  already_connected: {
    text: 'This org is connected already.',
    fix: 'Open the existing connection on the Services page.',
  },
  invalid_state: {
    text: 'This authorisation was started elsewhere, used before, or is too old.',
    fix: 'Start again with Connect and finish in the same browser within 10 minutes.',
  },
  api_disabled: {
    text: 'The API is off for this org or for the connecting user: the edition lacks it, or "API Enabled" is missing.',
    fix: `Use a supported edition, or: ${ASK_ADMIN} for "API Enabled".`,
  },
  app_not_installed: {
    text: 'The WorkSights app is not installed in this org and the user may not approve uninstalled apps.',
    fix: 'Let a System Administrator connect first, or install the app in Setup > Connected Apps OAuth Usage.',
  },
  app_blocked: {
    text: 'A Salesforce administrator blocked the app, or has not admitted this user to it.',
    fix: `${ASK_ADMIN} to unblock it in Setup > Connected Apps OAuth Usage or to admit the user.`,
  },
  environment_mismatch: {
    text: 'The org is not of the chosen kind: production and sandbox were mixed up.',
    fix: 'Connect again and choose the other environment.',
  },
  no_refresh_token: {
    text: 'Salesforce granted no lasting access: the refresh token is missing.',
    fix: 'Give the app the scope "Perform requests at any time (refresh_token)", then connect again.',
  },
  exchange_failed: {
    text: 'Salesforce did not complete the authorisation.',
    fix: 'Connect again. If it fails again, check the client id, its secret and the callback URL.',
  },
  wrong_org: {
    text: 'A different org was authorised than the one that this connection belongs to.',
    fix: 'Reconnect and sign in to the right org. If a sandbox was refreshed, choose Replace.',
  },

  // A connection or a feature that waits for a person.
  reconnect_required: {
    text: 'Salesforce no longer accepts our access: it was revoked, or the user was deactivated.',
    fix: 'Choose Reconnect and sign in to the same org.',
  },
  client_rejected: {
    text: "Salesforce does not accept this installation's client id or secret.",
    fix: 'Check SALESFORCE_CLIENT_ID and SALESFORCE_CLIENT_SECRET.',
  },
  channel_missing: {
    text: 'The data channel of this connection is gone from the org.',
    fix: 'Choose Reconnect: the channel is created again.',
  },
  slot_limit: {
    text: 'The org has no free Change Data Capture slot for this object.',
    fix: 'Free a slot (see the slot planner) or buy more, then Retry. Meanwhile it is swept every 10 minutes.',
  },
  slot_waiting: { text: 'Salesforce has not yet answered for the slot of this feature.' },
  entity_unavailable: {
    text: 'This org does not offer change events for the object.',
    fix: `${ASK_ADMIN} whether the object is switched on.`,
  },
  object_unavailable: {
    text: 'The org shows the connecting user none of the records that this feature reads.',
    fix: `${ASK_ADMIN} whether the object is switched on and may be read.`,
  },
  hidden_fields: {
    text: 'Field-level security hides fields from the connecting user.',
    fix: `${ASK_ADMIN} to make the fields visible to the connecting user.`,
  },
  protocol_refused: {
    text: 'Salesforce refused a request as malformed.',
    fix: 'Report this to the operators of this installation; reconnecting does not help.',
  },

  // Waiting for Salesforce.
  salesforce_unavailable: { text: 'Salesforce cannot be reached or is busy. We keep trying.' },
  session_expired: { text: 'The Salesforce session ended and is being renewed.' },
  quota_paused: { text: 'A Salesforce limit is used up. We go on when it is free again.' },
  stream_delayed: { text: 'The stream is interrupted. We keep trying from the stored position.' },
} as const satisfies Record<string, CodeEntry>;

/** A stable code of the catalogue. */
export type Code = keyof typeof CODES;

const entry = (code: Code): CodeEntry => CODES[code];

/** How soon a transient failure is worth another try: `slow` for quotas and limits. */
export type RetryClass = 'fast' | 'slow';

/** Try again later from the same position; nothing was lost and nobody has to act. */
export class TransientError extends Error {
  override readonly name = 'TransientError';
  readonly retry: RetryClass;
  readonly code: Code;
  /** What the service calls the failed call: its support asks for it. */
  readonly reference: string | null;

  constructor(
    retry: RetryClass,
    code: Code,
    message?: string,
    options?: ErrorOptions & { reference?: string | null },
  ) {
    super(message ?? entry(code).text, options);
    this.reference = options?.reference ?? null;
    this.retry = retry;
    this.code = code;
  }
}

/** A person must act: `text` says what happened, `fix` what to do; both are shown in the UI. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
  readonly code: Code;
  readonly text: string;
  readonly fix: string;
  /** What the service calls the failed call, where there was one. */
  readonly reference: string | null;

  constructor(
    code: Code,
    message?: string,
    options?: ErrorOptions & { text?: string; fix?: string; reference?: string | null },
  ) {
    super(message ?? entry(code).text, options);
    this.reference = options?.reference ?? null;
    this.code = code;
    this.text = options?.text ?? entry(code).text;
    this.fix = options?.fix ?? entry(code).fix ?? '';
  }
}

/** The caller's fault: `status` is the HTTP status, `code` the stable word in the problem document. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly status: number;
  readonly code: Code;

  constructor(code: Code, message?: string, options?: ErrorOptions) {
    super(message ?? entry(code).text, options);
    this.status = entry(code).status ?? 400;
    this.code = code;
  }
}

/** The words of RFC 7644, table 9, for what a directory got wrong. */
export type ScimType =
  | 'invalidFilter'
  | 'invalidPath'
  | 'invalidSyntax'
  | 'invalidValue'
  | 'noTarget'
  | 'uniqueness';

/** What a directory (SCIM) is told beyond a code. */
export class ScimError extends RequestError {
  readonly scimType: ScimType;

  constructor(scimType: ScimType, message: string, options?: ErrorOptions) {
    super(scimType === 'uniqueness' ? 'conflict' : 'invalid_request', message, options);
    this.scimType = scimType;
  }
}
