import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as grpc from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { Clock } from '../../lib/clock.ts';
import { RETRY_POLICIES, retryDelayMs } from '../../lib/retry.ts';
import { pubSubMeaning, resumedMeaning, toPubSubError } from './errors.ts';
import { isLoopback } from './instanceUrl.ts';
import type { Access, TokenProvider } from './oauth.ts';

/** How to reach the Pub/Sub API for one org. */
export interface PubSubOptions {
  /** `https://api.pubsub.salesforce.com:7443`; `http://` means HTTP/2 without TLS, for loopback only. */
  readonly url: string;
  readonly organizationId: string;
  readonly tokens: TokenProvider;
  /** Gives up what is under way, quietly where it is a stream. */
  readonly signal?: AbortSignal;
  /** How long an answer may take, in wire time; 30 s. */
  readonly deadlineMs?: number;
}

/** What GetTopic says; a channel has no schema of its own. */
export interface Topic {
  readonly topicName: string;
  readonly canSubscribe: boolean;
}

/** The unary half of the Pub/Sub API; throws TransientError or SetupError. */
export interface PubSub {
  getTopic(topicName: string): Promise<Topic>;
  /** The schema's JSON by its id. */
  getSchema(schemaId: string): Promise<string>;
  close(): void;
}

/** FetchRequest and FetchResponse of the .proto, as the loader names their fields. */
export interface FetchRequest {
  readonly topicName?: string;
  readonly replayPreset?: 'LATEST' | 'EARLIEST' | 'CUSTOM';
  readonly replayId?: Buffer;
  readonly numRequested: number;
}

export interface FetchResponse {
  readonly events: readonly {
    readonly event: { readonly id: string; readonly schemaId: string; readonly payload: Buffer };
    readonly replayId: Buffer;
  }[];
  readonly latestReplayId: Buffer;
}

type UnaryCall<Q, A> = (
  request: Q,
  metadata: grpc.Metadata,
  options: grpc.CallOptions,
  done: (error: grpc.ServiceError | null, answer?: A) => void,
) => grpc.ClientUnaryCall;

interface PubSubClient extends grpc.Client {
  getTopic: UnaryCall<{ topicName: string }, Topic>;
  getSchema: UnaryCall<{ schemaId: string }, { schemaJson: string }>;
  subscribe(metadata: grpc.Metadata): grpc.ClientDuplexStream<FetchRequest, FetchResponse>;
}

const DEADLINE_MS = 30_000;
// A connection whose other end is gone is found by a ping without an answer. A server may take more pings than
// one in five minutes for an attack (gRPC, "Client-side Keepalive"); the watch over the stream is quicker anyway.
const PING_MS = 300_000;
const PING_ANSWER_MS = 20_000;
// An answer may hold 100 events of 1 MB; the library's own limit of 4 MB would break the stream.
const MAX_ANSWER_BYTES = 128 * 1024 * 1024;

/** The .proto of the npm package that ships it: found from its entry point, so also from a build. */
function findProto(): string {
  const require = createRequire(import.meta.url);
  let folder = dirname(require.resolve('salesforce-pubsub-api-client'));
  while (!existsSync(join(folder, 'pubsub_api.proto'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('pubsub_api.proto is missing: install the dependencies again');
    folder = parent;
  }
  return join(folder, 'pubsub_api.proto');
}

let service: grpc.ServiceClientConstructor | undefined;

function loadService(): grpc.ServiceClientConstructor {
  if (service) return service;
  const definition = loadSync(findProto(), { enums: String, defaults: true });
  const root = grpc.loadPackageDefinition(definition) as unknown as {
    eventbus: { v1: { PubSub: grpc.ServiceClientConstructor } };
  };
  service = root.eventbus.v1.PubSub;
  return service;
}

/** Opens a connection of its own: shared ones queue calls without end beyond the server's stream limit. */
export function openClient(url: string): PubSubClient {
  const { protocol, hostname, host, port } = new URL(url);
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback(hostname))) {
    throw new Error(`${url} must be https, or http on loopback`);
  }
  const credentials =
    protocol === 'https:' ? grpc.credentials.createSsl() : grpc.credentials.createInsecure();
  const address = port === '' ? `${host}:${protocol === 'https:' ? 443 : 80}` : host;
  return new (loadService())(address, credentials, {
    'grpc.max_receive_message_length': MAX_ANSWER_BYTES,
    'grpc.use_local_subchannel_pool': 1,
    'grpc.keepalive_time_ms': PING_MS,
    'grpc.keepalive_timeout_ms': PING_ANSWER_MS,
  }) as unknown as PubSubClient;
}

/** The three headers that every call carries; bound at its start, so a new token needs a new call. */
export function toMetadata(access: Access, organizationId: string): grpc.Metadata {
  const metadata = new grpc.Metadata();
  metadata.set('accesstoken', access.accessToken);
  metadata.set('instanceurl', access.instanceUrl);
  metadata.set('tenantid', organizationId);
  return metadata;
}

/**
 * What a failed call means, with a sentence for the log that names the RPC, and its id at Salesforce; `resumed` where the call was to go on
 * from a stored position.
 */
export function readFailure(error: grpc.ServiceError, resumed = false) {
  const trailer = (key: string) => error.metadata?.get(key)[0]?.toString();
  const errorCode = trailer('error-code');
  const detail = `Pub/Sub ${trailer('type') ?? ''} ${error.code} ${errorCode ?? ''}: ${error.details}`;
  const toMeaning = resumed ? resumedMeaning : pubSubMeaning;
  return { meaning: toMeaning(error.code, errorCode), detail, reference: trailer('rpc-id') ?? null };
}

/** Opens the unary calls of one org; `close` ends the connection. */
export function openPubSub(options: PubSubOptions): PubSub {
  const client = openClient(options.url);
  const { signal, deadlineMs = DEADLINE_MS } = options;

  function send<Q, A>(method: UnaryCall<Q, A>, request: Q, access: Access): Promise<A> {
    const metadata = toMetadata(access, options.organizationId);
    // Deadlines are of the wire, which the product's own clock does not drive.
    const deadline = { deadline: performance.timeOrigin + performance.now() + deadlineMs };
    return new Promise((resolve, reject) => {
      const done = (error: grpc.ServiceError | null, answer?: A) => {
        signal?.removeEventListener('abort', cancel);
        if (error) reject(error);
        else resolve(answer as A);
      };
      const sent = method.call(client, request, metadata, deadline, done);
      const cancel = () => sent.cancel();
      signal?.addEventListener('abort', cancel);
      if (signal?.aborted) cancel();
    });
  }

  async function call<Q, A>(method: UnaryCall<Q, A>, request: Q): Promise<A> {
    const access = await options.tokens.getToken();
    try {
      return await send(method, request, access);
    } catch (error) {
      const failure = readFailure(error as grpc.ServiceError);
      if (failure.meaning !== 'renew_token')
        throw toPubSubError(failure.meaning, failure.detail, failure.reference);
    }
    const renewed = await options.tokens.refreshToken(access.accessToken);
    try {
      return await send(method, request, renewed);
    } catch (error) {
      const { meaning, detail, reference } = readFailure(error as grpc.ServiceError);
      throw toPubSubError(meaning, detail, reference);
    }
  }

  return {
    getTopic: (topicName) => call(client.getTopic, { topicName }),
    getSchema: async (schemaId) => (await call(client.getSchema, { schemaId })).schemaJson,
    close: () => client.close(),
  };
}

// Three minutes. The channel itself is there: the Tooling API has just shown it.
const TOPIC_TRIES = 12;

/** Waits for the topic of a channel that was just created: at first Salesforce may not find it. */
export async function waitForTopic(
  pubsub: PubSub,
  topicName: string,
  wait: { clock: Clock; signal?: AbortSignal },
): Promise<Topic> {
  for (let tries = 1; ; tries++) {
    try {
      return await pubsub.getTopic(topicName);
    } catch (error) {
      if ((error as { code?: string }).code !== 'channel_missing' || tries === TOPIC_TRIES) throw error;
      await wait.clock.sleep(retryDelayMs(RETRY_POLICIES.fast, tries - 1), wait.signal);
    }
  }
}
