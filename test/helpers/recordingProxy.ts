import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request that went to the org, and what the org answered. */
export interface RecordedRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly body: string;
  readonly status: number;
  readonly answer: string;
}

/** Stands before an org's HTTP; the org's own address in its answers becomes the proxy's, so all goes through it. */
export interface RecordingProxy {
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  close(): Promise<void>;
}

// These belong to one connection, not to the message.
const ofTheConnection = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'host',
  'keep-alive',
  'transfer-encoding',
]);

export async function openRecordingProxy(target: string): Promise<RecordingProxy> {
  const requests: RecordedRequest[] = [];
  let url = '';
  const server = createServer((request, reply) => {
    forward(request, target).then(
      ({ recorded, headers }) => {
        requests.push(recorded);
        for (const [name, value] of headers) {
          if (!ofTheConnection.has(name)) reply.setHeader(name, value.replaceAll(target, url));
        }
        reply.writeHead(recorded.status).end(recorded.answer.replaceAll(target, url));
      },
      () => reply.destroy(),
    );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    requests,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function forward(
  request: IncomingMessage,
  target: string,
): Promise<{ recorded: RecordedRequest; headers: Headers }> {
  const { method = 'GET', url: path = '/' } = request;
  const body = await text(request);
  const kept = Object.entries(request.headers).filter(([name]) => !ofTheConnection.has(name));
  const answer = await fetch(target + path, {
    method,
    headers: Object.fromEntries(kept.map(([name, value]) => [name, String(value)])),
    redirect: 'manual',
    ...(body === '' ? {} : { body }),
  });
  const recorded = { method, path, body, status: answer.status, answer: await answer.text() };
  return { recorded, headers: answer.headers };
}
