import type { FeatureExample } from '../../../activity/feature.ts';

const at = Date.UTC(2026, 10, 23, 11, 20);
const minute = 60_000;
const created = {
  action: 'created',
  at: at - 60 * minute,
  values: { CaseNumber: '00001042', Status: 'New', Priority: 'Medium', IsClosed: false, IsEscalated: false },
} as const;
const entry = { action: 'created', title: 'Created case 00001042' } as const;

/** What the feature `cases` makes of saves of one case. */
export const caseExamples: readonly FeatureExample[] = [
  {
    name: 'a case is worked on',
    changes: [
      created,
      { action: 'updated', at, values: { Status: 'Working' } },
      { action: 'updated', at: at + 20 * minute, values: { Priority: 'High' } },
    ],
    expect: [
      { ...entry, category: 'record_change' },
      { action: 'updated', title: 'Set case 00001042 to Working' },
      { action: 'updated', title: 'Changed the priority of case 00001042 to High' },
    ],
  },
  {
    name: 'a case is escalated, whatever else was saved with it',
    changes: [created, { action: 'updated', at, values: { Status: 'Escalated', IsEscalated: true } }],
    expect: [entry, { action: 'updated', title: 'Escalated case 00001042' }],
  },
  {
    name: 'a case is closed and reopened by what its status means, not by its word',
    changes: [
      created,
      { action: 'updated', at, values: { Status: 'Erledigt', IsClosed: true } },
      { action: 'updated', at: at + 30 * minute, values: { Status: 'New', IsClosed: false } },
    ],
    expect: [
      entry,
      { action: 'updated', title: 'Closed case 00001042' },
      { action: 'updated', title: 'Reopened case 00001042' },
    ],
  },
  {
    name: 'a case that a sweep finds open was not reopened by that',
    changes: [
      created,
      { action: 'updated', at, values: { Priority: 'High' } },
      { action: 'updated', at, path: 'delta', fields: [], values: { Priority: 'High', IsClosed: false } },
    ],
    expect: [entry, { action: 'updated', title: 'Changed the priority of case 00001042 to High' }],
  },
  {
    name: 'a case that a sweep finds closed was not closed by that, unless its status became so',
    changes: [
      created,
      { action: 'updated', at, path: 'delta', fields: [], values: { IsClosed: true } },
      { action: 'updated', at: at + 30 * minute, path: 'field_history', values: { Status: 'Closed' } },
      {
        action: 'updated',
        at: at + 30 * minute,
        path: 'delta',
        fields: [],
        values: { Status: 'Closed', IsClosed: true },
      },
    ],
    expect: [
      entry,
      { action: 'updated', title: 'Updated case 00001042' },
      { action: 'updated', title: 'Closed case 00001042' },
    ],
  },
  {
    name: 'a case goes to a queue',
    changes: [created, { action: 'updated', at, values: { OwnerId: '00G000000000001AAA' } }],
    names: { '00G000000000001AAA': 'Second line' },
    expect: [entry, { action: 'updated', title: 'Assigned case 00001042 to Second line' }],
  },
  {
    name: 'a new owner without a name yet is just a new owner',
    changes: [{ action: 'updated', at, values: { OwnerId: '005000000000009AAA' } }],
    expect: [{ action: 'updated', title: 'Changed the owner of a case' }],
  },
  {
    name: 'a subject is a customer’s text: its label alone',
    changes: [created, { action: 'updated', at, fields: ['Subject', 'Description'], values: {} }],
    expect: [entry, { action: 'updated', title: 'Changed the subject and description of case 00001042' }],
  },
  {
    name: 'a deleted case keeps its number',
    changes: [created, { action: 'deleted', at }],
    expect: [entry, { action: 'deleted', title: 'Deleted case 00001042' }],
  },
];
