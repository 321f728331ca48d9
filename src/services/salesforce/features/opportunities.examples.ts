import type { FeatureExample } from '../../../activity/feature.ts';

const at = Date.UTC(2026, 10, 23, 14, 31);
const minute = 60_000;
const created = {
  action: 'created',
  at: at - 24 * 60 * minute,
  values: {
    Name: 'Acme renewal',
    StageName: 'Proposal',
    Amount: 48_000,
    CurrencyIsoCode: 'EUR',
    CloseDate: '2027-03-31',
    IsClosed: false,
    IsWon: false,
  },
} as const;
const entry = { action: 'created', title: 'Created the opportunity Acme renewal' } as const;

/** What the feature `opportunities` makes of saves of one deal. */
export const opportunityExamples: readonly FeatureExample[] = [
  {
    name: 'a new stage moves the deal, and its derived fields are not mentioned',
    changes: [created, { action: 'updated', at, values: { StageName: 'Negotiation', Probability: 75 } }],
    expect: [
      { ...entry, category: 'record_change', durationSeconds: 60, durationSource: 'estimated' },
      { action: 'updated', title: 'Moved Acme renewal to Negotiation', at },
    ],
  },
  {
    name: 'a deal that becomes closed and won is closed as won, whatever the stage is called',
    changes: [
      created,
      { action: 'updated', at, values: { StageName: 'Signed', IsClosed: true, IsWon: true } },
    ],
    expect: [entry, { action: 'updated', title: 'Closed Acme renewal as won' }],
  },
  {
    name: 'a deal that becomes closed and not won is closed as lost',
    changes: [created, { action: 'updated', at, values: { StageName: 'Gone', IsClosed: true } }],
    expect: [entry, { action: 'updated', title: 'Closed Acme renewal as lost' }],
  },
  {
    name: 'a closed deal that opens again is reopened',
    changes: [
      created,
      { action: 'updated', at, values: { StageName: 'Gone', IsClosed: true } },
      { action: 'updated', at: at + 60 * minute, values: { StageName: 'Proposal', IsClosed: false } },
    ],
    expect: [
      entry,
      { action: 'updated', title: 'Closed Acme renewal as lost' },
      { action: 'updated', title: 'Reopened Acme renewal in Proposal' },
    ],
  },
  {
    name: 'an amount reads with the currency of the record',
    changes: [created, { action: 'updated', at, values: { Amount: 52_000 } }],
    expect: [entry, { action: 'updated', title: 'Changed the amount of Acme renewal to EUR 52,000' }],
  },
  {
    name: 'a close date stays the date that it is',
    changes: [created, { action: 'updated', at, values: { CloseDate: '2027-04-01' } }],
    expect: [entry, { action: 'updated', title: 'Changed the close date of Acme renewal to 1 Apr 2027' }],
  },
  {
    name: 'a new owner is named',
    changes: [{ action: 'updated', at, values: { OwnerId: '005000000000002AAA' } }],
    names: { '005000000000002AAA': 'Jonas Weber' },
    expect: [{ action: 'updated', title: 'Assigned an opportunity to Jonas Weber' }],
  },
  {
    name: 'a text that may not be kept is named by its label alone',
    changes: [created, { action: 'updated', at, fields: ['Description', 'NextStep'], values: {} }],
    expect: [entry, { action: 'updated', title: 'Changed the description and next step of Acme renewal' }],
  },
  {
    name: 'saves within ten minutes are one entry at the time of the first',
    changes: [
      created,
      { action: 'updated', at, values: { StageName: 'Negotiation' } },
      { action: 'updated', at: at + 9 * minute, values: { StageName: 'Proposal', Amount: 50_000 } },
      { action: 'updated', at: at + 10 * minute, values: { Amount: null } },
    ],
    expect: [
      entry,
      { action: 'updated', title: 'Moved Acme renewal to Proposal', at, durationSeconds: 60 },
      { action: 'updated', title: 'Cleared the amount of Acme renewal', at: at + 10 * minute },
    ],
  },
  {
    name: 'a new name is said once',
    changes: [created, { action: 'updated', at, values: { Name: 'Acme renewal 2027' } }],
    expect: [
      { action: 'created', title: 'Created the opportunity Acme renewal 2027' },
      { action: 'updated', title: 'Renamed an opportunity to Acme renewal 2027' },
    ],
  },
  {
    name: 'a deal whose name is not known yet is an opportunity',
    changes: [{ action: 'updated', at, values: { StageName: 'Negotiation' } }],
    expect: [{ action: 'updated', title: 'Moved an opportunity to Negotiation' }],
  },
  {
    name: 'a deleted deal keeps its name, and comes back under it',
    changes: [
      created,
      { action: 'deleted', at },
      { action: 'undeleted', at: at + minute, values: created.values },
    ],
    expect: [
      entry,
      { action: 'deleted', title: 'Deleted the opportunity Acme renewal' },
      { action: 'undeleted', title: 'Restored the opportunity Acme renewal' },
    ],
  },
];
