import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as grpc from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { TokenProvider } from '../../src/services/salesforce/oauth.ts';

const PREFIX = 'sfdc.platform.eventbus.grpc.';
const protoPath = join(
  dirname(createRequire(import.meta.url).resolve('salesforce-pubsub-api-client')),
  '../pubsub_api.proto',
);

/** What a client asks of a stream. */
export type Request = { topicName: string; replayPreset: string; replayId: Buffer; numRequested: number };
type ServerStream = grpc.ServerDuplexStream<Request, unknown>;
type Unary = (
  call: grpc.ServerUnaryCall<Record<string, string>, unknown>,
  done: grpc.sendUnaryData<unknown>,
) => void;

/** What is to be closed after a test. */
export const cleanups: (() => void)[] = [];

/** Closes what a test has opened. */
export function cleanUp(): void {
  for (const cleanup of cleanups.splice(0)) cleanup();
}

/** A Pub/Sub server that answers as a test has it, whatever the protocol says; gives its address. */
export async function serve(handlers: {
  subscribe?: (stream: ServerStream) => void;
  getTopic?: Unary;
  getSchema?: Unary;
}) {
  const definition = loadSync(protoPath, { enums: String, defaults: true });
  const root = grpc.loadPackageDefinition(definition) as unknown as {
    eventbus: { v1: { PubSub: grpc.ServiceClientConstructor } };
  };
  const server = new grpc.Server({ 'grpc.max_send_message_length': -1 });
  server.addService(root.eventbus.v1.PubSub.service, handlers as grpc.UntypedServiceImplementation);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  cleanups.push(() => server.forceShutdown());
  return `http://127.0.0.1:${port}`;
}

/** An error as Salesforce sends it, with its code in the trailers. */
export function fault(code: number, errorCode: string | undefined): grpc.ServiceError {
  const metadata = new grpc.Metadata();
  if (errorCode) metadata.set('error-code', PREFIX + errorCode);
  return Object.assign(new Error('refused'), { code, details: 'refused rpcId: x', metadata });
}

/** Access that is renewed once; `renewed` collects the tokens that were said to be stale. */
export function tokensOf(renewed: string[] = []): TokenProvider {
  let accessToken = 'token-1';
  const instanceUrl = 'https://acme.my.salesforce.com';
  return {
    getToken: async () => ({ accessToken, instanceUrl }),
    refreshToken: async (stale) => {
      renewed.push(stale);
      accessToken = 'token-2';
      return { accessToken, instanceUrl };
    },
  };
}
