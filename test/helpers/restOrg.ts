import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openLog } from '../../src/lib/log.ts';
import { type ApiUsage, openRest, type Rest } from '../../src/services/salesforce/rest.ts';

/** A request as the server saw it. */
interface Seen {
  readonly method: string;
  readonly path: string;
  readonly token: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}
/** `text` is sent as it is, `body` as JSON; with `cut` the connection breaks behind it. */
export type Answer = {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  text?: string;
  cut?: boolean;
};
export type Handler = (request: Seen) => Answer;

/** Salesforce's error array. */
export const fault = (status: number, errorCode: string, message = 'x'): Answer => ({
  status,
  body: [{ errorCode, message, fields: [] }],
});

/** Opens a server that answers like `handler`, and our client of it, which may change `ownChannel` alone. */
export async function openRestOrg(handler: Handler, ownChannel: string) {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      const path = decodeURIComponent(request.url ?? '');
      const token = String(request.headers.authorization).replace('Bearer ', '');
      const body = text === '' ? undefined : JSON.parse(text);
      const entry = { method: String(request.method), path, token, headers: request.headers, body };
      seen.push(entry);
      const answer = handler(entry);
      const usage = { 'sforce-limit-info': `api-usage=${seen.length}/15000` };
      response.writeHead(answer.status ?? 200, { ...usage, ...answer.headers });
      if (answer.cut) response.write(answer.text ?? '', () => response.destroy());
      else response.end(answer.text ?? (answer.body === undefined ? undefined : JSON.stringify(answer.body)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const instanceUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const usage: ApiUsage[] = [];
  const waits: number[] = [];
  let accessToken = 'token-1';
  let refreshes = 0;
  const rest: Rest = openRest({
    tokens: {
      getToken: async () => ({ accessToken, instanceUrl }),
      refreshToken: async () => {
        refreshes += 1;
        accessToken = `token-${refreshes + 1}`;
        return { accessToken, instanceUrl };
      },
    },
    apiVersion: '66.0',
    ownChannel,
    clock: { now: () => 0, sleep: async (ms) => void waits.push(ms) },
    log: openLog({ level: 'silent' }),
    onApiUsage: (value) => usage.push(value),
  });
  return { rest, seen, usage, waits, refreshes: () => refreshes, close: () => void server.close() };
}
