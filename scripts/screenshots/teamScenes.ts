import type { Page } from 'playwright-core';
import type * as contract from '../../src/api/contract.ts';
import { toInvitation } from '../../src/people/invitationWords.ts';
import { signedIn, signedOut } from './answers.ts';
import { ago, connection, day, hour, me, service, users, uuid } from './org.ts';
import type { Scene } from './scenes.ts';
import type { Answers } from './server.ts';

const list = (items: readonly unknown[], more = {}) => ({ body: { items, nextCursor: null, ...more } });
const provider = (key: string, label: string) => ({ key, label, startUrl: `/auth/${key}/start` });
const providers = [provider('google', 'Google'), provider('entra', 'Microsoft')];
const press = (name: string | RegExp) => (shown: Page) => shown.getByRole('button', { name }).first().click();

// By whom each of the cast is led, what they do and where.
const places: readonly (readonly [number | null, string, string, string])[] = [
  [null, 'Chief Executive', 'EMEA', 'Europe/Berlin'],
  [0, 'Chief Revenue Officer', 'EMEA', 'Europe/London'],
  [0, 'IT Systems', 'EMEA', 'Europe/Berlin'],
  [1, 'Head of Sales', 'EMEA', 'Europe/Berlin'],
  [1, 'Head of Service', 'AMER', 'America/New_York'],
  [3, 'Account Executive', 'EMEA', 'Europe/London'],
  [3, 'Account Executive', 'EMEA', 'Europe/Madrid'],
  [4, 'Support Engineer', 'APAC', 'Asia/Tokyo'],
];
const team = users.map((user, index): contract.User => {
  const [manager, position, region, timeZone] = places[index]!;
  const managerId = manager === null ? null : users[manager]!.id;
  const invitedAt = index > 2 && index < 6 ? ago(index * day) : null;
  return { ...user, ...{ managerId, position, region, timeZone, invitedAt } };
});

const session = (number: number, current: boolean, method: string, userAgent: string, used: number) => ({
  ...{ id: uuid(700 + number), current, method, userAgent, lastUsedAt: ago(used) },
  ...{ createdAt: ago(used + 2 * day), expiresAt: ago(used - 7 * day) },
});
const sessions = [
  session(
    1,
    true,
    'google',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_4) Chrome/147.0 Safari/537.36',
    4_000,
  ),
  session(2, false, 'entra', 'Mozilla/5.0 (Windows NT 10.0) Chrome/146.0 Safari/537.36 Edg/146.0', 5 * hour),
];
const token = (number: number, name: string, scope: string, more = {}) => ({
  ...{ id: uuid(720 + number), name, scope, userId: scope === 'scim' ? null : users[0]!.id },
  ...{ createdAt: ago(20 * day), expiresAt: ago(-70 * day), lastUsedAt: ago(3 * hour), revokedAt: null },
  ...more,
});
const tokens = [
  token(1, 'Entra provisioning', 'scim', { expiresAt: null }),
  token(2, 'Weekly report', 'read'),
  token(3, 'Migration', 'admin', { revokedAt: ago(2 * day), lastUsedAt: null }),
];

const line = (number: number, state: string, email: string, name: string, more = {}) => ({
  ...{ line: number, email, name, state, userId: null, changes: [], reasons: [], ...more },
});
const preview = {
  ...{ id: uuid(740), expiresAt: ago(-hour), ignoredColumns: ['Phone'] },
  counts: { new: 2, link: 1, already_linked: 1, blocked: 1 },
  lines: [
    line(2, 'new', 'ana@acme.example', 'Ana Silva'),
    line(3, 'new', 'li@acme.example', 'Li Wei'),
    line(4, 'link', 'jon@acme.example', 'Jon Park', { changes: ['position', 'region'] }),
    line(5, 'blocked', 'sam@acme', 'Sam Ode', { reasons: ['The e-mail is missing or is none.'] }),
    line(6, 'already_linked', 'ines@acme.example', 'Ines Roth'),
  ],
};

const invitation = {
  to: 'yuki@acme.example',
  subject: 'Olga Owner invites you to WorkSights for Acme',
  text: toInvitation({
    ...{ accountName: 'Acme', inviterName: 'Olga Owner', url: 'https://worksights.acme.example' },
    ...{ person: users[7]!, providers: ['Google', 'Microsoft'] },
  }).text,
};
const withoutMail = { 'GET /me': { body: { ...me(0), mail: false } } };

const own = (more: Answers = {}) =>
  signedIn({
    'GET /users': list(team),
    'GET /session/providers': list(providers, { demo: false }),
    'GET /sessions': list(sessions),
    'GET /tokens': list(tokens),
    'POST /users/imports': { body: preview },
    [`GET /users/${users[7]!.id}/invitation`]: { body: invitation },
    ...more,
  });
const door = { ...signedOut, 'GET /session/providers': list(providers, { demo: false }) };
const fresh = {
  'GET /session/providers': list([], { demo: false }),
  'GET /users': list(team.slice(0, 1)),
  'GET /services': list([service({ connections: [] })]),
};

/** Sign-in, the first run, the team, and the account. */
export const teamScenes: readonly Scene[] = [
  { name: 'sign-in-providers', path: '/sign-in', answers: door, isSignedOut: true },
  {
    name: 'sign-in-refused',
    path: '/sign-in?error=no_login_access',
    answers: door,
    isSignedOut: true,
  },
  {
    name: 'sign-in-demo',
    path: '/sign-in',
    answers: {
      ...signedOut,
      'GET /session/providers': list([], { demo: true }),
      'GET /demo/cast': { body: { items: team } },
    },
    isSignedOut: true,
  },
  {
    name: 'first-run',
    path: '/first-run#key',
    answers: { ...signedOut, 'POST /first-run/check': { body: { expiresAt: ago(-hour) } } },
    isSignedOut: true,
  },
  {
    name: 'first-run-used',
    path: '/first-run#key',
    answers: {
      ...signedOut,
      'POST /first-run/check': {
        status: 403,
        body: { status: 403, code: 'first_run_link', detail: 'Used.' },
      },
    },
    isSignedOut: true,
  },
  { name: 'setup', path: '/setup', answers: own(fresh) },
  {
    name: 'setup-done',
    path: '/setup',
    answers: own({ 'GET /services': list([service({ connections: [connection()] })]) }),
  },
  { name: 'team', path: '/team', answers: own() },
  {
    name: 'team-none',
    path: '/team?text=zeppelin',
    answers: own(),
  },
  {
    name: 'team-member',
    path: '/team',
    answers: own({ 'GET /me': { body: me(5) }, 'GET /users': list([team[5]]) }),
  },
  { name: 'team-lines', path: '/team?view=lines', answers: own() },
  {
    name: 'team-moving',
    path: '/team?view=lines',
    answers: own(),
    prepare: async (page) => {
      await page.getByRole('treeitem', { name: /Clara Chief/ }).focus();
      for (const key of [' ', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
    },
  },
  { name: 'team-person', path: '/team', answers: own(), prepare: press('Jon Park'), isScreen: true },
  {
    name: 'team-not-invited',
    path: '/team?state=not-invited',
    answers: own(),
  },
  { name: 'team-add', path: '/team', answers: own(), prepare: press('Add a person'), isScreen: true },
  {
    name: 'team-invitation',
    path: '/team',
    answers: own(withoutMail),
    prepare: async (shown) => {
      await press('Yuki Tanaka')(shown);
      await shown.getByText('What the invitation says').click();
      const copy = shown.getByRole('button', { name: 'Copy the text' });
      await copy.waitFor();
      await copy.scrollIntoViewIfNeeded();
    },
    isScreen: true,
  },
  {
    name: 'team-import',
    path: '/team',
    answers: own(),
    prepare: async (page) => {
      await page.getByRole('button', { name: 'Import CSV' }).click();
      const chooser = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: 'CSV file' }).click();
      const file = { name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from('email,name\n') };
      await (await chooser).setFiles(file);
      await page.getByText('Ana Silva').waitFor();
    },
    isScreen: true,
  },
  { name: 'account', path: '/settings/account', answers: own() },
  {
    name: 'account-token',
    path: '/settings/account',
    answers: own(),
    prepare: press('Make a token'),
    isScreen: true,
  },
];
