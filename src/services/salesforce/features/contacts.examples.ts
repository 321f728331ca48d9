import type { FeatureExample } from '../../../activity/feature.ts';

const at = Date.UTC(2026, 10, 23, 16, 5);
const minute = 60_000;
const created = {
  action: 'created',
  at: at - 60 * minute,
  values: { 'Name.FirstName': 'Jane', 'Name.LastName': 'Doe', Title: 'Buyer' },
} as const;
const entry = { action: 'created', title: 'Created the contact Jane Doe' } as const;

/** What the feature `contacts` makes of saves of one contact. */
export const contactExamples: readonly FeatureExample[] = [
  {
    name: 'how to reach somebody is named by label alone',
    changes: [
      created,
      { action: 'updated', at, fields: ['Email', 'Title'], values: { Title: 'Head of buying' } },
    ],
    expect: [
      { ...entry, category: 'record_change', durationSeconds: 60 },
      { action: 'updated', title: 'Changed the email and title of Jane Doe' },
    ],
  },
  {
    name: 'a part of an address is a field of its own',
    changes: [
      created,
      {
        action: 'updated',
        at,
        fields: ['MailingAddress.Street', 'MailingAddress.City', 'Phone', 'Email'],
        values: {},
      },
    ],
    expect: [
      entry,
      { action: 'updated', title: 'Changed the mailing street, mailing city and 2 more fields of Jane Doe' },
    ],
  },
  {
    name: 'a new last name is part of the name from then on',
    changes: [created, { action: 'updated', at, values: { 'Name.LastName': 'Miller' } }],
    expect: [
      { action: 'created', title: 'Created the contact Jane Miller' },
      { action: 'updated', title: 'Changed the last name of Jane Miller' },
    ],
  },
  {
    name: 'a contact moves to another company',
    changes: [created, { action: 'updated', at, values: { AccountId: '001000000000001AAA' } }],
    names: { '001000000000001AAA': 'Acme Inc.' },
    expect: [entry, { action: 'updated', title: 'Changed the account of Jane Doe to Acme Inc.' }],
  },
  {
    name: 'a contact of unknown name is a contact',
    changes: [
      { action: 'updated', at, values: { Department: null } },
      { action: 'deleted', at: at + minute },
    ],
    expect: [
      { action: 'updated', title: 'Cleared the department of a contact' },
      { action: 'deleted', title: 'Deleted a contact' },
    ],
  },
  {
    name: 'a contact that was merged into another of unknown name',
    changes: [created, { action: 'deleted', at, values: { MasterRecordId: '003000000000002AAA' } }],
    expect: [entry, { action: 'deleted', title: 'Merged the contact Jane Doe into another contact' }],
  },
  {
    name: 'a deleted contact keeps its name',
    changes: [created, { action: 'deleted', at }],
    expect: [entry, { action: 'deleted', title: 'Deleted the contact Jane Doe' }],
  },
];
