import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { approve } from '../../emulator/approve.ts';
import type { Emulator } from '../../emulator/start.ts';
import { layDatabase } from './database.ts';
import { freePort } from './freePort.ts';
import { createDatabase } from './postgres.ts';
import { until } from './until.ts';

/** The token of the Owner in every product that tests start. */
export const ownerToken = 'wst_owner-token-of-the-tests-0000000001';

/** The product as a process of its own, on the database engine of the running project. */
export interface Product {
  readonly url: string;
  start(): Promise<void>;
  /** What it wrote to its terminal so far. */
  said(): string;
  /** Ends the process as a power cut would. */
  kill(): Promise<void>;
  /** Sends SIGTERM; answers the exit code. */
  stop(): Promise<number | null>;
  /** JSON of an API call as the Owner; throws for answers over 299. */
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** Connects the emulated org and waits until its stream is live; answers the connection's id. */
  connect(): Promise<string>;
  /** Ends the process and removes its data. */
  close(): Promise<void>;
}

interface ProductOptions {
  readonly emulator: Emulator;
  /** Where it listens; a free one where nothing has to know it before. */
  readonly port?: number;
  /** True for a database without an account. */
  readonly isEmpty?: boolean;
  readonly people?: readonly { email: string; name: string; role: string; manager?: string }[];
  readonly env?: Readonly<Record<string, string>>;
}

export async function prepareProduct(options: ProductOptions): Promise<Product> {
  const { emulator, people = [], env = {}, isEmpty = false } = options;
  const folder = await mkdtemp(join(tmpdir(), 'worksights-product-'));
  const server = inject('postgresUrl');
  const own = server === null ? null : await createDatabase(server);
  const data = join(folder, 'data');
  if (own === null && !isEmpty) await layDatabase(data);
  const port = options.port ?? (await freePort());
  const url = `http://localhost:${port}`;
  const bootstrap = join(folder, 'bootstrap.json');
  await writeFile(bootstrap, JSON.stringify(bootstrapOf(people)));
  const environment = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    PORT: String(port),
    WORKSIGHTS_DATA_DIR: data,
    ...(isEmpty ? {} : { WORKSIGHTS_BOOTSTRAP: bootstrap }),
    SALESFORCE_CLIENT_ID: emulator.app.clientId,
    SALESFORCE_CLIENT_SECRET: emulator.app.clientSecret,
    SALESFORCE_PRODUCTION_LOGIN_URL: emulator.url,
    SALESFORCE_SANDBOX_LOGIN_URL: emulator.sandboxUrl ?? emulator.url,
    SALESFORCE_PUBSUB_URL: emulator.pubsubUrl,
    LOG_LEVEL: 'warn',
    ...(own === null
      ? {}
      : { DATABASE_URL: own.url, WORKSIGHTS_ENCRYPTION_KEY: randomBytes(32).toString('base64') }),
    ...env,
  };
  let child: ChildProcess | null = null;
  let said = '';
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    const ended = child;
    child = null;
    if (ended === null || ended.exitCode !== null) return ended?.exitCode ?? null;
    const exited = new Promise<number | null>((done) => ended.once('exit', (code) => done(code)));
    ended.kill(signal);
    return exited;
  };
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${ownerToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === '' ? null : JSON.parse(text)) as T;
  };
  return {
    url,
    call,
    said: () => said,
    start: async () => {
      const started = spawn(process.execPath, ['dist/src/main.js', 'start'], {
        env: environment,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      started.stdout.on('data', (chunk) => {
        said += chunk;
        process.stdout.write(chunk);
      });
      child = started;
      await until('the product is ready', () => isReady(url, started), 60_000);
    },
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
    connect: async () => {
      const wish = { environment: 'production', edition: 'enterprise' };
      const begun = await call<{ id: string; authorizationUrl: string }>(
        'POST',
        '/services/salesforce/connections',
        wish,
      );
      const back = await approve(begun.authorizationUrl, { username: 'olga@acme.example' });
      await fetch(back, { redirect: 'manual' });
      await until('the stream is live', async () => {
        const connection = await call<{ stream: { state: string } }>('GET', `/connections/${begun.id}`);
        return connection.stream.state === 'live';
      });
      return begun.id;
    },
    close: async () => {
      await end('SIGKILL');
      await own?.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function bootstrapOf(people: NonNullable<ProductOptions['people']>): unknown {
  const owner = { email: 'olga@acme.example', name: 'Olga Owner', role: 'owner' };
  return {
    account: { name: 'Acme', domain: 'acme.example' },
    users: [owner, ...people].map((user) => ({ manager: null, timeZone: 'Europe/Berlin', ...user })),
    tokens: [{ email: owner.email, token: ownerToken }],
  };
}

async function isReady(url: string, child: ChildProcess): Promise<boolean> {
  if (child.exitCode !== null) throw new Error(`the product ended with code ${child.exitCode}`);
  const response = await fetch(`${url}/readyz`).catch(() => null);
  return response?.ok === true;
}
