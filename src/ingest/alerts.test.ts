import { Writable } from 'node:stream';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type HookServer,
  type MailServer,
  openHookServer,
  openMailServer,
} from '../../test/helpers/receivers.ts';
import { openTestServer, type TestServer } from '../../test/helpers/server.ts';
import { systemClock } from '../lib/clock.ts';
import { openLog } from '../lib/log.ts';
import { openMailer } from '../lib/mail.ts';
import { openWebhook } from '../lib/webhook.ts';
import { claimDelivery } from '../store/alerts.ts';
import { setAttention, setRemoving } from '../store/connections.ts';
import { saveStanding } from '../store/features.ts';
import { openHole } from '../store/holes.ts';
import { setStreamState } from '../store/streamState.ts';
import { checkAlerts } from './alerts.ts';
import type { Context } from './context.ts';

const minute = 60_000;
const secret = `whsec_${Buffer.from('a secret of thirty-two bytes, ok').toString('base64')}`;
const revoked = { code: 'reconnect_required', text: 'Access was revoked.', fix: 'Choose Reconnect.' };

describe('alerts', () => {
  let server: TestServer;
  let mail: MailServer;
  let hook: HookServer;
  let accountId: string;
  let id: string;
  let logged: string;
  beforeAll(async () => {
    [server, mail, hook] = await Promise.all([openTestServer(), openMailServer(), openHookServer()]);
  });
  beforeEach(async () => {
    await server.reset();
    server.now = systemClock.now();
    mail.refuse = null;
    hook.status = 204;
    mail.mails.length = 0;
    hook.posts.length = 0;
    logged = '';
    accountId = await server.accountId();
    id = await server.addConnection();
    await server.db.query(`UPDATE connections SET status = 'active' WHERE id = $1`, [id]);
  });
  afterAll(async () => {
    await Promise.all([mail?.close(), hook?.close()]);
    await server?.close();
  });

  /** A worker of its own: nothing is shared with another one but the database. */
  function openWorker(): Context {
    const destination = new Writable({
      write: (chunk, _encoding, done) => {
        logged += String(chunk);
        done();
      },
    });
    return {
      ...server.context,
      log: openLog({ level: 'trace', destination }),
      alerts: {
        mail: openMailer(mail.url, 'WorkSights <nobody@acme.example>'),
        webhook: openWebhook(`${hook.url}#${encodeURIComponent(secret)}`),
      },
    };
  }
  const check = () => checkAlerts(openWorker());
  const told = () =>
    hook.posts.map(({ body }) => JSON.parse(body) as { type: string; data: { cause: string } });
  const counts = () => [mail.mails.length, hook.posts.length];
  const row = { authorizationCount: 1 };
  const lose = () =>
    setAttention(
      server.db,
      { accountId, id, ...row },
      { ...revoked, since: new Date(server.now).toISOString() },
    );
  const pause = (paused: boolean) => {
    const reason = { ...revoked, code: 'quota_paused', since: new Date(server.now).toISOString() };
    return setStreamState(server.db, accountId, id, paused ? 'delayed' : 'live', paused ? reason : null);
  };
  const hold = (holds: boolean) => {
    const reason = { code: 'slot_limit', text: 'The org is full.', fix: 'Free one.' };
    const off = { path: 'sweep', status: 'blocked', reason } as const;
    const on = { path: 'cdc', status: 'active', reason: null } as const;
    return saveStanding(server.db, accountId, id, { feature: 'cases', ...(holds ? on : off) }, server.now);
  };
  const tear = async () => {
    for (const feature of ['tasks', 'cases'])
      await saveStanding(
        server.db,
        accountId,
        id,
        { feature, path: 'cdc', status: 'active', reason: null },
        server.now,
      );
    const hole = { features: ['tasks', 'cases'], cause: 'overflow', to: server.now, evidence: {} } as const;
    await openHole(server.db, accountId, id, hole, server.now);
  };
  const mend = () => server.db.query('UPDATE coverage_holes SET closed_at = now()');

  it('tell the owner and the Admins of Attention after 15 minutes, once, and once when it is over', async () => {
    await lose();
    server.now += 14 * minute;
    await check();
    expect(counts()).toEqual([0, 0]);
    server.now += minute;
    for (let times = 0; times < 3; times++) await check();
    expect(counts()).toEqual([1, 1]);
    const [first] = mail.mails;
    expect([...first!.to].sort()).toEqual(['olga@acme.example', 'theo@acme.example']);
    expect(first!.raw).toMatch(/^From: alerts@acme\.example/m);
    expect(first!.raw).toMatch(/^Subject: \[WorkSights\] Acme Inc\. needs attention\r$/m);
    expect(first!.raw.replace(/=\r\n/g, '')).toContain(`/settings/services/salesforce/${id}`);
    server.now += minute;
    await pause(false);
    await server.db.query(`UPDATE connections SET status = 'active', status_reason = NULL WHERE id = $1`, [
      id,
    ]);
    for (let times = 0; times < 3; times++) await check();
    expect(counts()).toEqual([2, 2]);
    expect(mail.mails[1]!.raw).toMatch(/^Subject: .* needs no attention any more\r$/m);
    expect(told().map(({ type }) => type)).toEqual(['alert.begun', 'alert.over']);
  });

  it('are signed as standardwebhooks.com says, and the secret is not sent', async () => {
    await pause(true);
    await check();
    const { headers, body } = hook.posts[0]!;
    const signed = headers as Record<string, string>;
    expect(new Webhook(secret).verify(body, signed)).toMatchObject({
      type: 'alert.begun',
      data: {
        cause: 'quota_paused',
        connection: { id, name: 'Acme Inc.' },
        account: { name: 'acme.example' },
      },
    });
    expect(() => new Webhook(secret).verify(body.replace('Acme', 'Acne'), signed)).toThrow();
    expect(JSON.stringify(hook.posts)).not.toContain(secret.slice(6));
  });

  it.each([
    ['a quota pause', 'quota_paused', () => pause(true), () => pause(false)],
    ['a lost slot', 'slot_lost', () => hold(false), () => hold(true)],
    ['a hole of several features', 'open_hole', tear, mend],
  ])('tell of %s at once, and when it is over', async (_, cause, begin, end) => {
    await begin();
    await check();
    await check();
    expect(told().map(({ type, data }) => [type, data.cause])).toEqual([['alert.begun', cause]]);
    server.now += minute;
    await end();
    await check();
    await check();
    expect(told().map(({ type, data }) => [type, data.cause])[1]).toEqual(['alert.over', cause]);
    expect(counts()).toEqual([2, 2]);
  });

  it('are told once, however many processes look at the same time', async () => {
    await Promise.all([pause(true), hold(false), tear()]);
    await hold(false);
    await Promise.all(Array.from({ length: 5 }, check));
    expect(
      told()
        .map(({ data }) => data.cause)
        .sort(),
    ).toEqual(['open_hole', 'quota_paused', 'slot_lost']);
    expect(mail.mails).toHaveLength(3);
  });

  it('wait for a mail server that refuses, over restarts, while the webhook hears of it at once', async () => {
    mail.refuse = 451;
    await pause(true);
    await check();
    await check();
    expect(counts()).toEqual([0, 1]);
    server.now += 61 * minute;
    mail.refuse = null;
    await pause(false);
    await check();
    expect(counts()).toEqual([2, 2]);
    const subjects = mail.mails.map(({ raw }) => /^Subject: (.*)\r$/m.exec(raw)![1]);
    expect(subjects[0]).toContain('is paused');
    expect(subjects[1]).toContain('goes on');
    await check();
    expect(counts()).toEqual([2, 2]);
    expect(logged).toContain('could not be sent');
    expect(logged).not.toMatch(/p4ss|whsec/);
  });

  it.each([500, 404, 302])(
    'are posted again where the webhook answers %i, under the same id',
    async (status) => {
      hook.status = status;
      await pause(true);
      await check();
      expect(hook.posts).toEqual([]);
      hook.status = 200;
      server.now += 61 * minute;
      await check();
      expect(hook.posts).toHaveLength(1);
      expect(hook.posts[0]!.headers['webhook-id']).toMatch(/^[0-9a-f-]{36}\.begun$/);
    },
  );

  it('of a process that died with them are sent by another one', async () => {
    hook.status = 500;
    await pause(true);
    await check();
    hook.status = 200;
    server.now += 61 * minute;
    const claimed = await claimDelivery(server.db, ['webhook'], server.now, 2 * minute);
    expect(claimed).toMatchObject({ sink: 'webhook', phase: 'begun' });
    await check();
    expect(hook.posts).toEqual([]);
    server.now += 2 * minute;
    await check();
    expect(hook.posts).toHaveLength(1);
  });

  it('say nothing more of a connection that is being removed, and nothing where nobody is to be told', async () => {
    await checkAlerts(server.context);
    await pause(true);
    await check();
    await setRemoving(server.db, accountId, id);
    await check();
    expect(counts()).toEqual([1, 1]);
    expect(await server.db.query('SELECT 1 FROM alerts')).toEqual([]);
  });
});
