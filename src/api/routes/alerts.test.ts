import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type HookServer,
  type MailServer,
  openHookServer,
  openMailServer,
} from '../../../test/helpers/receivers.ts';
import { openTestServer, type Person, type TestServer } from '../../../test/helpers/server.ts';
import { openMailer } from '../../lib/mail.ts';
import { openWebhook } from '../../lib/webhook.ts';

describe('how alerts are set up', () => {
  let server: TestServer;
  let mail: MailServer;
  let hook: HookServer;
  beforeAll(async () => {
    [server, mail, hook] = await Promise.all([openTestServer(), openMailServer(), openHookServer()]);
  });
  beforeEach(async () => {
    await server.reset();
    mail.refuse = null;
    Object.assign(server.context, {
      alerts: {
        mail: openMailer(mail.url, 'WorkSights <alerts@acme.example>'),
        webhook: openWebhook(`${hook.url}/services/T0/B0#whsec_c2VjcmV0`),
      },
    });
  });
  afterAll(() => Promise.all([server?.close(), mail?.close(), hook?.close()]));

  const ask = (who: Person, method: 'GET' | 'POST', url: string) =>
    server.as(who)({ method, url: `/api/v1/alerts${url}` });

  it('is for those who handle connections', async () => {
    for (const who of ['jon', 'mara'] as const) {
      expect((await ask(who, 'GET', '')).statusCode).toBe(403);
      expect((await ask(who, 'POST', '/test')).statusCode).toBe(403);
    }
  });

  it('is told without any secret', async () => {
    const answer = await ask('olga', 'GET', '');
    expect(answer.json()).toEqual({
      mail: {
        server: new URL(mail.url).host,
        from: 'alerts@acme.example',
        to: [{ name: expect.stringMatching(/theo/i), email: 'theo@acme.example' }],
      },
      webhook: { host: new URL(hook.url).host, signed: true },
    });
    expect(answer.body).not.toMatch(/p4ss|whsec|T0/);
  });

  it('can be tried: a test goes to those whom alerts go to, and stands in the audit log', async () => {
    const tested = await ask('clara', 'POST', '/test');
    expect(tested.json()).toEqual({
      mail: { sent: true, reason: null },
      webhook: { sent: true, reason: null },
    });
    expect(mail.mails.at(-1)).toMatchObject({ to: ['theo@acme.example'] });
    expect(mail.mails.at(-1)!.raw).toContain('A test alert');
    expect(JSON.parse(hook.posts.at(-1)!.body)).toMatchObject({ type: 'alert.test' });
    const log = await server.as('olga')({ url: '/api/v1/audit?action=alerts.tested' });
    expect(log.json().items).toMatchObject([{ details: { mail: true, webhook: true } }]);
  });

  it('says why a test did not arrive', async () => {
    mail.refuse = 451;
    const { mail: outcome } = (await ask('olga', 'POST', '/test')).json();
    expect(outcome).toEqual({ sent: false, reason: expect.stringMatching(/\w/) });
    expect(JSON.stringify(outcome)).not.toContain('p4ss');
  });

  it('is told as nothing where nothing is set up, and refuses a test', async () => {
    Object.assign(server.context, { alerts: undefined });
    expect((await ask('olga', 'GET', '')).json()).toEqual({ mail: null, webhook: null });
    expect((await ask('olga', 'POST', '/test')).statusCode).toBe(409);
  });
});
