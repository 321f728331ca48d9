import type { Page } from 'playwright-core';
import type { PersonData } from '../../src/api/contract.ts';
import { salesforceFeatures } from '../../src/services/salesforce/features/index.ts';
import { signedIn } from './answers.ts';
import { ago, connectionId, day, hour, users } from './org.ts';
import type { Scene } from './scenes.ts';

const counts: readonly (readonly [string, string, number])[] = [
  ['tasks', 'call', 96],
  ['tasks', 'record_change', 41],
  ['events', 'meeting_external', 58],
  ['events', 'meeting_internal', 103],
  ['opportunities', 'record_change', 412],
  ['cases', 'record_change', 37],
  ['contacts', 'record_change', 164],
  ['accounts', 'record_change', 22],
  ['emails', 'email', 268],
  ['notes', 'note', 3],
];
const stored: PersonData['stored'] = counts.map(([feature, category, entries], index) => ({
  ...{ connectionId, feature, category, entries },
  ...{ first: ago((31 - index) * day), last: ago((index + 1) * hour) },
}));
const switched = {
  notes: { enabled: false, by: 'Theo Tech', at: ago(9 * day) },
  emails: { enabled: true, by: 'Olga Owner', at: ago(26 * hour) },
};

function dataOf(person: number, more: Partial<PersonData> = {}): { body: PersonData } {
  const user = users[person]!;
  const features = salesforceFeatures.map(({ key, name, objects }) => {
    const set = switched[key as keyof typeof switched];
    return {
      ...{ key, name, connectionEnabled: key !== 'updates' },
      connectionSwitched: key === 'updates' ? { by: 'Olga Owner', at: ago(40 * day) } : null,
      collected: key !== 'updates' && set?.enabled !== false,
      switches: set ? [{ remoteUserId: '0055g00000AAAAAAA0', ...set }] : [],
      reads: objects.map(({ type, keep, show }) => ({
        object: type,
        fields: [...new Set([...keep, ...show])].sort(),
      })),
    };
  });
  const remote = { id: '0055g00000AAAAAAA0', name: user.name, manual: false };
  return {
    body: {
      user,
      connections: [
        { id: connectionId, service: 'salesforce', name: 'Acme Inc.', remoteUsers: [remote], features },
      ],
      stored,
      totals: { entries: counts.reduce((sum, [, , entries]) => sum + entries, 0), edited: 2 },
      erasure: null,
      ...more,
    },
  };
}

const jon = users[5]!;
const theirs = `/users/${jon.id}/data`;
const path = `/my-data?person=${jon.id}`;
const ofJon = (more: Partial<PersonData> = {}) => signedIn({ [`GET ${theirs}`]: dataOf(5, more) });
const nothing = { connections: [], stored: [], totals: { entries: 0, edited: 0 } };
const askedAt = ago(40_000);

async function openExport(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('dialog').getByText('JSON Lines').waitFor();
}

/** My data, the data of a person for those who see everyone, and the export of the timeline. */
export const myDataScenes: readonly Scene[] = [
  {
    name: 'my-data',
    path: '/my-data',
    answers: signedIn({ 'GET /my-data': dataOf(5) }, 5),
    prepare: (page) =>
      page
        .locator('summary')
        .filter({ hasText: 'Opportunities' })
        .click({ position: { x: 60, y: 20 } }),
  },
  {
    name: 'my-data-nothing',
    path: '/my-data',
    answers: signedIn({ 'GET /my-data': dataOf(5, nothing) }, 5),
  },
  { name: 'person-data', path, answers: ofJon() },
  {
    name: 'person-data-erase',
    path,
    answers: ofJon(),
    isScreen: true,
    prepare: async (page) => {
      await page.getByRole('button', { name: /^Erase what is stored/ }).click();
      await page.getByLabel(/^To confirm/).fill(jon.email);
    },
  },
  {
    name: 'person-data-erasing',
    path,
    isScreen: true,
    answers: ofJon({
      totals: { entries: 704, edited: 2 },
      erasure: { state: 'running', requestedAt: askedAt, finishedAt: null, entries: 500 },
    }),
  },
  {
    name: 'person-data-erased',
    path,
    isScreen: true,
    answers: ofJon({
      ...{ stored: [], totals: { entries: 0, edited: 0 } },
      connections: dataOf(5).body.connections.map((connection) => ({
        ...connection,
        features: connection.features.map((feature) => ({
          ...feature,
          collected: false,
          switches: [{ remoteUserId: '0055g00000AAAAAAA0', enabled: false, by: 'Olga Owner', at: askedAt }],
        })),
      })),
      erasure: { state: 'done', requestedAt: askedAt, finishedAt: ago(20_000), entries: 1204 },
    }),
  },
  {
    name: 'timeline-export',
    path: '/timeline?feature=opportunities&action=updated&text=acme&date=2026-05-14',
    answers: signedIn(),
    isScreen: true,
    prepare: openExport,
  },
  {
    name: 'timeline-exporting',
    path: '/timeline',
    answers: signedIn({ 'GET /activities/export': 'never' }),
    isScreen: true,
    prepare: async (page) => {
      await openExport(page);
      await page.getByRole('dialog').getByRole('button', { name: 'Export', exact: true }).click();
      await page.getByText('The first entries are read.').waitFor();
    },
  },
];
