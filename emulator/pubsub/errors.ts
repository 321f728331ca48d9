import { Metadata, type StatusObject, type status } from '@grpc/grpc-js';
import { type ErrorSuffix, managedErrors, pubsubErrors } from './errorTable.ts';

/** Name of a remote procedure, as the `type` trailer of its errors says it. */
export type RpcName = 'GetTopic' | 'GetSchema' | 'Subscribe' | 'ManagedSubscribe';

const table = { ...pubsubErrors, ...managedErrors };
type Suffix = keyof typeof table;
const PREFIX = 'sfdc.platform.eventbus.grpc.';

/** Everything that this server refuses of itself; a text stands here where the table's does not fit. */
const REFUSALS = {
  unavailable: ['service.unavailable'],
  session: ['service.auth.error'],
  headers: ['service.auth.headers.invalid'],
  clients: ['concurrent.client.limit.exceeded'],
  allocation: ['subscription.limit.exceeded'],
  topicBlank: ['topic.validation.empty'],
  topicUnknown: ['topic.not.found'],
  topicForbidden: ['subscription.topic.cannot.subscribe'],
  topicChanged: ['subscription.fetch.topic.mismatch'],
  schemaBlank: ['schema.validation.failed', "Schema validation failed. The schema ID can't be blank."],
  schemaUnknown: ['schema.validation.failed'],
  preset: ['subscription.fetch.request.invalid'],
  replayMissing: ['subscription.fetch.replayid.validation.failed'],
  replayCorrupted: ['subscription.fetch.replayid.corrupted'],
  requested: ['subscription.fetch.requested.events.invalid'],
  managedRequested: ['managed.subscription.fetch.request.events.invalid'],
  managedUnnamed: ['managed.subscription.id.or.developer.name.empty'],
  managedIdInvalid: ['managed.subscription.subscription.id.invalid'],
  managedIdUnknown: ['managed.subscription.subscription.id.not.found'],
  managedNameUnknown: ['managed.subscription.developer.name.not.found'],
} as const satisfies Record<string, readonly [suffix: Suffix, text?: string]>;

/** Why this server refuses a call by its own rules. */
export type OwnRefusal = keyof typeof REFUSALS;

/** Why a call is refused: by the server's own rules, or by a fault that names its code and status. */
export type Refusal = OwnRefusal | { readonly suffix: ErrorSuffix; readonly status?: status };

/**
 * What a refused call ends with: the message ends with `rpcId: <uuid>`, and the trailers `error-code`,
 * `rpc-id` and `type` carry what a client decides on.
 */
export class RpcError extends Error implements StatusObject {
  readonly code: status;
  readonly details: string;
  readonly metadata: Metadata;

  constructor(refusal: Refusal, rpc: RpcName, rpcId: string) {
    const [suffix, own]: readonly [Suffix, string?] =
      typeof refusal === 'string' ? REFUSALS[refusal] : [refusal.suffix];
    const [code, text] = table[suffix];
    super(`${own ?? text} rpcId: ${rpcId}`);
    this.code = (typeof refusal === 'string' ? undefined : refusal.status) ?? code;
    this.details = this.message;
    this.metadata = new Metadata();
    this.metadata.set('error-code', PREFIX + suffix);
    this.metadata.set('rpc-id', rpcId);
    this.metadata.set('type', rpc);
  }
}
