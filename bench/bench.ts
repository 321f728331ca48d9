import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, type PostgresServer, startPostgres } from '../test/helpers/postgres.ts';
import { type Child, openChild } from './child.ts';
import type { OrgAddress } from './org.ts';

/** The database that the product runs on. */
export type Engine = 'postgres' | 'pglite';

/** API token of the Owner in each product of the benchmark. */
export const ownerToken = 'wst_owner-token-of-the-benchmark-000001';

/** An org and a PostgreSQL that run for one part of the benchmark. */
export interface Bench {
  readonly org: Child;
  readonly address: OrgAddress;
  /** Environment of a product with a fresh database, trusting the org's certificate. */
  productEnv(engine: Engine): Promise<Record<string, string>>;
}

const people = ['jon', 'tomas', 'lea', 'priya', 'samir', 'yuki', 'bruno', 'anna', 'kofi', 'elif'];

/** Starts both, does the work, and leaves nothing running. */
export async function withBench<T>(work: (bench: Bench) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'worksights-bench-'));
  // PostgreSQL may run as another user, who must reach its folder.
  await chmod(folder, 0o755);
  const org = openChild('org');
  let server: PostgresServer | undefined;
  try {
    server = await startPostgres(folder);
    const address = await org.call<OrgAddress>('start');
    const bootstrap = join(folder, 'bootstrap.json');
    const certificate = join(folder, 'org.pem');
    await writeFile(bootstrap, JSON.stringify(toBootstrap()));
    await writeFile(certificate, address.certificate);
    return await work({ org, address, productEnv: (engine) => toEnv(engine) });

    async function toEnv(engine: Engine): Promise<Record<string, string>> {
      return {
        // What gRPC trusts; NODE_EXTRA_CA_CERTS does not reach it.
        GRPC_DEFAULT_SSL_ROOTS_FILE_PATH: certificate,
        WORKSIGHTS_DATA_DIR: await mkdtemp(join(folder, 'data-')),
        WORKSIGHTS_BOOTSTRAP: bootstrap,
        WORKSIGHTS_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
        SALESFORCE_CLIENT_ID: address.clientId,
        SALESFORCE_CLIENT_SECRET: address.clientSecret,
        SALESFORCE_PRODUCTION_LOGIN_URL: address.url,
        SALESFORCE_SANDBOX_LOGIN_URL: address.url,
        SALESFORCE_PUBSUB_URL: address.pubsubUrl,
        LOG_LEVEL: 'warn',
        ...(engine === 'postgres' && { DATABASE_URL: (await createDatabase(server!.url)).url }),
      };
    }
  } finally {
    await org.close();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function toBootstrap(): unknown {
  const owner = { email: 'olga@acme.example', name: 'Olga Owner', role: 'owner' };
  const members = people.map((name) => ({ email: `${name}@acme.example`, name, role: 'member' }));
  return {
    account: { name: 'Acme', domain: 'acme.example' },
    users: [owner, ...members].map((user) => ({ ...user, manager: null, timeZone: 'Europe/Berlin' })),
    tokens: [{ email: owner.email, token: ownerToken }],
  };
}
