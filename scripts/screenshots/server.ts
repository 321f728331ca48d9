import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

/** What a call is answered with: a body, or the status and body of a refusal. */
type Answer = { readonly body: unknown } | { readonly status: number; readonly body: unknown } | 'never';
/** Answers by "METHOD /path", the path without `/api/v1`; a call without one is 404. */
export type Answers = Readonly<Record<string, Answer | ((query: URLSearchParams) => Answer)>>;

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** The built pages with a stage behind them: the API answers what the scene says. */
export interface Stage {
  readonly url: string;
  /** From now on the calls are answered like this; without a session the pages ask to sign in. */
  set(answers: Answers, hasSession: boolean): void;
  close(): Promise<void>;
}

/** Serves `folder`, every path that is no file as its index.html. */
export async function openStage(folder: string): Promise<Stage> {
  let answers: Answers = {};
  let hasSession = true;
  const index = await readFile(join(folder, 'index.html'), 'utf8');
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://stage');
    if (url.pathname.startsWith('/api/v1/')) answer(request, response, url, answers);
    else
      void serve(response, folder, url.pathname, () =>
        index.replace('__HAS_SESSION__', hasSession ? 'yes' : 'no'),
      );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    set: (next, session) => {
      answers = next;
      hasSession = session;
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function answer(request: IncomingMessage, response: ServerResponse, url: URL, answers: Answers): void {
  const path = url.pathname.slice('/api/v1'.length);
  // Open and silent, so that the pages are live and nothing moves.
  if (path.endsWith('/stream')) {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('retry: 1000\n\n');
    return;
  }
  const found = answers[`${request.method} ${path}`];
  const told = typeof found === 'function' ? found(url.searchParams) : found;
  if (told === 'never') return;
  const { status, body } = { status: 200, ...(told ?? missing(path)) };
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

const missing = (path: string) => ({
  status: 404,
  body: {
    type: 'about:blank',
    title: 'Not Found',
    status: 404,
    code: 'not_found',
    detail: `No scene answers ${path}.`,
  },
});

async function serve(
  response: ServerResponse,
  folder: string,
  path: string,
  index: () => string,
): Promise<void> {
  const file = extname(path) === '' ? null : await readFile(join(folder, normalize(path))).catch(() => null);
  const type = file === null ? 'text/html' : (types[extname(path)] ?? 'application/octet-stream');
  response.writeHead(200, { 'content-type': type }).end(file ?? index());
}
