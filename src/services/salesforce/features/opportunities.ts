import type { Feature, ObjectReads, TitleInput, Words } from '../../../activity/feature.ts';
import { opportunityExamples } from './opportunities.examples.ts';
import {
  assignedTitle,
  changedTitle,
  lastValue,
  recordChange,
  recordName,
  renamedTitle,
  reopened,
  textOf,
  theRecord,
  touched,
  wholeRecordTitle,
} from './phrases.ts';

const reads: ObjectReads = {
  type: 'Opportunity',
  streamed: true,
  stage: 'StageName',
  keep: ['Name', 'CurrencyIsoCode', 'IsClosed', 'IsWon'],
  show: [
    'Name',
    'StageName',
    'Amount',
    'CloseDate',
    'Probability',
    'Type',
    'LeadSource',
    'OwnerId',
    'AccountId',
    'CampaignId',
  ],
  // Salesforce computes these from the fields above.
  ignore: [
    'IsClosed',
    'IsWon',
    'ExpectedRevenue',
    'ForecastCategory',
    'ForecastCategoryName',
    'LastStageChangeDate',
    'LastAmountChangedHistoryId',
    'LastCloseDateChangedHistoryId',
    'HasOpportunityLineItem',
  ],
  nameOf: (values) => textOf(values, 'Name'),
  history: {
    object: 'OpportunityFieldHistory',
    parent: 'OpportunityId',
    // Needs no setup, but knows these fields alone.
    snapshots: {
      object: 'OpportunityHistory',
      fields: ['StageName', 'Amount', 'CloseDate', 'Probability'],
    },
  },
};

function title(input: TitleInput, words: Words): string {
  return (
    wholeRecordTitle(input, theRecord('opportunity', input.record)) ??
    stageTitle(input, words) ??
    amountTitle(input, words) ??
    assignedTitle(input, words, recordName('opportunity', input.record)) ??
    renamedTitle(input, 'Name', 'opportunity') ??
    changedTitle(input, words, recordName('opportunity', input.record), reads)
  );
}

/** Where the deal went: what a reader wants to know first, whatever else was saved with it. */
function stageTitle({ changes, record }: TitleInput, words: Words): string | null {
  if (!touched(changes, 'StageName')) return null;
  const name = recordName('opportunity', record);
  const stage = lastValue(changes, 'StageName');
  const closed = lastValue(changes, 'IsClosed');
  // A move from one closed stage to another changes only whether it was won.
  const won = lastValue(changes, 'IsWon') ?? (record.values.StageName === stage && record.values.IsWon);
  if (closed === true || won === true) return `Closed ${name} as ${won === true ? 'won' : 'lost'}`;
  const text = stage === undefined ? null : words.text(record.type, 'StageName', stage, record);
  if (reopened(changes)) return text === null ? `Reopened ${name}` : `Reopened ${name} in ${text}`;
  return text === null ? `Changed the stage of ${name}` : `Moved ${name} to ${text}`;
}

function amountTitle({ changes, record }: TitleInput, words: Words): string | null {
  const amount = touched(changes, 'Amount') ? lastValue(changes, 'Amount') : undefined;
  if (typeof amount !== 'number') return null;
  const text = words.text(record.type, 'Amount', amount, record);
  return `Changed the amount of ${recordName('opportunity', record)} to ${text}`;
}

/** Deals: what was created, moved, closed, reassigned. */
export const opportunities: Feature = {
  key: 'opportunities',
  name: 'Opportunities',
  defaultPath: 'cdc',
  objects: [reads],
  slots: [],
  changeEntry: (change) => recordChange('opportunities', change),
  recordEntries: () => [],
  title,
  examples: opportunityExamples,
};
