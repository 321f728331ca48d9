import type { z } from 'zod';
import type * as contract from '../../src/api/contract.ts';
import { ago, day, features, hour, streamed } from './org.ts';

type Coverage = z.infer<typeof contract.Coverage>;
type Activity = contract.Activity;

const connectedAgo = 2 * day + 3 * hour;
const gapFrom = 5.48 * hour;
const gapTo = 2.85 * hour;
const withHistory = ['accounts', 'leads'];

function readOf(feature: string): Coverage['items'] {
  const of = (
    path: Coverage['items'][number]['path'],
    by: Coverage['items'][number]['by'],
    from: number,
    to: number,
  ) => ({
    ...{ feature, path, by },
    ...{ from: ago(from), to: ago(to) },
  });
  const first = of('delta', 'backfill', 30 * day, connectedAgo);
  if (streamed.includes(feature)) {
    return [
      first,
      of('cdc', 'stream', connectedAgo, gapFrom),
      of('delta', 'repair', gapFrom, gapTo),
      of('cdc', 'stream', gapTo, 2_000),
    ];
  }
  const late = 4 * 60_000;
  const delta = [first, of('delta', 'sweep', connectedAgo, gapFrom), of('delta', 'sweep', gapFrom, late)];
  if (!withHistory.includes(feature)) return delta;
  return [
    ...delta,
    of('field_history', 'backfill', 30 * day, connectedAgo),
    of('field_history', 'sweep', connectedAgo, late),
  ];
}

const reason = 'Salesforce no longer accepts our access: it was revoked, or the user was deactivated.';
const evidence = { by: 'sweep', runId: 'run-1', rows: 212, activities: 18, apiCalls: 7, reason };

/** The ledger of a live connection with a repaired hole of this morning, and one still open where `isOpen`. */
export function coverage(isOpen = false): Coverage {
  const all = features();
  const morning = all.map(({ key }) => ({
    ...{ feature: key, cause: 'access_lost' as const, ongoing: false },
    ...{ from: ago(gapFrom), to: ago(gapTo), detectedAt: ago(gapFrom) },
    repair: { closedAt: ago(gapTo - 60_000), evidence },
  }));
  const night = {
    ...{ feature: 'opportunities', cause: 'overflow' as const, ongoing: false },
    ...{ from: ago(31 * hour), to: ago(30.6 * hour), detectedAt: ago(30.6 * hour) },
    repair: {
      closedAt: ago(30.5 * hour),
      evidence: { by: 'repair', runId: 'run-2', rows: 48, activities: 6 },
    },
  };
  const now = ['notes', 'emails', 'comments', 'updates'].map((feature) => ({
    ...{ feature, cause: 'budget_paused' as const, ongoing: true },
    ...{ from: ago(1.2 * hour), to: ago(0), detectedAt: ago(hour), repair: null },
  }));
  return {
    items: all.flatMap(({ key }) => readOf(key)),
    holes: [...morning, night, ...(isOpen ? now : [])],
    certain: all.map(({ key, certainTo }) => ({ feature: key, to: certainTo })),
  };
}

const entry = (
  index: number,
  user: number,
  given: Partial<Activity> & { title: string; object: Activity['object']; agoMs: number },
): Activity => {
  const { agoMs, ...told } = given;
  return {
    ...{
      id: `00000000-0000-4000-9000-${String(index).padStart(12, '0')}`,
      userId: `00000000-0000-4000-8000-${String(100 + user).padStart(12, '0')}`,
    },
    ...{
      service: 'salesforce',
      connectionId: '00000000-0000-4000-8000-000000000001',
      feature: 'opportunities',
    },
    ...{ category: 'record_change', action: 'updated', changes: [] },
    ...{ occurredAt: ago(agoMs), receivedAt: ago(agoMs - 1_800), latencySeconds: 1.8 },
    ...{
      durationSeconds: 60,
      durationSource: 'estimated',
      actor: 'person',
      via: null,
      count: 1,
      paths: ['cdc'],
    },
    edited: null,
    came: 'live',
    ...told,
  };
};

const record = (type: string, name: string) => ({
  ...{ type, name, id: '0065g00000AbCdEAAV' },
  url: 'https://acme.my.salesforce.com/lightning/r/0065g00000AbCdEAAV/view',
});
const change = (label: string, from: string | null, to: string | null, agoMs: number) => ({
  ...{ field: label, label, from, to },
  at: ago(agoMs),
});

/** A day on the timeline, with an entry of each kind and of each way to come. */
export const activities: Activity[] = [
  entry(1, 3, {
    ...{
      title: 'Moved Acme renewal to Negotiation',
      object: record('Opportunity', 'Acme renewal'),
      agoMs: 9_000,
    },
    changes: [
      change('Stage', 'Proposal', 'Negotiation', 9_000),
      change('Amount', '€ 48,000', '€ 52,500', 9_000),
      change('Close Date', '30 May 2026', '15 June 2026', 9_000),
    ],
  }),
  entry(2, 5, {
    ...{
      title: 'Changed 214 opportunities',
      object: { type: 'Opportunity', id: null, name: null, url: null },
    },
    ...{ agoMs: 0.5 * hour, actor: 'automation', via: 'Acme Sync', count: 214 },
  }),
  entry(3, 6, {
    ...{ title: 'Met Acme Inc.', object: record('Event', 'Acme Inc.'), agoMs: 1.5 * hour, feature: 'events' },
    ...{ action: 'meeting', category: 'meeting_external', durationSeconds: 2700, durationSource: 'actual' },
  }),
  entry(4, 7, {
    ...{
      title: 'Created the lead Nordwind GmbH',
      object: record('Lead', 'Nordwind GmbH'),
      agoMs: 2.2 * hour,
    },
    ...{ feature: 'leads', action: 'created', paths: ['delta'], came: 'sweep', receivedAt: ago(2.1 * hour) },
  }),
  entry(5, 6, {
    ...{
      title: 'Closed case 00001042',
      object: record('Case', '00001042'),
      agoMs: 4.2 * hour,
      feature: 'cases',
    },
    ...{
      paths: ['field_history', 'delta'],
      came: 'recovered',
      receivedAt: ago(gapTo - 60_000),
      latencySeconds: null,
    },
    changes: [change('Status', 'Working', 'Closed', 4.2 * hour)],
  }),
  entry(6, 3, {
    ...{ title: 'Logged a call with Peter Vogel', object: record('Task', 'Peter Vogel'), agoMs: 6 * hour },
    ...{
      feature: 'tasks',
      category: 'call',
      action: 'logged_call',
      durationSeconds: 540,
      durationSource: 'actual',
    },
  }),
  entry(7, 5, {
    ...{
      title: 'Sent an e-mail: Offer for the second phase',
      object: record('EmailMessage', 'Offer for the second phase'),
    },
    ...{ agoMs: 26 * hour, feature: 'emails', category: 'email', action: 'sent_email', durationSeconds: 300 },
    ...{ paths: ['cdc', 'delta'] },
  }),
  entry(8, 7, {
    ...{
      title: 'Updated Acme Inc.',
      object: record('Account', 'Acme Inc.'),
      agoMs: 3 * day,
      feature: 'accounts',
    },
    ...{
      paths: ['field_history', 'delta'],
      came: 'backfill',
      receivedAt: ago(connectedAgo - 60_000),
      latencySeconds: null,
    },
    changes: [change('Industry', null, 'Manufacturing', 3 * day)],
  }),
];
