import { randomUUID } from 'node:crypto';
import {
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type sendUnaryData,
} from '@grpc/grpc-js';
import { Faults } from '../faultStore.ts';
import type { OrgEvents } from '../org/types.ts';
import { RequestLog } from '../requestLog.ts';
import { findTopic, takeRefusal } from './deliveryFaults.ts';
import { RpcError, type RpcName } from './errors.ts';
import { EventBus } from './eventBus.ts';
import { handleStreamFaults } from './instantFaults.ts';
import { refuseManaged } from './managed.ts';
import { loadPubSub, type ManagedFetchRequest, type SchemaInfo, type TopicInfo } from './proto.ts';
import { openSession, type Session } from './session.ts';
import { rpcEntry, Subscribers } from './subscribers.ts';
import type { SubscribeCall } from './subscription.ts';
import { makeCertificate } from './tls.ts';

/** Where the Pub/Sub API listens and which orgs it serves; times are milliseconds of real time. */
export interface PubSubOptions {
  /** Each call chooses its org by the `tenantid` header. */
  readonly orgs: readonly OrgEvents[];
  /** 0, the default, picks a free port. */
  readonly port?: number;
  /** A loopback host; 127.0.0.1 by default. */
  readonly host?: string;
  readonly tls?: boolean;
  /** A subscriber with credit hears something within this time; 270 s by default. */
  readonly keepaliveMs?: number;
  /** A stream without credit is ended after this time; 60 s by default. */
  readonly zeroCreditMs?: number;
  readonly faults?: Faults;
  readonly requests?: RequestLog;
}

/** A running Pub/Sub API. */
export interface PubSub {
  /** `http://127.0.0.1:PORT`, with TLS `https://localhost:PORT`. */
  readonly url: string;
  readonly port: number;
  /** PEM of the certificate to trust, with TLS. */
  readonly certificate?: string;
  /** Ends every open stream as an outage of the service does; clients may come back at once. */
  dropStreams(): void;
  close(): Promise<void>;
}

type Call<Request> = { request: Request; session: Session; rpcId: string; faults: Faults };
type Host = { buses: readonly EventBus[]; faults: Faults; requests: RequestLog };
type UnaryHandler<Request, Response> = (
  call: ServerUnaryCall<Request, Response>,
  callback: sendUnaryData<Response>,
) => void;

const LOOPBACK = ['127.0.0.1', 'localhost', '::1'];
const GOODBYE_MS = 500;

/**
 * Serves the Pub/Sub API (`eventbus.v1.PubSub`) of the given orgs on loopback: GetTopic, GetSchema and
 * Subscribe. No org has managed subscriptions; publishing answers UNIMPLEMENTED.
 */
export async function startPubSub(options: PubSubOptions): Promise<PubSub> {
  const { host = '127.0.0.1', keepaliveMs = 270_000, zeroCreditMs = 60_000 } = options;
  if (!LOOPBACK.includes(host)) throw new Error(`the emulator listens on loopback only, not on ${host}`);
  const tickMs = Math.max(5, Math.min(1000, keepaliveMs / 4, zeroCreditMs / 4));
  const { faults = new Faults(), requests = new RequestLog() } = options;
  const subscribers = new Subscribers({ keepaliveMs, zeroCreditMs, tickMs }, faults, requests);
  const buses = options.orgs.map((org) => new EventBus(org, () => subscribers.wake()));
  handleStreamFaults(faults, buses, subscribers);
  const site = { buses, faults, requests };
  const server = new Server({ 'grpc.max_send_message_length': -1 });
  const subscribe = (call: SubscribeCall) => subscribers.add(call, buses);
  server.addService(loadPubSub().service, {
    GetTopic: unary('GetTopic', site, getTopic),
    GetSchema: unary('GetSchema', site, getSchema),
    Subscribe: subscribe,
    ManagedSubscribe: (call: ServerDuplexStream<ManagedFetchRequest, never>) =>
      refuseManaged(call, buses, requests),
  });
  const tls = options.tls ? await makeCertificate() : undefined;
  const port = await listen(server, `${host === '::1' ? '[::1]' : host}:${options.port ?? 0}`, tls);
  return {
    url: tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`,
    port,
    certificate: tls?.certificate,
    dropStreams: () => subscribers.drop(),
    close: async () => {
      for (const bus of buses) bus.close();
      subscribers.close();
      await shutDown(server);
    },
  };
}

function getTopic({ request, session, rpcId, faults }: Call<{ topicName: string }>): TopicInfo {
  const { bus, userId } = session;
  if (request.topicName === '') throw new RpcError('topicBlank', 'GetTopic', rpcId);
  const topic = findTopic(faults, bus, request.topicName);
  if (!topic) throw new RpcError('topicUnknown', 'GetTopic', rpcId);
  return {
    topicName: topic.name,
    tenantGuid: `core/emulator/${bus.org.orgId}`,
    canPublish: false,
    canSubscribe: !topic.entity || bus.org.canReceive(userId, topic.entity),
    schemaId: (topic.entity && bus.schemaOf(topic.entity)?.id) ?? '',
    rpcId,
  };
}

function getSchema({ request, session, rpcId }: Call<{ schemaId: string }>): SchemaInfo {
  if (request.schemaId === '') throw new RpcError('schemaBlank', 'GetSchema', rpcId);
  const schema = session.bus.schemaById(request.schemaId);
  if (!schema) throw new RpcError('schemaUnknown', 'GetSchema', rpcId);
  return { schemaJson: schema.json, schemaId: schema.id, rpcId };
}

function unary<Request, Response>(
  rpc: RpcName,
  { buses, faults, requests }: Host,
  answer: (call: Call<Request>) => Response,
): UnaryHandler<Request, Response> {
  return (call, callback) => {
    const rpcId = randomUUID();
    const session = openSession(call.metadata, buses);
    try {
      if (typeof session === 'string') throw new RpcError(session, rpc, rpcId);
      const refusal = takeRefusal(faults, session.bus.org.orgId, rpc, 'start');
      if (refusal) throw new RpcError(refusal, rpc, rpcId);
      const body = answer({ request: call.request, session, rpcId, faults });
      requests.add(rpcEntry(rpc, 0));
      callback(null, body);
    } catch (error) {
      if (error instanceof RpcError) requests.add(rpcEntry(rpc, error.code));
      callback(error as Error);
    }
  };
}

function listen(
  server: Server,
  address: string,
  tls?: { certificate: string; privateKey: string },
): Promise<number> {
  const credentials = tls
    ? ServerCredentials.createSsl(null, [
        { private_key: Buffer.from(tls.privateKey), cert_chain: Buffer.from(tls.certificate) },
      ])
    : ServerCredentials.createInsecure();
  return new Promise((resolve, reject) => {
    server.bindAsync(address, credentials, (error, port) => (error ? reject(error) : resolve(port)));
  });
}

function shutDown(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => {
      server.forceShutdown();
      resolve();
    }, GOODBYE_MS);
    server.tryShutdown(() => {
      clearTimeout(force);
      resolve();
    });
  });
}
