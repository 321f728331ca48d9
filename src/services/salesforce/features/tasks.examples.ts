import type { FeatureExample } from '../../../activity/feature.ts';

const at = Date.UTC(2026, 10, 23, 9, 0);
const minute = 60_000;
const owner = '005000000000001AAA';
const other = '005000000000002AAA';
const jane = '003000000000001AAA';
const names = { [jane]: 'Jane Doe', [other]: 'Jonas Weber', '006000000000001AAA': 'Acme renewal' };
const task = { Subject: 'Send offer', TaskSubtype: 'Task', Status: 'Open', IsClosed: false, OwnerId: owner };
const call = { ...task, Subject: 'Pricing', TaskSubtype: 'Call', WhoId: jane };
const email = { ...task, Subject: 'Email: Offer', TaskSubtype: 'Email', WhoId: jane, CreatedById: owner };
const closed = { Status: 'Completed', IsClosed: true, CompletedDateTime: at - 5 * minute };

/** What the feature `tasks` makes of saves of one task. */
export const taskExamples: readonly FeatureExample[] = [
  {
    name: 'a task is created and completed',
    changes: [
      { action: 'created', at, values: task },
      { action: 'updated', at: at + minute, values: { ...closed, CompletedDateTime: at + minute } },
    ],
    expect: [
      {
        action: 'created',
        title: 'Created the task Send offer',
        category: 'record_change',
        feature: 'tasks',
      },
      { action: 'updated', title: 'Completed the task Send offer' },
    ],
  },
  {
    name: 'a completed task is reopened, reassigned, renamed and deleted',
    changes: [
      { action: 'created', at, values: { ...task, ...closed } },
      {
        action: 'updated',
        at: at + minute,
        values: { Status: 'Open', IsClosed: false, CompletedDateTime: null },
      },
      { action: 'updated', at: at + 20 * minute, values: { OwnerId: other } },
      { action: 'updated', at: at + 40 * minute, values: { ActivityDate: '2026-12-01' } },
      { action: 'updated', at: at + 60 * minute, values: { Status: 'Waiting' } },
      { action: 'deleted', at: at + 80 * minute },
    ],
    names,
    expect: [
      { action: 'created', title: 'Created the task Send offer' },
      { action: 'updated', title: 'Reopened the task Send offer' },
      { action: 'updated', title: 'Assigned the task Send offer to Jonas Weber' },
      { action: 'updated', title: 'Changed the activity date of the task Send offer to 1 Dec 2026' },
      { action: 'updated', title: 'Set the task Send offer to Waiting' },
      { action: 'deleted', title: 'Deleted the task Send offer' },
    ],
  },
  {
    name: 'a call that is logged when it is over is one entry of its owner, at its own time and length',
    changes: [
      {
        action: 'created',
        at,
        remoteUserId: other,
        values: { ...call, ...closed, CallDurationInSeconds: 754 },
      },
    ],
    names,
    expect: [
      {
        action: 'logged_call',
        title: 'Logged a call with Jane Doe: Pricing',
        category: 'call',
        feature: 'tasks',
        remoteUserId: owner,
        at: at - 5 * minute,
        durationSeconds: 754,
        durationSource: 'actual',
      },
    ],
  },
  {
    name: 'a planned call is created, and logged for an estimated minute when it is closed',
    changes: [
      { action: 'created', at, values: call },
      { action: 'updated', at: at + 30 * minute, values: { Status: 'Completed', IsClosed: true } },
    ],
    names,
    expect: [
      { action: 'created', title: 'Planned a call with Jane Doe: Pricing', at },
      {
        action: 'logged_call',
        title: 'Logged a call with Jane Doe: Pricing',
        at: at + 30 * minute,
        durationSeconds: 60,
        durationSource: 'estimated',
      },
    ],
  },
  {
    name: 'a call with nobody is about its record, and a default subject is not repeated',
    changes: [
      {
        action: 'created',
        at,
        values: { ...call, ...closed, Subject: 'Call', WhoId: null, WhatId: '006000000000001AAA' },
      },
    ],
    names,
    expect: [{ action: 'logged_call', title: 'Logged a call about Acme renewal' }],
  },
  {
    name: 'a call whose contact has no name yet was with a contact',
    changes: [{ action: 'created', at, values: { ...call, ...closed } }],
    expect: [{ action: 'logged_call', title: 'Logged a call with a contact: Pricing' }],
  },
  {
    name: 'a call in a queue is nobody’s',
    changes: [{ action: 'created', at, values: { ...call, ...closed, OwnerId: '00G000000000001AAA' } }],
    expect: [],
  },
  {
    name: 'a deleted call adds an entry and stays logged',
    changes: [
      { action: 'created', at, values: { ...call, ...closed } },
      { action: 'deleted', at: at + minute },
    ],
    names,
    expect: [
      { action: 'deleted', title: 'Deleted the call Pricing' },
      { action: 'logged_call', title: 'Logged a call with Jane Doe: Pricing' },
    ],
  },
  {
    name: 'an e-mail task is an e-mail, once, in the feature e-mails',
    changes: [{ action: 'created', at, values: { ...email, ...closed } }],
    names,
    expect: [
      {
        action: 'sent_email',
        title: 'Sent an e-mail to Jane Doe: Offer',
        category: 'email',
        feature: 'emails',
        remoteUserId: owner,
        at: at - 5 * minute,
        durationSeconds: 300,
        durationSource: 'estimated',
      },
    ],
  },
  {
    name: 'a done task that a sweep finds edited was completed when it says so',
    changes: [
      {
        action: 'updated',
        at,
        path: 'delta',
        fields: [],
        values: { ...task, ...closed, CompletedDateTime: at },
      },
      {
        action: 'updated',
        at: at + 30 * minute,
        path: 'delta',
        fields: [],
        values: { ...task, ...closed, CompletedDateTime: at },
      },
    ],
    expect: [
      { action: 'updated', title: 'Completed the task Send offer' },
      { action: 'updated', title: 'Updated the task Send offer' },
    ],
  },
  {
    name: 'the template of a series is no task',
    changes: [{ action: 'created', at, values: { ...task, IsRecurrence: true } }],
    expect: [],
  },
  {
    name: 'a change of comments is named by its label, a change of derived fields not at all',
    changes: [
      { action: 'updated', at, fields: ['Description'], values: {} },
      { action: 'updated', at: at + 20 * minute, fields: [], values: {} },
    ],
    expect: [{ action: 'updated', title: 'Changed the description of a task' }],
  },
];
