import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openWorld, type World } from '../../test/helpers/world.ts';
import type { Session } from '../activity/service.ts';
import { findConnection } from '../store/connections.ts';
import { findCredential, saveCredential } from '../store/credentials.ts';
import { sealCredential } from './credential.ts';
import { openSession } from './session.ts';

describe('renewing access under token rotation', () => {
  let world: World;
  const opened: (() => void)[] = [];
  beforeAll(async () => {
    world = await openWorld();
    world.emulator.org.settings.rotateRefreshTokens = true;
  });
  beforeEach(async () => {
    await world.db.query('DELETE FROM connections');
    world.emulator.faults.clear();
  });
  afterAll(async () => {
    for (const close of opened) close();
    await world.close();
  });

  /** An authorised connection whose session has expired, with as many processes as asked for. */
  async function expired(processes: number) {
    const { id } = await world.authorize();
    const connection = (await findConnection(world.db, world.accountId, id))!;
    const sessions = Array.from({ length: processes }, () => {
      const { service, session, close } = openSession({ ...world.context }, connection);
      opened.push(close);
      return { session, close, read: () => service.readLimits(session) };
    });
    world.emulator.org.sessions.expireAll();
    const before = refreshes();
    return { id, sessions, asked: () => refreshes() - before };
  }
  const refreshes = () =>
    world.emulator.requests.filter(
      ({ path, keys }) => path === '/services/oauth2/token' && keys.includes('refresh_token'),
    ).length;
  const claim = (id: string) =>
    world.db.query<{ claim: string | null }>('SELECT claim FROM credentials WHERE connection_id = $1', [id]);
  /** A refresh whose process dies after Salesforce answered and before anything was stored. */
  const dieInRefresh = async (session: Session) => {
    const current = await session.credential.read();
    await new Promise<void>((answered) => {
      session.credential
        .replace(current, async ({ loginUrl, refreshToken }) => {
          const { clientId, clientSecret } = world.emulator.app;
          const form = { grant_type: 'refresh_token', refresh_token: refreshToken };
          await fetch(`${loginUrl}/services/oauth2/token`, {
            method: 'POST',
            body: new URLSearchParams({ ...form, client_id: clientId, client_secret: clientSecret }),
          });
          answered();
          return new Promise<never>(() => {});
        })
        .catch(() => {});
    });
  };

  it('ends in reconnect_required once Salesforce says that the token is gone, and gives the claim back', async () => {
    const { id, sessions, asked } = await expired(1);
    world.emulator.org.sessions.revokeAll();
    await expect(sessions[0]!.read()).rejects.toMatchObject({
      name: 'SetupError',
      code: 'reconnect_required',
    });
    expect(asked()).toBe(1);
    expect(await claim(id)).toEqual([{ claim: null }]);
  });

  it('refreshes once for twenty callers in two processes, and all of them go on', async () => {
    const { sessions, asked, id } = await expired(2);
    const version = (await findCredential(world.db, world.accountId, id))!.version;
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        sessions[index % 2]!.read().then(({ delivery }) => delivery?.limit),
      ),
    );
    expect(new Set(answers)).toEqual(new Set([25_000]));
    expect(asked()).toBe(1);
    expect((await findCredential(world.db, world.accountId, id))!.version).toBe(version + 1);
    // The rotated token is the stored one: the next refresh needs it.
    world.emulator.org.sessions.expireAll();
    expect((await sessions[1]!.read()).delivery).not.toBeNull();
    expect(asked()).toBe(2);
  });

  it('loses a token whose process died before storing it: one more try, then reconnect_required', async () => {
    const { id, sessions, asked } = await expired(2);
    await dieInRefresh(sessions[0]!.session);
    await world.db.query(
      `UPDATE credentials SET refreshing_until = clock_timestamp() - interval '1 second' WHERE connection_id = $1`,
      [id],
    );
    await expect(sessions[1]!.read()).rejects.toMatchObject({ code: 'reconnect_required' });
    expect(asked()).toBe(2);
  });

  it('waits for a claim that lives, also where its own clock runs an hour ahead, and stops waiting at once', async () => {
    const { sessions, asked, id } = await expired(1);
    await dieInRefresh(sessions[0]!.session);
    const { clock } = world.context;
    const ahead = { ...world.context, clock: { ...clock, now: () => clock.now() + 3_600_000 } };
    const connection = (await findConnection(world.db, world.accountId, id))!;
    const { service, session, close } = openSession(ahead, connection);
    const waiting = service.readLimits(session).then(
      () => 'answered',
      () => 'ended',
    );
    expect(await Promise.race([waiting, clock.sleep(500).then(() => 'waits')])).toBe('waits');
    expect(asked()).toBe(1);
    close();
    expect(await waiting).toBe('ended');
  });

  it.each(['token.server_error', 'token.rate_limit_exceeded', 'token.html', 'token.dropped'] as const)(
    'takes %s for passing: few requests, and access again once it is over',
    async (name) => {
      const { sessions, asked } = await expired(1);
      world.emulator.faults.inject({ name, times: 'always', grant: 'refresh_token' });
      const answers = await Promise.allSettled(Array.from({ length: 3 }, () => sessions[0]!.read()));
      for (const answer of answers) {
        expect(answer).toMatchObject({ status: 'rejected', reason: { name: 'TransientError' } });
      }
      expect(asked()).toBeLessThanOrEqual(12);
      world.emulator.faults.clear();
      expect((await sessions[0]!.read()).delivery).not.toBeNull();
    },
  );

  it.each([
    ['token.inactive_user', 'reconnect_required'],
    ['token.inactive_org', 'reconnect_required'],
    ['token.ip_restricted', 'reconnect_required'],
  ] as const)('takes %s for the turn of a person', async (name, code) => {
    const { sessions, asked } = await expired(1);
    world.emulator.faults.inject({ name, times: 'always' });
    await expect(sessions[0]!.read()).rejects.toMatchObject({ name: 'SetupError', code });
    expect(asked()).toBe(1);
  });

  it('says of a blocked app that it is blocked', async () => {
    const { sessions } = await expired(1);
    world.emulator.org.settings.appBlocked = true;
    await expect(sessions[0]!.read()).rejects.toMatchObject({ name: 'SetupError', code: 'app_blocked' });
    world.emulator.org.settings.appBlocked = false;
  });

  it('lets a new authorisation win over a refresh that was under way', async () => {
    const { id, sessions } = await expired(1);
    const { session } = sessions[0]!;
    const ref = { accountId: world.accountId, connectionId: id };
    const stale = await session.credential.read();
    const authorized = { ...stale, accessToken: 'of the new authorisation' };
    const answer = await session.credential.replace(stale, async (current) => {
      const sealed = sealCredential(world.context, ref, authorized);
      await saveCredential(world.db, ref.accountId, id, sealed);
      return { ...current, accessToken: 'of the refresh' };
    });
    expect(answer).toEqual(authorized);
    expect(await session.credential.read()).toEqual(authorized);
  });
});
