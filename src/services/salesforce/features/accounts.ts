import type { Feature, FeatureExample, ObjectReads } from '../../../activity/feature.ts';
import {
  assignedTitle,
  changedTitle,
  mergedTitle,
  personName,
  recordChange,
  recordName,
  renamedTitle,
  theRecord,
  wholeRecordTitle,
} from './phrases.ts';

const reads: ObjectReads = {
  type: 'Account',
  streamed: false,
  // The parts of a name are there for person accounts; a company has the plain `Name`.
  keep: [
    'Name',
    'Name.FirstName',
    'Name.MiddleName',
    'Name.LastName',
    'Name.Suffix',
    'CurrencyIsoCode',
    'MasterRecordId',
  ],
  show: [
    'Name',
    'OwnerId',
    'ParentId',
    'Type',
    'Industry',
    'Rating',
    'Ownership',
    'AccountSource',
    'AnnualRevenue',
    'NumberOfEmployees',
  ],
  ignore: ['MasterRecordId', 'CleanStatus', 'Jigsaw', 'JigsawCompanyId', 'IsPersonAccount', 'PhotoUrl'],
  nameOf: personName,
  history: { object: 'AccountHistory', parent: 'AccountId' },
};

const at = Date.UTC(2026, 10, 23, 8, 15);
const minute = 60_000;
const created = {
  action: 'created',
  at: at - 60 * minute,
  values: { Name: 'Acme Inc.', CurrencyIsoCode: 'USD' },
} as const;

/** What the feature `accounts` makes of saves of one account. */
const examples: readonly FeatureExample[] = [
  {
    name: 'an account is created, changed and deleted',
    changes: [
      created,
      { action: 'updated', at, values: { Industry: 'Banking' } },
      { action: 'deleted', at: at + minute },
    ],
    expect: [
      { action: 'created', title: 'Created the account Acme Inc.', category: 'record_change' },
      { action: 'updated', title: 'Changed the industry of Acme Inc. to Banking' },
      { action: 'deleted', title: 'Deleted the account Acme Inc.' },
    ],
  },
  {
    name: 'a sweep that cannot tell what changed still tells that something did',
    changes: [created, { action: 'updated', path: 'delta', at, fields: [], values: {} }],
    expect: [
      { action: 'created', title: 'Created the account Acme Inc.' },
      { action: 'updated', title: 'Updated Acme Inc.' },
    ],
  },
  {
    name: 'accounts that are merged are one entry each: the one that goes and the one that stays',
    changes: [
      created,
      { action: 'updated', path: 'field_history', at, fields: [], values: { merged: true } },
      {
        action: 'deleted',
        path: 'delta',
        at: at + minute,
        values: { ...created.values, MasterRecordId: '001000000000002AAA' },
      },
    ],
    names: { '001000000000002AAA': 'Acme Group' },
    expect: [
      { action: 'created', title: 'Created the account Acme Inc.' },
      { action: 'updated', title: 'Merged another account into Acme Inc.' },
      { action: 'deleted', title: 'Merged the account Acme Inc. into Acme Group' },
    ],
  },
  {
    name: 'a change that history tells has its old value in the list, and the title that it always had',
    changes: [
      created,
      {
        action: 'updated',
        path: 'field_history',
        at,
        values: { Industry: 'Banking' },
        before: { Industry: 'Energy' },
      },
    ],
    expect: [
      { action: 'created', title: 'Created the account Acme Inc.' },
      { action: 'updated', title: 'Changed the industry of Acme Inc. to Banking' },
    ],
  },
  {
    name: 'a revenue reads in the currency of the account',
    changes: [created, { action: 'updated', at, values: { AnnualRevenue: 1_500_000 } }],
    expect: [
      { action: 'created', title: 'Created the account Acme Inc.' },
      { action: 'updated', title: 'Changed the annual revenue of Acme Inc. to USD 1,500,000' },
    ],
  },
];

/** Accounts: companies that were created, changed, handed over. */
export const accounts: Feature = {
  key: 'accounts',
  name: 'Accounts',
  defaultPath: 'sweep',
  objects: [reads],
  slots: [],
  changeEntry: (change) => recordChange('accounts', change),
  recordEntries: () => [],
  title: (input, words) =>
    mergedTitle(input, words, 'account') ??
    wholeRecordTitle(input, theRecord('account', input.record)) ??
    assignedTitle(input, words, recordName('account', input.record)) ??
    renamedTitle(input, 'Name', 'account') ??
    changedTitle(input, words, recordName('account', input.record), reads),
  examples,
};
