import type { Page } from 'playwright-core';
import { signedIn, signedOut } from './answers.ts';
import { careScenes } from './careScenes.ts';
import { full, missing, ofConnection, off, states, switchedOff } from './connectionStates.ts';
import { failedScenes } from './failedScenes.ts';
import { guideScenes } from './guideScenes.ts';
import { coverage } from './ledger.ts';
import { myDataScenes } from './myDataScenes.ts';
import { openChat } from './openChat.ts';
import { connection, connectionId, features, me, service, slots } from './org.ts';
import type { Answers } from './server.ts';
import { receipt, removal, threads } from './talk.ts';
import { teamScenes } from './teamScenes.ts';
import { timelineScenes } from './timelineScenes.ts';
import { trendScenes } from './trendScenes.ts';

/** One state of one page. */
export interface Scene {
  /** Its file's name. */
  readonly name: string;
  readonly path: string;
  readonly answers: Answers;
  readonly isSignedOut?: boolean;
  /** What is done on the page before the picture. */
  readonly prepare?: (page: Page) => Promise<void>;
  /** True where only what is seen is taken, without scrolling. */
  readonly isScreen?: boolean;
}

const page = `/settings/services/salesforce/${connectionId}`;
const press = (name: string | RegExp) => (shown: Page) => shown.getByRole('button', { name }).first().click();
const forbidden = {
  status: 403,
  body: {
    ...{ type: 'about:blank', title: 'forbidden', status: 403, code: 'forbidden' },
    detail: 'Your role does not allow this. Ask Olga, Clara, or Theo.',
  },
};
const empty = { body: { items: [], nextCursor: null } };

// What else differs in some of the states.
const toldOf = (state: keyof typeof states): Answers => {
  if (state === 'paused') return { [`GET /connections/${connectionId}/coverage`]: { body: coverage(true) } };
  if (state === 'connecting') {
    const unread = { lastProcessedAt: null, certainTo: null };
    const none = features().map((feature) => ({ ...feature, ...unread }));
    return {
      [`GET /connections/${connectionId}/features`]: { body: { items: none, nextCursor: null } },
      [`GET /connections/${connectionId}/coverage`]: { body: { items: [], holes: [], certain: [] } },
      [`GET /connections/${connectionId}/runs`]: empty,
    };
  }
  if (state === 'removing')
    return { [`GET /connections/${connectionId}/removal`]: { body: removal('approved', 3) } };
  if (state === 'removed') return { [`GET /connections/${connectionId}/receipt`]: { body: receipt } };
  return {};
};

const overview = (Object.keys(states) as (keyof typeof states)[]).map(
  (state): Scene => ({
    name: `connection-${state}`,
    path: page,
    answers: ofConnection(state, toldOf(state)),
  }),
);

const listed = (given: Parameters<typeof service>[0]): Answers => ({
  'GET /services': { body: { items: [service(given)], nextCursor: null } },
});

const services: Scene[] = [
  { name: 'services-none', path: '/settings/services', answers: signedIn(listed({ connections: [] })) },
  {
    name: 'services-every-state',
    path: '/settings/services',
    answers: signedIn(
      listed({
        connections: Object.entries(states).map(([state, each], index) => ({
          ...{ ...each, id: `${connectionId.slice(0, -1)}${index}` },
          name: `Acme ${state}`,
        })),
      }),
    ),
  },
  {
    name: 'services-not-configured',
    path: '/settings/services',
    answers: signedIn(
      listed({
        configured: false,
        missingSettings: ['SALESFORCE_CLIENT_ID', 'SALESFORCE_CLIENT_SECRET'],
        connections: [],
      }),
    ),
  },
  {
    name: 'services-member',
    path: '/settings/services',
    answers: signedIn(
      listed({
        canConnect: false,
        connections: null,
        askWhom:
          'Only Owners, Executives and Admins connect services. Ask Olga Owner, Clara Chief, or Theo Tech.',
      }),
      5,
    ),
  },
  { name: 'services-loading', path: '/settings/services', answers: signedIn({ 'GET /services': 'never' }) },
  {
    name: 'connect-dialog',
    path: '/settings/services',
    answers: signedIn(),
    prepare: press('Add another'),
    isScreen: true,
  },
  {
    name: 'connect-dialog-unsupported',
    path: '/settings/services',
    answers: signedIn(),
    isScreen: true,
    prepare: async (shown) => {
      await press('Add another')(shown);
      await shown.getByPlaceholder('Choose the edition').click();
      await shown.getByRole('option', { name: /Professional/ }).click();
    },
  },
];

const connections: Scene[] = [
  ...overview,
  {
    name: 'connection-blocked',
    path: page,
    answers: signedIn({
      [`GET /connections/${connectionId}`]: { body: connection({ cdcSlots: slots('four') }) },
      [`GET /connections/${connectionId}/features`]: {
        body: {
          items: features({
            tasks: { status: 'blocked', path: 'sweep', reason: missing },
            contacts: { status: 'blocked', path: 'sweep', reason: full },
            notes: { status: 'unavailable', reason: off, certainTo: null },
            updates: switchedOff,
          }),
          nextCursor: null,
        },
      },
    }),
    prepare: (shown) => shown.getByText('What if a feature is switched off').click(),
  },
  {
    name: 'connection-sync',
    path: page,
    answers: ofConnection('live'),
    prepare: press('Sync now'),
    isScreen: true,
  },
  {
    name: 'connection-import',
    path: page,
    answers: ofConnection('live'),
    isScreen: true,
    prepare: async (shown) => {
      await press('More actions')(shown);
      await shown.getByRole('menuitem', { name: 'Import older history' }).click();
    },
  },
  { name: 'connection-wrong-org', path: `${page}?error=wrong_org`, answers: ofConnection('live') },
  { name: 'connection-week', path: `${page}?range=7d`, answers: ofConnection('live') },
  {
    name: 'connection-forbidden',
    path: page,
    answers: signedIn({ [`GET /connections/${connectionId}`]: forbidden }, 5),
  },
  {
    name: 'connection-loading',
    path: page,
    answers: signedIn({ [`GET /connections/${connectionId}`]: 'never' }),
  },
  { name: 'users', path: `${page}?tab=users`, answers: ofConnection('live') },
  {
    name: 'users-choosing',
    path: `${page}?tab=users&state=unmapped`,
    answers: ofConnection('live'),
    isScreen: true,
    prepare: press(/is nobody here/),
  },
  {
    name: 'users-none',
    path: `${page}?tab=users&state=conflict&search=zoe`,
    answers: ofConnection('live', { [`GET /connections/${connectionId}/users`]: empty }),
  },
  { name: 'features', path: `${page}?tab=features`, answers: ofConnection('live') },
  {
    name: 'features-off',
    path: `${page}?tab=features`,
    answers: ofConnection('live', {
      [`GET /connections/${connectionId}/features`]: {
        body: { items: features({ notes: switchedOff, updates: switchedOff }), nextCursor: null },
      },
    }),
  },
  {
    name: 'features-none',
    path: `${page}?tab=features&search=zoe`,
    answers: ofConnection('live', { [`GET /connections/${connectionId}/users`]: empty }),
  },
  ...['users', 'features', 'runs', 'coverage'].map(
    (tab): Scene => ({
      name: `${tab}-loading`,
      path: `${page}?tab=${tab}`,
      answers: ofConnection('live', { [`GET /connections/${connectionId}/${tab}`]: 'never' }),
    }),
  ),
  { name: 'runs', path: `${page}?tab=runs`, answers: ofConnection('live') },
  {
    name: 'runs-none',
    path: `${page}?tab=runs&kind=delta&result=failed`,
    answers: ofConnection('live', { [`GET /connections/${connectionId}/runs`]: empty }),
  },
  { name: 'coverage', path: `${page}?tab=coverage`, answers: ofConnection('live') },
  {
    name: 'coverage-open-hole',
    path: `${page}?tab=coverage&range=7d`,
    answers: ofConnection('live', {
      [`GET /connections/${connectionId}/coverage`]: { body: coverage(true) },
    }),
    isScreen: true,
  },
  {
    name: 'coverage-none',
    path: `${page}?tab=coverage`,
    answers: ofConnection('connecting', {
      [`GET /connections/${connectionId}/coverage`]: { body: { items: [], holes: [], certain: [] } },
    }),
  },
];

const timeline: Scene[] = [
  { name: 'timeline', path: '/timeline', answers: signedIn() },
  {
    name: 'timeline-member',
    path: '/timeline',
    answers: signedIn(listed({ connections: null, canConnect: false }), 5),
  },
  {
    name: 'timeline-empty-owner',
    path: '/timeline?feature=notes&feature=updates',
    answers: signedIn({
      'GET /activities': empty,
      [`GET /connections/${connectionId}/coverage`]: { body: coverage(true) },
      [`GET /connections/${connectionId}/features`]: {
        body: { items: features({ updates: { status: 'disabled', enabled: false } }), nextCursor: null },
      },
    }),
  },
  {
    name: 'timeline-empty-member',
    path: '/timeline',
    answers: signedIn(
      {
        'GET /activities': empty,
        ...listed({
          connections: null,
          canConnect: false,
          askWhom: 'Ask Olga Owner, Clara Chief, or Theo Tech.',
        }),
      },
      5,
    ),
  },
  {
    name: 'timeline-first-day',
    path: '/timeline',
    answers: signedIn({ 'GET /activities': empty, ...listed({ connections: [] }) }),
  },
  {
    name: 'timeline-loading',
    path: '/timeline',
    answers: signedIn({ 'GET /activities': 'never' }),
    isScreen: true,
  },
  {
    name: 'shortcuts',
    path: '/timeline',
    answers: signedIn(),
    isScreen: true,
    prepare: (shown) => shown.keyboard.press('?'),
  },
];

const around: Scene[] = [
  { name: 'sign-in', path: '/sign-in', answers: signedOut, isSignedOut: true },
  { name: 'not-found', path: '/nothing/here', answers: signedIn() },
];

const operator: Answers = { 'GET /me': { body: { ...me(0), can: { ...me(0).can, operate: true } } } };
const asked: Answers = { 'GET /support/threads': { body: { items: threads, nextCursor: null } } };
const some: Answers = {
  ...asked,
  'GET /support/unread': { body: { threads: 1, messages: 1, waiting: null } },
};
const own = `/connections/${connectionId}`;
const openThread = async (shown: Page) => {
  await openChat(shown);
  await press(/Remove Acme Inc/)(shown);
  await shown.getByText(/Please remove/).waitFor();
};
const choose = (item: string) => async (shown: Page) => {
  await press('More actions')(shown);
  await shown.getByRole('menuitem', { name: item }).click();
  await shown.getByRole('dialog').waitFor();
};

const talk: Scene[] = [
  { name: 'chat', path: '/timeline', answers: signedIn(some, 2), prepare: openChat, isScreen: true },
  {
    name: 'chat-empty',
    path: '/timeline',
    answers: signedIn({ 'GET /support/threads': empty }, 5),
    prepare: openChat,
    isScreen: true,
  },
  { name: 'chat-thread', path: '/timeline', answers: signedIn(some, 2), prepare: openThread, isScreen: true },
  {
    name: 'chat-operator',
    path: '/timeline',
    answers: signedIn(operator),
    prepare: openThread,
    isScreen: true,
  },
  {
    name: 'chat-approving',
    path: '/timeline',
    answers: signedIn(operator),
    isScreen: true,
    prepare: async (shown) => {
      await openThread(shown);
      await press('Approve the removal')(shown);
    },
  },
  {
    name: 'connection-menu',
    path: page,
    answers: ofConnection('live'),
    prepare: press('More actions'),
    isScreen: true,
  },
  {
    name: 'connection-rename',
    path: page,
    answers: ofConnection('live'),
    prepare: choose('Name and owner'),
    isScreen: true,
  },
  {
    name: 'removal-dialog',
    path: page,
    answers: ofConnection('live'),
    prepare: choose('Remove the connection'),
    isScreen: true,
  },
  {
    name: 'removal-asked',
    path: page,
    answers: ofConnection('live', { ...asked, [`GET ${own}/removal`]: { body: removal('asked') } }),
    isScreen: true,
  },
  { name: 'audit', path: '/settings/audit', answers: signedIn() },
  { name: 'audit-none', path: '/settings/audit?kind=import', answers: signedIn({ 'GET /audit': empty }) },
  { name: 'audit-forbidden', path: '/settings/audit', answers: signedIn({ 'GET /audit': forbidden }, 5) },
];

/** Every state of every page. */
export const scenes: readonly Scene[] = [
  ...around,
  ...timeline,
  ...timelineScenes,
  ...trendScenes,
  ...services,
  ...connections,
  ...talk,
  ...careScenes,
  ...failedScenes,
  ...guideScenes,
  ...teamScenes,
  ...myDataScenes,
];
