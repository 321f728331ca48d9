import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorld, type World } from '../../../test/helpers/world.ts';
import { readConfig } from '../../config.ts';
import type { ConnectionRow } from '../../store/connections.ts';
import { checkConnections } from './connections.ts';
import { checkAccounts, checkDatabase, checkProviders, checkSettings } from './installation.ts';

const salesforce = { SALESFORCE_CLIENT_ID: 'id', SALESFORCE_CLIENT_SECRET: 'hunter2' };

describe('doctor', () => {
  let world: World;
  let connection: ConnectionRow;
  beforeAll(async () => {
    world = await openWorld();
    connection = await world.connect();
  }, 60_000);
  afterAll(() => world?.close());

  type Found = { area: string; state: string; text: string };
  const badOf = (findings: readonly Found[]) =>
    findings.filter(({ state }) => state === 'problem').map(({ area, text }) => `${area}: ${text}`);

  it('finds nothing wrong where nothing is', async () => {
    const findings = [
      ...checkSettings(
        readConfig({ ...salesforce, WORKSIGHTS_PUBLIC_URL: 'https://worksights.acme.example' }),
      ),
      ...(await checkDatabase(world.context)),
      ...(await checkAccounts(world.context)),
      ...(await checkConnections(world.context)),
    ];
    expect(badOf(findings)).toEqual([]);
    const areas = new Set(findings.map(({ area }) => area));
    for (const area of [
      'configuration',
      'database',
      'clock',
      'token',
      'permissions',
      'channel',
      'slots',
      'stream',
      'sweeps',
    ]) {
      expect(areas, area).toContain(area);
    }
    expect(JSON.stringify(findings)).not.toContain('hunter2');
  });

  it('finds settings that are unsafe or missing', () => {
    const config = readConfig({
      WORKSIGHTS_PUBLIC_URL: 'http://worksights.acme.example',
      WORKSIGHTS_DEMO: '1',
    });
    expect(badOf(checkSettings(config))).toEqual([
      'configuration: the public address is http',
      'configuration: no Salesforce app',
      'configuration: demo mode on a public address',
    ]);
  });

  it('finds a sign-in provider that cannot be reached', async () => {
    const config = readConfig({
      WORKSIGHTS_OIDC_GONE_ISSUER: 'http://127.0.0.1:9',
      WORKSIGHTS_OIDC_GONE_CLIENT_ID: 'x',
      WORKSIGHTS_OIDC_GONE_CLIENT_SECRET: 'hunter2',
    });
    expect(badOf(await checkProviders(config, world.context))).toEqual([
      expect.stringMatching(/^sign-in: gone: /),
    ]);
  });

  it('finds an account without an Owner who can sign in', async () => {
    await world.db.query("UPDATE users SET login_access = false WHERE role = 'owner'");
    expect(badOf(await checkAccounts(world.context))).toEqual([
      'accounts: acme.example has no Owner who can sign in',
    ]);
    await world.db.query('UPDATE users SET login_access = true');
  });

  it('finds a clock that is off', async () => {
    const clock = { ...world.context.clock, now: () => Date.now() + 60_000 };
    expect(badOf(await checkDatabase({ ...world.context, clock }))).toEqual([
      'clock: the database is 60 s off',
    ]);
  });

  it('finds a channel that is gone, and a stream that nobody holds', async () => {
    await world.stopWorker();
    const set = (channel: string | null, state: string) =>
      world.db.query('UPDATE connections SET channel = $1, stream_state = $2', [channel, state]);
    await set(null, 'stopped');
    const bad = badOf(await checkConnections(world.context));
    expect(bad).toEqual(['channel: there is none', expect.stringMatching(/^stream: stopped, /)]);
    await set(connection.channel, 'live');
  });

  it('finds access that was revoked in the org', async () => {
    world.emulator.org.sessions.revokeAll();
    expect(badOf(await checkConnections(world.context))).toContainEqual(
      expect.stringMatching(/^token: reconnect_required: /),
    );
  });
});
