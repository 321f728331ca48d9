import {
  defineObject,
  field,
  flag,
  ownerField,
  picklist,
  readOnly,
  reference,
  systemOnly,
  text,
} from './fields.ts';

/** One sales stage: what it says about probability, forecast and the end of the deal. */
export interface Stage {
  readonly name: string;
  readonly probability: number;
  readonly forecast: 'Pipeline' | 'BestCase' | 'Forecast' | 'Omitted' | 'Closed';
  readonly isClosed: boolean;
  readonly isWon: boolean;
}

const stage = (
  name: string,
  probability: number,
  forecast: Stage['forecast'],
  isClosed = false,
  isWon = false,
): Stage => ({ name, probability, forecast, isClosed, isWon });

/** The stages of a fresh org, in order. */
export const stages: readonly Stage[] = [
  stage('Prospecting', 10, 'Pipeline'),
  stage('Qualification', 10, 'Pipeline'),
  stage('Needs Analysis', 20, 'Pipeline'),
  stage('Value Proposition', 50, 'Pipeline'),
  stage('Id. Decision Makers', 60, 'Pipeline'),
  stage('Perception Analysis', 70, 'Pipeline'),
  stage('Proposal/Price Quote', 75, 'Pipeline'),
  stage('Negotiation/Review', 90, 'Pipeline'),
  stage('Closed Won', 100, 'Closed', true, true),
  stage('Closed Lost', 0, 'Omitted', true),
];

const forecastCategories = ['Omitted', 'Pipeline', 'BestCase', 'Forecast', 'Closed'];

/** The label of a forecast category, as ForecastCategoryName holds it. */
export const forecastLabels: Readonly<Record<Stage['forecast'], string>> = {
  Pipeline: 'Pipeline',
  BestCase: 'Best Case',
  Forecast: 'Commit',
  Omitted: 'Omitted',
  Closed: 'Closed',
};

/** Opportunity, in the order of OpportunityChangeEvent. */
export const opportunity = defineObject(
  {
    name: 'Opportunity',
    label: 'Opportunity',
    labelPlural: 'Opportunities',
    keyPrefix: '006',
    hasChangeEvents: true,
  },
  [
    reference('AccountId', 'Account ID', ['Account']),
    flag('IsPrivate', 'Private'),
    text('Name', 'Name', 120, { required: true, nillable: false }),
    field('Description', 'Description', 'textarea', { length: 32000 }),
    picklist(
      'StageName',
      'Stage',
      stages.map((each) => each.name),
      { required: true, nillable: false },
    ),
    field('Amount', 'Amount', 'currency'),
    field('Probability', 'Probability (%)', 'percent'),
    field('ExpectedRevenue', 'Expected Amount', 'currency', readOnly),
    field('TotalOpportunityQuantity', 'Quantity', 'double'),
    field('CloseDate', 'Close Date', 'date', { required: true, nillable: false }),
    picklist('Type', 'Opportunity Type', [
      'Existing Customer - Upgrade',
      'Existing Customer - Replacement',
      'Existing Customer - Downgrade',
      'New Customer',
    ]),
    text('NextStep', 'Next Step'),
    picklist('LeadSource', 'Lead Source', [
      'Web',
      'Phone Inquiry',
      'Partner Referral',
      'Purchased List',
      'Other',
    ]),
    flag('IsClosed', 'Closed', readOnly),
    flag('IsWon', 'Won', readOnly),
    picklist('ForecastCategory', 'Forecast Category', forecastCategories, readOnly),
    picklist('ForecastCategoryName', 'Forecast Category', Object.values(forecastLabels)),
    reference('CampaignId', 'Campaign ID', ['Campaign']),
    flag('HasOpportunityLineItem', 'Has Line Item', readOnly),
    reference('Pricebook2Id', 'Price Book ID', ['Pricebook2']),
    ownerField(),
  ],
  [
    field('LastStageChangeDate', 'Last Stage Change Date', 'datetime', readOnly),
    reference('ContactId', 'Contact ID', ['Contact'], { createable: true, updateable: false }),
    reference('ContractId', 'Contract ID', ['Contract']),
    reference('LastAmountChangedHistoryId', 'Opportunity History ID', ['OpportunityHistory'], readOnly),
    reference('LastCloseDateChangedHistoryId', 'Opportunity History ID', ['OpportunityHistory'], readOnly),
    field('LastActivityDate', 'Last Activity', 'date', systemOnly),
  ],
);
