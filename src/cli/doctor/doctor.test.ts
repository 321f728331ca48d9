import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../../test/helpers/until.ts';
import { openWorld, type World } from '../../../test/helpers/world.ts';
import { readConfig } from '../../config.ts';
import { openServices } from '../../services/index.ts';
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
      'members',
      'topic',
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

  const openOther = (more: object, clock = world.context.clock) => ({
    ...world.context,
    clock,
    services: openServices({ salesforce: { ...world.settings, ...more } }, { clock, log: world.context.log }),
  });

  it('finds a clock that differs from the org’s', async () => {
    const clock = { ...world.context.clock, now: () => Date.now() - 60_000 };
    const bad = badOf(await checkConnections(openOther({}, clock)));
    expect(bad).toContainEqual(expect.stringMatching(/^clock: Salesforce is (59|60|61) s ahead$/));
  });

  it('finds a stream that cannot be reached', async () => {
    const findings = await checkConnections(openOther({ pubsubUrl: 'http://127.0.0.1:9' }));
    expect(findings).toContainEqual(
      expect.objectContaining({
        area: 'topic',
        state: 'warning',
        text: expect.stringMatching(/^stream_delayed/),
      }),
    );
  });

  it('tells the last errors of the stream with the ids that Salesforce knows their calls by', async () => {
    world.emulator.faults.inject({
      name: 'pubsub.subscription.internal.error',
      times: 'always',
      at: 'stream',
    });
    await world.startWorker();
    const findings = await until('an error is told', async () => {
      const all = await checkConnections(world.context);
      return all.some(({ area }) => area === 'stream errors') ? all : null;
    });
    world.emulator.faults.clear();
    await world.stopWorker();
    const told = findings.filter(({ area }) => area === 'stream errors').map(({ text }) => text);
    expect(told[0]).toMatch(/^20\S+Z stream_delayed, rpc [0-9a-f-]{36}$/);
    expect(told.length).toBeLessThanOrEqual(5);
  });

  it('finds permissions that the connecting user lost', async () => {
    const { permissions } = world.emulator.org;
    const user = world.emulator.org.records('User').find(({ Id }) => Id === connection.connectedByRemoteId)!;
    const set = (on: boolean) => permissions.setSystem(user.ProfileId as string, 'CustomizeApplication', on);
    set(false);
    expect(badOf(await checkConnections(world.context))).toContain(
      'permissions: missing: Customize Application',
    );
    set(true);
  });

  it('finds an object that somebody took off the channel, and a channel that somebody deleted', async () => {
    const { channels } = world.emulator.org;
    const ours = channels.members().find(({ selectedEntity }) => selectedEntity.startsWith('Case'))!;
    channels.deleteMember(ours.id);
    expect(badOf(await checkConnections(world.context))).toContain('members: not on the channel: Case');
    for (const { id } of channels.members()) channels.deleteMember(id);
    for (const { id } of channels.channels()) channels.deleteChannel(id);
    expect(badOf(await checkConnections(world.context))).toContain(
      'channel: Salesforce has no channel of ours',
    );
  });

  it('finds access that was revoked in the org', async () => {
    world.emulator.org.sessions.revokeAll();
    expect(badOf(await checkConnections(world.context))).toContainEqual(
      expect.stringMatching(/^token: reconnect_required: /),
    );
  });
});
