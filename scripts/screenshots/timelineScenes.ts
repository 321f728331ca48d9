import type { Page } from 'playwright-core';
import type * as contract from '../../src/api/contract.ts';
import { signedIn } from './answers.ts';
import { activities } from './ledger.ts';
import { connection, connectionId, NOW, users, uuid } from './org.ts';
import type { Scene } from './scenes.ts';

const minute = 60_000;
const hour = 60 * minute;
const midnight = Date.parse('2026-05-13T22:00:00Z');
const iso = (ms: number) => new Date(ms).toISOString();
type Row = contract.Day['items'][number];

const kinds = [
  ['opportunities', 'Moved Acme renewal to Negotiation', 'record_change', 'updated', 1],
  ['cases', 'Closed case 00001042', 'record_change', 'updated', 1],
  ['emails', 'Sent an e-mail: Offer for the second phase', 'email', 'sent_email', 5],
  ['events', 'Met Nordwind GmbH', 'meeting_external', 'meeting', 45],
  ['tasks', 'Logged a call with Peter Vogel', 'call', 'logged_call', 20],
  ['contacts', 'Changed Peter Vogel', 'record_change', 'updated', 1],
  ['events', 'Team weekly', 'meeting_internal', 'meeting', 60],
  ['notes', 'Wrote the note Next steps', 'note', 'noted', 5],
] as const;

function dayOf(person: number): Row['intervals'] {
  const count = person === 4 ? 0 : 5 + ((person * 7) % 9);
  return Array.from({ length: count }, (_, index) => {
    const [feature, title, category, action, minutes] = kinds[(index * 3 + person) % kinds.length]!;
    const from = midnight + 8 * hour + ((index * 71 + person * 37) % (9 * 60)) * minute;
    return {
      ...{
        activityId: uuid(7000 + person * 100 + index),
        kind: action === 'meeting' ? 'meeting' : 'activity',
      },
      ...{ from: iso(from), to: iso(from + minutes * minute), feature, category, action, title },
      ...{ durationSource: minutes > 5 ? 'actual' : 'estimated', automation: index === 4, count: 1 },
    } as Row['intervals'][number];
  }).sort((a, b) => a.from.localeCompare(b.from));
}

const day = (wanted: readonly string[]): contract.Day => ({
  ...{ date: '2026-05-14', timeZone: 'Europe/Berlin', from: iso(midnight), to: iso(midnight + 24 * hour) },
  items: users
    .filter(({ id }) => wanted.length === 0 || wanted.includes(id))
    .map((user) => ({ user, index: users.indexOf(user) }))
    .map(({ user, index }) => ({
      user: { id: user.id, name: user.name, timeZone: index === 7 ? 'Asia/Tokyo' : user.timeZone },
      connectionIds: index === 4 ? [] : [connectionId],
      intervals: dayOf(index),
      cut: false,
    })),
  nextCursor: null,
  gaps: [
    {
      ...{ connectionId, connectionName: 'Acme Inc.', cause: 'access_lost', ongoing: false },
      features: [
        'tasks',
        'events',
        'opportunities',
        'cases',
        'contacts',
        'accounts',
        'leads',
        'notes',
        'emails',
        'comments',
        'updates',
      ],
      ...{
        from: iso(midnight + 9 * hour),
        to: iso(midnight + 11.6 * hour),
        repairedAt: iso(midnight + 11.7 * hour),
      },
    },
    {
      ...{
        connectionId,
        connectionName: 'Acme Inc.',
        cause: 'budget_paused',
        ongoing: true,
        repairedAt: null,
      },
      features: ['notes', 'emails'],
      ...{ from: iso(midnight + 13.2 * hour), to: iso(NOW) },
    },
  ],
});

const edited = activities.map((activity, index) =>
  index === 2
    ? {
        ...activity,
        durationSeconds: 3600,
        durationSource: 'edited' as const,
        edited: {
          by: { id: users[0]!.id, name: users[0]!.name },
          at: iso(NOW - hour),
          ...{ reportedSeconds: 2700, reportedSource: 'actual' as const },
        },
      }
    : activity,
);
const reports = {
  items: [
    { path: 'cdc', at: activities[0]!.occurredAt, arrivedAt: activities[0]!.receivedAt },
    { path: 'field_history', at: activities[0]!.occurredAt, arrivedAt: iso(NOW - 3_000) },
  ],
};
const list = (items: readonly unknown[], more = {}) => ({
  body: { items, nextCursor: null, previousCursor: null, ...more },
});
const answers = signedIn({
  'GET /day': (query) => ({ body: day(query.getAll('userId')) }),
  'GET /activities': list(edited),
  [`GET /activities/${activities[0]!.id}/reports`]: { body: reports },
});
const empty = signedIn({
  'GET /day': (query) => ({ body: day(query.getAll('userId')) }),
  'GET /activities': list([]),
});
async function openFirst(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /^Details/ })
    .first()
    .click();
  await page.getByText('Told by').waitFor();
}

/** The stream opened up, a record's history, and the day view. */
export const timelineScenes: Scene[] = [
  { name: 'timeline-details', path: '/timeline', answers, prepare: openFirst },
  {
    name: 'timeline-length',
    path: '/timeline',
    answers,
    isScreen: true,
    prepare: async (page) => {
      await page.getByRole('button', { name: /^Length 1 h, edited/ }).click();
      await page.getByRole('textbox', { name: 'Minutes' }).waitFor();
    },
  },
  {
    name: 'timeline-filtered',
    path: '/timeline?person=00000000-0000-4000-8000-000000000103&feature=opportunities&object=Opportunity&text=acme&date=2026-05-14',
    answers: { ...answers, 'GET /activities': list(activities.slice(0, 1), { previousCursor: 'x' }) },
  },
  { name: 'timeline-no-match', path: '/timeline?text=zebra', answers: empty },
  {
    name: 'timeline-unmapped',
    path: '/timeline?person=00000000-0000-4000-8000-000000000104',
    answers: empty,
  },
  {
    name: 'timeline-nobody-mapped',
    path: '/timeline',
    answers: {
      ...empty,
      'GET /services': {
        body: {
          items: [
            {
              ...{
                service: 'salesforce',
                name: 'Salesforce',
                canConnect: true,
                askWhom: null,
                isConfigured: true,
              },
              connections: [connection({ users: { ...connection().users, mapped: 0, unmapped: 119 } })],
            },
          ],
          nextCursor: null,
        },
      },
    },
  },
  {
    name: 'object-history',
    path: '/timeline/objects/Opportunity/0065g00000AbCdEAAV',
    answers: {
      ...answers,
      'GET /activities': list(activities.filter(({ object }) => object.name === 'Acme renewal')),
    },
  },
  { name: 'day', path: '/day', answers },
  { name: 'day-found', path: '/day?name=kl', answers },
  { name: 'day-all-hours', path: '/day?hours=all', answers },
  { name: 'day-person', path: `/day?person=${users[3]!.id}`, answers, isScreen: true },
  {
    name: 'more',
    path: '/timeline',
    answers,
    isScreen: true,
    prepare: async (page) => {
      const more = page.getByRole('button', { name: 'More', exact: true });
      if (await more.isVisible()) await more.click();
    },
  },
];
