import { Writable } from 'node:stream';
import { approve } from '../../emulator/approve.ts';
import type { EmulatorOptions } from '../../emulator/start.ts';
import { openServer } from '../../src/api/server.ts';
import { openLog } from '../../src/lib/log.ts';
import { hashToken, saveToken } from '../../src/store/tokens.ts';
import { freePort } from './freePort.ts';
import { openRecordingProxy, type RecordedRequest } from './recordingProxy.ts';
import { until } from './until.ts';
import { openWorld, type World } from './world.ts';

/** Everything in one process, with all that it says in reach: to the org, to callers, and in its log. */
export interface WholeProduct {
  readonly world: World;
  readonly url: string;
  /** API token of the Owner. */
  readonly token: string;
  /** What went to the org over HTTP so far, pages for people left out. */
  readonly requests: readonly RecordedRequest[];
  /** The log so far, at the most talkative level. */
  log(): string;
  /** Every body that the API answered `call` with. */
  readonly answers: readonly string[];
  /** Calls `/api/v1` as the Owner; throws for a status over 299. */
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** Goes through consent for what Connect or Reconnect answered; says where the browser ends. */
  authorize(authorizationUrl: string, username?: string): Promise<string>;
  /** Connects over the API and waits until the stream stands; answers the connection's id. */
  connect(): Promise<string>;
  close(): Promise<void>;
}

/** Opens it, the worker running; `webFolder` is the built web app, for tests that look at pages. */
export async function openWholeProduct(
  options: EmulatorOptions = {},
  webFolder: string | null = null,
): Promise<WholeProduct> {
  const said: string[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      said.push(String(chunk));
      done();
    },
  });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let proxy!: Awaited<ReturnType<typeof openRecordingProxy>>;
  const world = await openWorld(options, {
    log: openLog({ level: 'trace', destination }),
    publicUrl: url,
    through: async (orgUrl) => {
      proxy = await openRecordingProxy(orgUrl);
      return proxy.url;
    },
  });
  const token = 'wst_the-token-of-the-owner-in-this-run-01';
  await saveToken(world.db, world.accountId, world.ownerId, hashToken(token));
  const app = await openServer(world.context, { demo: false, webFolder });
  await app.listen({ host: '127.0.0.1', port });
  await world.startWorker();
  const answers: string[] = [];
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    answers.push(text);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === '' ? null : JSON.parse(text)) as T;
  };
  const authorize = async (authorizationUrl: string, username = 'olga@acme.example') => {
    const page = authorizationUrl.replace(proxy.url, world.emulator.url);
    const answer = await fetch(await approve(page, { username }), { redirect: 'manual' });
    return answer.headers.get('location') ?? '';
  };
  return {
    world,
    url,
    token,
    get requests() {
      return proxy.requests;
    },
    log: () => said.join(''),
    answers,
    call,
    authorize,
    connect: async () => {
      const wish = { environment: 'production', edition: 'enterprise' };
      const path = '/services/salesforce/connections';
      const begun = await call<{ id: string; authorizationUrl: string }>('POST', path, wish);
      await authorize(begun.authorizationUrl);
      await until('the stream is live', async () => {
        const { stream } = await call<{ stream: { state: string } }>('GET', `/connections/${begun.id}`);
        return stream.state === 'live';
      });
      return begun.id;
    },
    close: async () => {
      await world.stopWorker();
      await app.close();
      await world.close();
      await proxy.close();
    },
  };
}
