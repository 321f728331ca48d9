import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { loadPackageDefinition, type ServiceClientConstructor } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

const PROTO_PACKAGE = 'salesforce-pubsub-api-client';
const PROTO_FILE = 'pubsub_api.proto';

/** Where a subscription starts: the numbers of `eventbus.v1.ReplayPreset`. */
export const REPLAY_PRESET = { latest: 0, earliest: 1, custom: 2 } as const;

/** `eventbus.v1.TopicInfo`; `schemaId` is blank for a topic that carries several schemas. */
export interface TopicInfo {
  topicName: string;
  tenantGuid: string;
  canPublish: boolean;
  canSubscribe: boolean;
  schemaId: string;
  rpcId: string;
}

/** `eventbus.v1.SchemaInfo`: the Avro schema as JSON text. */
export interface SchemaInfo {
  schemaJson: string;
  schemaId: string;
  rpcId: string;
}

/** `eventbus.v1.FetchRequest` as the server reads it: absent fields are zero, blank or empty. */
export interface FetchRequest {
  topicName: string;
  replayPreset: number;
  replayId: Buffer;
  numRequested: number;
}

/** `eventbus.v1.ManagedFetchRequest`, likewise. */
export interface ManagedFetchRequest {
  subscriptionId: string;
  developerName: string;
  numRequested: number;
}

/** `eventbus.v1.ConsumerEvent`: `payload` is Avro binary without any prefix. */
export interface ConsumerEvent {
  event: { id: string; schemaId: string; payload: Buffer };
  replayId: Buffer;
}

/** `eventbus.v1.FetchResponse`; without events it is a keepalive. */
export interface FetchResponse {
  events: ConsumerEvent[];
  latestReplayId: Buffer;
  rpcId: string;
  pendingNumRequested: number;
}

/**
 * Loads Salesforce's published interface definition out of the npm package that ships it, so that
 * server and tests speak exactly the published messages. 64-bit numbers come as decimal strings, bytes
 * as Buffer.
 */
export function loadPubSub(): ServiceClientConstructor {
  const definition = loadSync(protoPath(), { longs: String, defaults: true });
  const loaded = loadPackageDefinition(definition) as unknown as {
    eventbus: { v1: { PubSub: ServiceClientConstructor } };
  };
  return loaded.eventbus.v1.PubSub;
}

// The package exports only its entry point, so the file is found by walking up from there.
function protoPath(): string {
  let folder = dirname(createRequire(import.meta.url).resolve(PROTO_PACKAGE));
  while (!existsSync(join(folder, PROTO_FILE))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`${PROTO_FILE} is not part of the installed ${PROTO_PACKAGE}`);
    folder = parent;
  }
  return join(folder, PROTO_FILE);
}
