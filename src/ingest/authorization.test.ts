import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../test/helpers/until.ts';
import { openWorld, type World } from '../../test/helpers/world.ts';
import { systemClock } from '../lib/clock.ts';
import { findConnection } from '../store/connections.ts';
import { listRemoteUsers } from '../store/remoteUsers.ts';
import { listRuns } from '../store/runs.ts';
import { beginReconnect, beginReplace } from './connect.ts';
import { setMapping } from './mapping.ts';
import { openSession } from './session.ts';

const services = '/settings/services/salesforce';

describe('authorising an org', () => {
  let world: World;
  let ahead = 0;
  beforeAll(async () => {
    const clock = { ...systemClock, now: () => systemClock.now() + ahead };
    world = await openWorld(
      { orgs: [{}, { environment: 'sandbox' }, { environment: 'sandbox' }, {}] },
      { clock },
    );
  });
  beforeEach(async () => {
    ahead = 0;
    await world.db.query('DELETE FROM connections');
    await world.db.query('DELETE FROM refused_organizations');
    world.emulator.faults.clear();
    world.emulator.org.settings.apiEnabled = true;
  });
  afterEach(() => world.stopWorker());
  afterAll(() => world.close());

  const wish = (connectionId: string) => ({
    ...{ accountId: world.accountId, userId: world.ownerId, sessionHash: null, connectionId },
  });
  const reconnect = async (id: string, username?: string) =>
    world.walk(
      (await beginReconnect(world.context, wish(id))).authorizationUrl,
      username ? { username } : {},
    );
  const replace = async (id: string, username: string) =>
    world.walk((await beginReplace(world.context, wish(id))).authorizationUrl, { username });
  const find = async (id: string) => (await findConnection(world.db, world.accountId, id))!;
  const rows = () => world.db.query('SELECT 1 FROM connections');
  /** The username of somebody in the n-th org. */
  const username = (index: number, key = 'olga') => {
    const { org, people } = world.emulator.orgs[index]!;
    return org.find('User', people.get(key)!)!.Username as string;
  };
  const untilStatus = (id: string, status: string) =>
    until(`the connection is ${status}`, async () => {
      const connection = await find(id);
      return connection.status === status && connection;
    });

  it.each([
    ['authorize.access_denied', 'access_denied'],
    ['authorize.OAUTH_APP_BLOCKED', 'app_blocked'],
    ['authorize.OAUTH_APP_ACCESS_DENIED', 'app_blocked'],
    ['authorize.OAUTH_APPROVAL_ERROR_GENERIC', 'app_not_installed'],
    ['authorize.app_not_installed', 'app_not_installed'],
    ['token.expired_code', 'exchange_failed'],
    ['token.inactive_user', 'exchange_failed'],
    ['token.rate_limit_exceeded', 'exchange_failed'],
    ['token.server_error', 'exchange_failed'],
    ['token.html', 'exchange_failed'],
    ['token.no_refresh_token', 'no_refresh_token'],
    ['token.missing_scope', 'exchange_failed'],
    ['token.foreign_instance', 'exchange_failed'],
    ['identity.no_access', 'exchange_failed'],
    ['identity.server_error', 'exchange_failed'],
    ['rest.API_DISABLED_FOR_ORG', 'api_disabled'],
    ['rest.session_not_valid', 'exchange_failed'],
    ['rest.REQUEST_LIMIT_EXCEEDED', 'exchange_failed'],
    ['rest.INVALID_TYPE', 'exchange_failed'],
  ] as const)('%s ends in %s and leaves neither connection nor access', async (name, code) => {
    const shown = name.startsWith('authorize') ? { shown: 'redirect' } : {};
    world.emulator.faults.inject({ name, times: 'always', ...shown });
    const { location } = await world.authorize();
    expect(location).toBe(`${services}?error=${code}`);
    expect(await rows()).toEqual([]);
    if (!name.startsWith('authorize') && !name.startsWith('token')) {
      expect(world.emulator.requests.at(-1)?.path).toBe('/services/oauth2/revoke');
    }
  });

  it('ends in access_denied where the person chose Deny', async () => {
    const { id } = await world.authorize();
    const { authorizationUrl } = await beginReconnect(world.context, wish(id));
    expect(await world.walk(authorizationUrl, { decision: 'deny' })).toBe(
      `${services}/${id}?error=access_denied`,
    );
    expect((await find(id)).status).toBe('provisioning');
  });

  it.each([
    ['mara', 'missing_permission'],
    ['jon', 'missing_permission'],
  ])('ends for %s in %s', async (key, code) => {
    expect((await world.authorize(username(0, key))).location).toBe(`${services}?error=${code}`);
  });

  it('ends in environment_mismatch where a sandbox came for production', async () => {
    world.emulator.orgs[0]!.org.settings.environment = 'sandbox';
    const { location } = await world.authorize();
    world.emulator.orgs[0]!.org.settings.environment = 'production';
    expect(location).toBe(`${services}?error=environment_mismatch`);
  });

  it('refuses a My Domain that is no host of Salesforce, and leaves nothing', async () => {
    for (const myDomain of ['evil.example', 'acme.my.salesforce.com.evil.example', 'https://x@y', 'a b']) {
      await expect(world.authorize(undefined, 'enterprise', { myDomain })).rejects.toMatchObject({
        code: 'invalid_value',
      });
    }
    expect(await rows()).toEqual([]);
  });

  it('signs in at My Domain and refreshes there', async () => {
    const myDomain = world.emulator.url.replace('127.0.0.1', 'localhost');
    const { id, location } = await world.authorize(undefined, 'enterprise', { myDomain });
    expect(location).toBe(`${services}/${id}`);
    const { authorizationUrl } = await beginReconnect(world.context, wish(id));
    expect(new URL(authorizationUrl).origin).toBe(myDomain);
    const { session, close } = openSession(world.context, await find(id));
    expect((await session.credential.read()).loginUrl).toBe(myDomain);
    close();
  });

  it('takes a state once, and not after ten minutes', async () => {
    const { id } = await world.authorize();
    const { authorizationUrl } = await beginReconnect(world.context, wish(id));
    expect(await world.walk(authorizationUrl)).toBe(`${services}/${id}`);
    expect(await world.walk(authorizationUrl)).toBe(`${services}?error=invalid_state`);
    const late = await beginReconnect(world.context, wish(id));
    ahead = 10 * 60_000 + 1;
    expect(await world.walk(late.authorizationUrl)).toBe(`${services}?error=invalid_state`);
  });

  it('forgets a connection that nobody finished, after ten minutes', async () => {
    world.emulator.faults.inject({ name: 'authorize.foreign_state', times: 1 });
    const { id, location } = await world.authorize();
    expect(location).toBe(`${services}?error=invalid_state`);
    await world.startWorker();
    await world.stopWorker();
    expect(await find(id)).toMatchObject({ status: 'authorizing' });
    ahead = 10 * 60_000 + 1;
    await world.startWorker();
    await until('it has vanished', async () => (await rows()).length === 0);
  });

  it('keeps a connection whose reconnect came back with another org, and revokes what came', async () => {
    const { id } = await world.authorize();
    const before = await find(id);
    expect(await reconnect(id, username(3))).toBe(`${services}/${id}?error=wrong_org`);
    expect(await find(id)).toEqual(before);
    expect(world.emulator.requests.at(-1)?.path).toBe('/services/oauth2/revoke');
  });

  it('reconnects while the stream runs: the new access is used, the old one revoked, the position kept', async () => {
    const { id } = await world.connect();
    const { position } = await find(id);
    expect(await reconnect(id)).toBe(`${services}/${id}`);
    expect(world.emulator.requests.at(-1)?.path).toBe('/services/oauth2/revoke');
    await until('it is set up again and live', async () => {
      const connection = await find(id);
      return connection.status === 'active' && connection.streamState === 'live';
    });
    expect((await find(id)).position).toBe(position);
    expect(
      (await listRuns(world.db, world.accountId, id, { before: null, limit: 9 })).map((run) => run.kind),
    ).toEqual(['provisioning', 'provisioning']);
  });

  it('says since when access is gone, and goes on after Reconnect', async () => {
    const { id } = await world.connect();
    world.emulator.org.sessions.revokeAll();
    world.emulator.faults.inject({ name: 'stream.reset' });
    const { statusReason, streamState } = await untilStatus(id, 'attention');
    expect(streamState).toBe('stopped');
    expect(statusReason).toMatchObject({
      code: 'reconnect_required',
      fix: expect.stringContaining('Reconnect'),
    });
    expect(Date.parse(statusReason!.since)).toBeGreaterThan(0);
    expect(await reconnect(id)).toBe(`${services}/${id}`);
    expect(await untilStatus(id, 'active')).toMatchObject({ statusReason: null });
  });

  it('is disconnected by no outage and no limit of the login host, and asks it seldom', async () => {
    const { id } = await world.connect();
    for (const name of ['token.server_error', 'token.dropped'] as const) {
      const before = world.emulator.requests.length;
      world.emulator.faults.inject({ name, times: 'always' });
      world.emulator.org.sessions.expireAll();
      world.emulator.faults.inject({ name: 'stream.reset' });
      await until('it is delayed', async () => (await find(id)).streamState === 'delayed');
      expect(await find(id)).toMatchObject({ status: 'active', statusReason: { code: 'stream_delayed' } });
      expect(world.emulator.requests.length - before).toBeLessThan(25);
      world.emulator.faults.clear();
      await until('it is live again', async () => (await find(id)).streamState === 'live', 60_000);
      expect(await find(id)).toMatchObject({ status: 'active', statusReason: null });
    }
  }, 90_000);

  it.each([
    ['inactive_user', 'reconnect_required'],
    ['invalid_grant', 'reconnect_required'],
    ['app_blocked', 'app_blocked'],
  ])('needs attention for %s, asks no more, and says what to do', async (what, code) => {
    const { id } = await world.connect();
    const { settings } = world.emulator.org;
    if (what === 'app_blocked') settings.appBlocked = true;
    else world.emulator.faults.inject({ name: `token.${what}` as 'token.invalid_grant', times: 'always' });
    world.emulator.org.sessions.expireAll();
    world.emulator.faults.inject({ name: 'stream.reset' });
    const { statusReason } = await untilStatus(id, 'attention');
    settings.appBlocked = false;
    expect(statusReason).toMatchObject({ code, text: expect.any(String), fix: expect.stringMatching(/\w/) });
    const asked = world.emulator.requests.length;
    await world.context.clock.sleep(1000);
    expect(world.emulator.requests.length).toBe(asked);
  });

  it('never replaces a production org', async () => {
    const { id } = await world.authorize();
    await expect(beginReplace(world.context, wish(id))).rejects.toMatchObject({ code: 'conflict' });
  });

  it('replaces the org of a refreshed sandbox: channel and positions anew, entries and choices kept', async () => {
    const { id } = await world.authorize(username(1), 'enterprise', { environment: 'sandbox' });
    await world.startWorker();
    await until('it is live', async () => (await find(id)).streamState === 'live');
    const ref = { accountId: world.accountId, connectionId: id };
    const first = world.emulator.orgs[1]!;
    const remy = first.people.get('remy')!;
    await setMapping(world.context, {
      ...ref,
      remoteUserId: remy,
      userId: world.ownerId,
      changedBy: world.ownerId,
    });
    first.org.transact({ userId: remy, origin: '' }, (tx) =>
      tx.update('Case', first.org.records('Case')[0]!.Id as string, { Priority: 'High' }),
    );
    const entries = () => world.db.query('SELECT user_id FROM activities WHERE connection_id = $1', [id]);
    await until('the entry is there', async () => (await entries()).length === 1);
    const before = await find(id);

    expect(await reconnect(id, username(2))).toBe(`${services}/${id}?error=wrong_org`);
    expect(await replace(id, username(2))).toBe(`${services}/${id}`);
    const after = await until('the other org is live', async () => {
      const connection = await find(id);
      return connection.streamState === 'live' && connection.status === 'active' && connection;
    });
    expect(after.organizationId).toBe(world.emulator.orgs[2]!.org.orgId);
    expect(after.organizationId).not.toBe(before.organizationId);
    expect(after.channel).toBe(before.channel);
    expect(await entries()).toEqual([{ user_id: world.ownerId }]);
    const runs = await listRuns(world.db, world.accountId, id, { before: null, limit: 9 });
    expect(runs.find((run) => run.kind === 'replacement')).toMatchObject({
      state: 'done',
      counts: { positions: 1 },
    });
    const people = await listRemoteUsers(world.db, ref.accountId, id, { search: 'mara', limit: 5 });
    expect(people.map((person) => person.state)).toContain('automatic');
  });
});
