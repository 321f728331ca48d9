import { status } from '@grpc/grpc-js';

const {
  INTERNAL,
  INVALID_ARGUMENT,
  NOT_FOUND,
  PERMISSION_DENIED,
  RESOURCE_EXHAUSTED,
  UNAUTHENTICATED,
  UNAVAILABLE,
} = status;

/**
 * Salesforce's error codes by the suffix after `sfdc.platform.eventbus.grpc.`: the gRPC status and a text.
 * Source: "Handle Errors" of the Pub/Sub API guide; statuses that it leaves open are the plausible ones.
 */
export const pubsubErrors = {
  'service.unavailable': [INTERNAL, 'The service is unavailable. Try again later.'],
  'service.auth.error': [
    UNAUTHENTICATED,
    'The session is not valid for this tenant: it has expired, was revoked or never existed.',
  ],
  'service.auth.headers.invalid': [
    UNAUTHENTICATED,
    'The accesstoken, instanceurl and tenantid headers are all required.',
  ],
  'service.auth.refresh.invalid': [INVALID_ARGUMENT, 'The authentication refresh is not valid.'],
  'service.protection.triggered': [RESOURCE_EXHAUSTED, 'The service protects itself. Slow down.'],
  'service.protection.stream.limit.triggered': [RESOURCE_EXHAUSTED, 'There are too many streams.'],
  'service.tenant.license': [PERMISSION_DENIED, 'The org has no licence for this feature.'],
  'concurrent.client.limit.exceeded': [
    RESOURCE_EXHAUSTED,
    'You have exceeded the maximum number of concurrent clients.',
  ],
  'topic.not.found': [NOT_FOUND, 'The topic was not found.'],
  'topic.meta.permission': [PERMISSION_DENIED, 'The user may not read the topic.'],
  'topic.api.unavailable': [UNAVAILABLE, 'Topic information is unavailable. Try again later.'],
  'topic.validation.empty': [INVALID_ARGUMENT, "Topic validation failed. The topic name can't be blank."],
  'schema.api.unavailable': [UNAVAILABLE, 'Schema information is unavailable. Try again later.'],
  'schema.validation.failed': [INVALID_ARGUMENT, 'Schema validation failed. No schema has this ID.'],
  'schema.meta.permission': [PERMISSION_DENIED, 'The user may not read the schema.'],
  'subscription.fetch.replayid.corrupted': [
    INVALID_ARGUMENT,
    'The Replay ID validation failed. Ensure that the Replay ID is valid.',
  ],
  'subscription.fetch.replayid.validation.failed': [
    INVALID_ARGUMENT,
    'The Replay ID validation failed. The CUSTOM preset needs a Replay ID.',
  ],
  'subscription.fetch.requested.events.invalid': [
    INVALID_ARGUMENT,
    'The number of requested events must be greater than zero.',
  ],
  'subscription.fetch.topic.mismatch': [INVALID_ARGUMENT, "The topic can't change within a subscription."],
  'subscription.fetch.request.invalid': [INVALID_ARGUMENT, 'The replay preset is not known.'],
  'subscription.fetch.replay.repeated': [INTERNAL, 'The Replay ID was given more than once.'],
  'subscription.fetch.overflow': [INTERNAL, 'Too many events were requested.'],
  'subscription.internal.error': [INTERNAL, 'The subscription met an internal error.'],
  'subscription.topic.cannot.subscribe': [PERMISSION_DENIED, 'The user may not subscribe to this topic.'],
  'subscription.limit.exceeded': [
    RESOURCE_EXHAUSTED,
    'You have exceeded the event delivery limit for your org.',
  ],
} as const satisfies Record<string, readonly [status: status, text: string]>;

/** An error code without its common prefix. */
export type ErrorSuffix = keyof typeof pubsubErrors;

/** What a managed subscription is refused with in an org that has none configured; the same prefix and source. */
export const managedErrors = {
  'managed.subscription.fetch.request.events.invalid': [
    INVALID_ARGUMENT,
    'The number of requested events must be greater than zero.',
  ],
  'managed.subscription.id.or.developer.name.empty': [
    INVALID_ARGUMENT,
    'A managed subscription needs an ID or a developer name.',
  ],
  'managed.subscription.subscription.id.invalid': [INVALID_ARGUMENT, 'The subscription ID is not valid.'],
  'managed.subscription.subscription.id.not.found': [
    NOT_FOUND,
    'No managed subscription has this subscription ID.',
  ],
  'managed.subscription.developer.name.not.found': [
    NOT_FOUND,
    'No managed subscription has this developer name.',
  ],
} as const satisfies Record<string, readonly [status: status, text: string]>;
