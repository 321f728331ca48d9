import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type MailServer, openMailServer } from '../../../test/helpers/receivers.ts';
import { openTestServer, type Person, START, type TestServer } from '../../../test/helpers/server.ts';
import { openMailer } from '../../lib/mail.ts';
import { toInvitation } from '../../people/invitationWords.ts';

const signInProviders = [
  ['google', []],
  ['entra', ['acme.example']],
  ['other', ['other.example']],
].map(([key, domains]) => ({
  ...{ key: key as string, kind: key === 'other' ? ('openid' as const) : (key as 'google' | 'entra') },
  ...{ issuer: 'https://idp.example', clientId: 'id', clientSecret: 'secret', domains: domains as string[] },
}));

describe('invitations', () => {
  let server: TestServer;
  let mail: MailServer;
  beforeAll(async () => {
    [server, mail] = await Promise.all([openTestServer({ signInProviders }), openMailServer()]);
  });
  beforeEach(async () => {
    await server.reset();
    mail.refuse = null;
    mail.mails.length = 0;
    setUp(mail.url);
  });
  afterAll(() => Promise.all([server?.close(), mail?.close()]));

  const setUp = (url: string | null) =>
    Object.assign(server.context, {
      alerts: { mail: url && openMailer(url, 'WorkSights <nobody@acme.example>'), webhook: null },
    });
  const invite = async (who: Person, ...whom: (Person | 'stranger')[]) =>
    server.as(who)({
      ...{ method: 'POST', url: '/api/v1/users/invitations' },
      payload: { userIds: await Promise.all(whom.map((each) => server.userId(each))) },
    });
  const show = async (who: Person, whom: Person | 'stranger') =>
    server.as(who)({ url: `/api/v1/users/${await server.userId(whom)}/invitation` });
  const invitedAt = async (whom: Person) =>
    (await server.as('olga')({ url: `/api/v1/users/${await server.userId(whom)}` })).json().invitedAt;
  const change = async (whom: Person, payload: object) =>
    server.as('olga')({ method: 'PATCH', url: `/api/v1/users/${await server.userId(whom)}`, payload });
  const deeds = async () =>
    (await server.as('olga')({ url: '/api/v1/audit' }))
      .json()
      .items.filter(({ action }: { action: string }) => action === 'person.invited')
      .map(({ subject, details }: { subject: string; details: object }) => ({ subject, ...details }))
      .sort((a: { subject: string }, b: { subject: string }) => a.subject.localeCompare(b.subject));

  it('are for those who manage people, and for people of the account', async () => {
    for (const who of ['jon', 'mara'] as const) {
      expect((await invite(who, 'pia')).statusCode).toBe(403);
      expect((await show(who, 'pia')).statusCode).toBe(403);
    }
    expect((await invite('theo', 'stranger')).statusCode).toBe(404);
    expect((await show('theo', 'stranger')).statusCode).toBe(404);
    expect(mail.mails).toEqual([]);
  });

  it('say by e-mail where to sign in and how, and note that they did', async () => {
    const answer = await invite('theo', 'jon', 'pia', 'jon');
    const at = new Date(START).toISOString();
    expect(answer.json().items).toMatchObject([
      { sent: true, reason: null, user: { email: 'jon@acme.example', invitedAt: at } },
      { sent: true, reason: null, user: { email: 'pia@acme.example', invitedAt: at } },
    ]);
    expect(mail.mails.map(({ to }) => to)).toEqual([['jon@acme.example'], ['pia@acme.example']]);
    const text = mail.mails[0]!.raw.replace(/=\r\n/g, '');
    expect(text).toMatch(/^Subject: Theo invites you to WorkSights for acme\.example\r$/m);
    expect(text).toMatch(/^Content-Type: text\/plain/m);
    expect(text).toContain('http://localhost:3000');
    expect(text).toMatch(/Sign in with Google or Microsoft\S*, as jon@acme\.example\./);
    expect(await invitedAt('jon')).toBe(at);
    expect(await deeds()).toEqual([
      { subject: 'jon@acme.example', sent: true },
      { subject: 'pia@acme.example', sent: true },
    ]);
  });

  it('can be read and copied as they are sent, also where no mail server is set up', async () => {
    setUp(null);
    expect((await server.as('theo')({ url: '/api/v1/me' })).json().mail).toBe(false);
    expect((await show('theo', 'jon')).json()).toMatchObject({
      to: 'jon@acme.example',
      text: expect.stringContaining('Sign in with Google or Microsoft'),
    });
    const refused = await invite('theo', 'jon');
    expect(refused.statusCode).toBe(409);
    expect(refused.json().detail).toBe('No invitation can be sent: no mail server is set up.');
    setUp(mail.url);
    expect((await server.as('theo')({ url: '/api/v1/me' })).json().mail).toBe(true);
  });

  it('name only providers that let the person in, and a token where none does', async () => {
    await change('jon', { email: 'jon@partner.example' });
    await change('pia', { email: 'pia@other.example' });
    expect((await show('theo', 'pia')).json().text).toMatch(/Sign in with Google or \w+, as/);
    expect((await show('theo', 'jon')).json().text).toContain('Sign in with Google, as');
    const facts = { accountName: 'Acme', inviterName: 'Olga', url: 'http://localhost:3000', providers: [] };
    const { text } = toInvitation({ ...facts, person: { name: 'Jon', email: 'jon@acme.example' } });
    expect(text).toContain('You sign in with an access token. Ask Olga for one');
  });

  it('go to nobody who may not sign in', async () => {
    await change('jon', { loginAccess: false });
    await change('pia', { active: false });
    for (const who of ['jon', 'pia'] as const) {
      expect((await invite('theo', 'tom', who)).statusCode).toBe(409);
      expect((await show('theo', who)).json().detail).toMatch(/has no login access/);
    }
    expect(mail.mails).toEqual([]);
  });

  it('that are not taken say why, are written down, and leave the person uninvited', async () => {
    mail.refuse = 554;
    const answer = await invite('theo', 'jon');
    expect(answer.json().items).toMatchObject([{ sent: false, reason: 'EMESSAGE' }]);
    expect(await invitedAt('jon')).toBeNull();
    expect(await deeds()).toEqual([{ subject: 'jon@acme.example', sent: false }]);
    setUp('smtp://127.0.0.1:9');
    const both = await invite('theo', 'jon', 'pia');
    expect(both.json().items).toMatchObject([
      { sent: false, reason: expect.stringMatching(/^E/) },
      { sent: false, reason: expect.stringMatching(/^E/) },
    ]);
  });

  // A name could else write lines of its own into a mail that bears our name.
  it('keep names within their line', async () => {
    await change('jon', { name: 'Jon\r\nBcc: all@acme.example\r\n\r\nClick here' });
    await change('theo', { name: 'Theo\nReply-To: eve@evil.example' });
    await invite('theo', 'jon');
    const [{ to, raw }] = mail.mails as [(typeof mail.mails)[number]];
    expect(to).toEqual(['jon@acme.example']);
    expect(raw).not.toMatch(/^(Bcc|Reply-To):/m);
    expect(raw.replace(/=\r\n/g, '')).toContain('Hello Jon Bcc: all@acme.example Click here,');
  });

  it('are forgotten when a person gets another address', async () => {
    await invite('theo', 'jon');
    await change('jon', { email: 'jon@Acme.example' });
    expect(await invitedAt('jon')).not.toBeNull();
    expect((await change('jon', { email: 'jon.park@acme.example' })).json().invitedAt).toBeNull();
    expect(await server.as('olga')({ url: '/api/v1/users?search=jon.park' })).toMatchObject({
      body: expect.stringContaining('"invitedAt":null'),
    });
  });
});
