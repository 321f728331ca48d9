import type { Feature, FeatureExample, ObjectReads, TitleInput, Words } from '../../../activity/feature.ts';
import {
  assignedTitle,
  changedTitle,
  lastValue,
  mergedTitle,
  personName,
  recordChange,
  recordName,
  textOf,
  theRecord,
  touched,
  wholeRecordTitle,
} from './phrases.ts';

const reads: ObjectReads = {
  type: 'Lead',
  streamed: false,
  keep: [
    'Name',
    'Name.FirstName',
    'Name.MiddleName',
    'Name.LastName',
    'Name.Suffix',
    'Company',
    'IsConverted',
    'MasterRecordId',
    'CurrencyIsoCode',
  ],
  show: [
    'Status',
    'Rating',
    'LeadSource',
    'Industry',
    'OwnerId',
    'Title',
    'AnnualRevenue',
    'NumberOfEmployees',
  ],
  ignore: [
    'IsConverted',
    'MasterRecordId',
    'ConvertedDate',
    'ConvertedAccountId',
    'ConvertedContactId',
    'ConvertedOpportunityId',
    'IsUnreadByOwner',
    'LastTransferDate',
    'CleanStatus',
    'Jigsaw',
    'JigsawContactId',
  ],
  nameOf: (values) => personName(values) ?? textOf(values, 'Company'),
  history: { object: 'LeadHistory', parent: 'LeadId' },
};

const at = Date.UTC(2026, 10, 23, 10, 40);
const minute = 60_000;
const created = {
  action: 'created',
  at: at - 60 * minute,
  values: { 'Name.FirstName': 'Ravi', 'Name.LastName': 'Sample', Company: 'Sample Ltd', Status: 'New' },
} as const;
const entry = { action: 'created', title: 'Created the lead Ravi Sample' } as const;

/** What the feature `leads` makes of saves of one lead. */
const examples: readonly FeatureExample[] = [
  {
    name: 'a lead is worked on',
    changes: [created, { action: 'updated', at, values: { Status: 'Contacted' } }],
    expect: [
      { ...entry, category: 'record_change' },
      { action: 'updated', title: 'Set the lead Ravi Sample to Contacted' },
    ],
  },
  {
    name: 'a conversion is one entry, whatever its status is called',
    changes: [created, { action: 'updated', at, values: { Status: 'Done', IsConverted: true } }],
    expect: [entry, { action: 'updated', title: 'Converted the lead Ravi Sample' }],
  },
  {
    name: 'a conversion that Field History tells is a conversion too',
    changes: [
      created,
      { action: 'updated', path: 'field_history', at, fields: [], values: { IsConverted: true } },
      {
        action: 'updated',
        path: 'field_history',
        at,
        values: { Status: 'Qualified' },
        before: { Status: 'New' },
      },
    ],
    expect: [entry, { action: 'updated', title: 'Converted the lead Ravi Sample' }],
  },
  {
    name: 'a lead that was merged away',
    changes: [
      created,
      { action: 'deleted', path: 'delta', at, values: { MasterRecordId: '00Q000000000002AAA' } },
    ],
    names: { '00Q000000000002AAA': 'R. Sample' },
    expect: [entry, { action: 'deleted', title: 'Merged the lead Ravi Sample into R. Sample' }],
  },
  {
    name: 'a lead is handed over',
    changes: [created, { action: 'updated', at, values: { OwnerId: '005000000000002AAA' } }],
    names: { '005000000000002AAA': 'Jonas Weber' },
    expect: [entry, { action: 'updated', title: 'Assigned the lead Ravi Sample to Jonas Weber' }],
  },
  {
    name: 'a lead without a person is called by its company',
    changes: [{ action: 'created', at, values: { Company: 'Sample Ltd' } }],
    expect: [{ action: 'created', title: 'Created the lead Sample Ltd' }],
  },
];

function title(input: TitleInput, words: Words): string {
  const lead = theRecord('lead', input.record);
  return (
    mergedTitle(input, words, 'lead') ??
    wholeRecordTitle(input, lead) ??
    progressTitle(input, words, lead) ??
    assignedTitle(input, words, lead) ??
    changedTitle(input, words, recordName('lead', input.record), reads)
  );
}

function progressTitle({ changes, record }: TitleInput, words: Words, lead: string): string | null {
  if (lastValue(changes, 'IsConverted') === true) return `Converted ${lead}`;
  if (!touched(changes, 'Status')) return null;
  const status = lastValue(changes, 'Status');
  const text = status === undefined ? null : words.text(record.type, 'Status', status, record);
  return text === null ? `Changed the status of ${lead}` : `Set ${lead} to ${text}`;
}

/** Leads: what came in, was worked on, converted. */
export const leads: Feature = {
  key: 'leads',
  name: 'Leads',
  defaultPath: 'sweep',
  objects: [reads],
  slots: [],
  changeEntry: (change) => recordChange('leads', change),
  recordEntries: () => [],
  title,
  examples,
};
