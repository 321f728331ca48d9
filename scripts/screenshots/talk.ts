import type { z } from 'zod';
import type * as contract from '../../src/api/contract.ts';
import { ago, connectionId, hour, users, uuid } from './org.ts';

type Thread = z.infer<typeof contract.Thread>;
type Message = z.infer<typeof contract.Message>;
type Removal = z.infer<typeof contract.Removal>;
type Receipt = z.infer<typeof contract.Receipt>;
type AuditEntry = z.infer<typeof contract.AuditList>['items'][number];

const by = (index: number) => ({ userId: users[index]!.id, name: users[index]!.name });
const about = { id: connectionId, name: 'Acme Inc.' };

const thread = (index: number, given: Partial<Thread>): Thread => ({
  ...{ id: uuid(700 + index), account: { id: uuid(9), name: 'Acme' }, subject: 'Why are my deals late?' },
  ...{
    connection: null,
    startedBy: by(2),
    startedAt: ago(hour),
    messageCount: 2,
    lastMessageAt: ago(0.2 * hour),
  },
  ...{ unread: 0, waiting: false, removal: null },
  ...given,
});

/** Two threads: a question that was answered, and a wish for removal. */
export const threads: Thread[] = [
  thread(1, {
    ...{
      subject: 'Remove Acme Inc.',
      connection: about,
      unread: 1,
      waiting: true,
      lastMessageAt: ago(60_000),
    },
    removal: { data: 'keep', state: 'asked' },
  }),
  thread(2, {}),
];

const message = (
  number: number,
  author: Message['author'],
  text: string,
  kind: Message['kind'] = 'text',
): Message => ({
  ...{ id: uuid(800 + number), threadId: threads[0]!.id, number, author, kind, text },
  sentAt: ago(hour - number * 60_000),
});

/** The thread of the removal, newest first as the API gives it. */
export const messages: Message[] = [
  message(3, { ...by(0), operator: false }, 'Thank you. The contract ends on Friday, so there is no hurry.'),
  message(
    2,
    { userId: uuid(990), name: 'Pat Operator', operator: true },
    'We have seen it and will look at it today.',
  ),
  message(
    1,
    { ...by(2), operator: false },
    'Please remove the connection Acme Inc. (production, org 00D5g00000A1b2cEAB) and keep its activities.\n\nWe move to another org.',
    'removal_request',
  ),
];

const steps = [
  ['stream', 'Stop the stream', {}],
  ['channel', 'Remove the data channel and its objects from Salesforce', { channels: 1, members: 5 }],
  ['access', 'Revoke our access', { accesses: 1 }],
  ['activities', 'Keep or erase the activities', { kept: 22_918 }],
  ['data', 'Forget what else was stored of the org', { 'remote users': 382, runs: 640 }],
  ['credentials', 'Forget the credentials', { credentials: 1 }],
] as const;

/** A removal that is asked for, or under way with its first `done` steps done. */
export const removal = (state: Removal['state'], done = 0): Removal => ({
  ...{
    id: uuid(701),
    connectionId,
    threadId: threads[0]!.id,
    data: 'keep',
    state,
    askedBy: by(2),
    askedAt: ago(hour),
  },
  ...{
    decidedBy: state === 'asked' ? null : by(0),
    decidedAt: state === 'asked' ? null : ago(60_000),
    finishedAt: null,
  },
  steps: steps.map(([key, name, counts], index) => ({
    ...{ key, name, manual: null },
    state: index < done ? 'done' : index === done ? 'running' : 'pending',
    counts: index < done ? { ...counts } : {},
  })),
});

/** What was removed, with one thing left to be done by hand. */
export const receipt: Receipt = {
  connection: {
    ...{ id: connectionId, name: 'Acme Inc.', environment: 'production' },
    ...{ organizationId: '00D5g00000A1b2cEAB', organizationName: 'Acme Inc.' },
  },
  ...{ data: 'keep', askedBy: 'Theo Tech', askedAt: ago(2 * hour), approvedBy: 'Pat Operator' },
  ...{ approvedAt: ago(hour), finishedAt: ago(hour - 40_000) },
  salesforce: {
    channels: ['WorkSights_3f9a1c77b20e__chn'],
    members: ['Case', 'Contact', 'Event', 'Opportunity', 'Task'],
    accessRevoked: false,
  },
  erased: { 'remote users': 382, runs: 640, 'feature states': 11, credentials: 1 },
  kept: { activities: 22_918 },
  manual: [
    {
      what: 'access',
      todo: 'In Salesforce, open Setup, Connected Apps OAuth Usage, and revoke the access of Olga Owner to WorkSights.',
    },
  ],
};

const deed = (index: number, who: number, action: string, given: Partial<AuditEntry> = {}): AuditEntry => ({
  ...{
    id: uuid(900 + index),
    at: ago(index * 2.3 * hour),
    user: { id: users[who]!.id, name: users[who]!.name },
    action,
  },
  ...{ connection: about, subject: null, details: {} },
  ...given,
});

/** A few days of changes. */
export const audit: AuditEntry[] = [
  deed(0, 2, 'removal.asked', { details: { data: 'keep' } }),
  deed(1, 2, 'sweep.asked', { details: { kind: 'delta' } }),
  deed(2, 0, 'user.feature_switched', {
    subject: '0055g00000AbCdEAAV',
    details: { feature: 'emails', enabled: false },
  }),
  deed(3, 1, 'feature.switched', { subject: 'updates', details: { enabled: false } }),
  deed(4, 0, 'user.mapped', { subject: '0055g00000AbCdEAAV', details: { userId: users[3]!.id } }),
  deed(5, 0, 'connection.renamed', { details: { from: 'Acme', to: 'Acme Inc.' } }),
  deed(6, 2, 'connection.owner_changed', { subject: 'olga@acme.example', details: { to: users[0]!.id } }),
  deed(7, 0, 'connection.connected'),
  deed(8, 0, 'connection.connect', { details: { environment: 'production' } }),
  deed(9, 0, 'token.created', { connection: null, subject: 'theo@acme.example' }),
];
