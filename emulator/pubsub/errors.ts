import { Metadata, type StatusObject, status } from '@grpc/grpc-js';

/** Name of a remote procedure, as the `type` trailer of its errors says it. */
export type RpcName = 'GetTopic' | 'GetSchema' | 'Subscribe';

const PREFIX = 'sfdc.platform.eventbus.grpc.';
const { INTERNAL, INVALID_ARGUMENT, NOT_FOUND, PERMISSION_DENIED, UNAUTHENTICATED } = status;

/**
 * Everything that this server refuses: the suffix of Salesforce's error code, the gRPC status and the
 * text. Source: "Handle Errors" of the Pub/Sub API guide.
 */
const REFUSALS = {
  unavailable: ['service.unavailable', INTERNAL, 'The service is unavailable. Try again later.'],
  session: [
    'service.auth.error',
    UNAUTHENTICATED,
    'The session is not valid for this tenant: it has expired, was revoked or never existed.',
  ],
  headers: [
    'service.auth.headers.invalid',
    UNAUTHENTICATED,
    'The accesstoken, instanceurl and tenantid headers are all required.',
  ],
  topicBlank: [
    'topic.validation.empty',
    INVALID_ARGUMENT,
    "Topic validation failed. The topic name can't be blank.",
  ],
  topicUnknown: ['topic.not.found', NOT_FOUND, 'The topic was not found.'],
  topicForbidden: [
    'subscription.topic.cannot.subscribe',
    PERMISSION_DENIED,
    'The user may not subscribe to this topic.',
  ],
  topicChanged: [
    'subscription.fetch.topic.mismatch',
    INVALID_ARGUMENT,
    "The topic can't change within a subscription.",
  ],
  schemaBlank: [
    'schema.validation.failed',
    INVALID_ARGUMENT,
    "Schema validation failed. The schema ID can't be blank.",
  ],
  schemaUnknown: [
    'schema.validation.failed',
    INVALID_ARGUMENT,
    'Schema validation failed. No schema has this ID.',
  ],
  preset: ['subscription.fetch.request.invalid', INVALID_ARGUMENT, 'The replay preset is not known.'],
  replayMissing: [
    'subscription.fetch.replayid.validation.failed',
    INVALID_ARGUMENT,
    'The Replay ID validation failed. The CUSTOM preset needs a Replay ID.',
  ],
  replayCorrupted: [
    'subscription.fetch.replayid.corrupted',
    INVALID_ARGUMENT,
    'The Replay ID validation failed. Ensure that the Replay ID is valid.',
  ],
  requested: [
    'subscription.fetch.requested.events.invalid',
    INVALID_ARGUMENT,
    'The number of requested events must be greater than zero.',
  ],
} as const satisfies Record<string, readonly [suffix: string, status: status, text: string]>;

/** Why a call is refused. */
export type Refusal = keyof typeof REFUSALS;

/**
 * What a refused call ends with: the message ends with `rpcId: <uuid>`, and the trailers `error-code`,
 * `rpc-id` and `type` carry what a client decides on.
 */
export class RpcError extends Error implements StatusObject {
  readonly code: status;
  readonly details: string;
  readonly metadata: Metadata;

  constructor(refusal: Refusal, rpc: RpcName, rpcId: string) {
    const [suffix, code, text] = REFUSALS[refusal];
    super(`${text} rpcId: ${rpcId}`);
    this.code = code;
    this.details = this.message;
    this.metadata = new Metadata();
    this.metadata.set('error-code', PREFIX + suffix);
    this.metadata.set('rpc-id', rpcId);
    this.metadata.set('type', rpc);
  }
}
