import { describe, expect, it, vi } from 'vitest';
import { toDescribedObject } from './describe.ts';
import { labelsFromDescribe } from './labels.ts';

const described = (name: string, fields: Parameters<typeof toDescribedObject>[0]['fields']) =>
  toDescribedObject({
    name,
    label: name,
    labelPlural: `${name}s`,
    keyPrefix: null,
    queryable: true,
    replicateable: true,
    fields,
  });

const labels = labelsFromDescribe([
  described('Opportunity', [
    { name: 'Amount', label: 'Volumen', type: 'currency' },
    { name: 'CloseDate', label: 'Close Date', type: 'date' },
    { name: 'LastCall', label: 'Last Call', type: 'datetime' },
    { name: 'Probability', label: 'Probability (%)', type: 'percent' },
    { name: 'OwnerId', label: 'Owner ID', type: 'reference', referenceTo: ['User'] },
    {
      name: 'StageName',
      label: 'Stage',
      type: 'picklist',
      picklistValues: [{ value: 'NEG', label: 'Negotiation' }],
    },
    { name: 'Tags', label: 'Tags', type: 'multipicklist', picklistValues: [{ value: 'a', label: 'Alpha' }] },
  ]),
  described('Contact', [
    { name: 'LastName', label: 'Nachname', type: 'string', compoundFieldName: 'Name' },
    { name: 'MailingCity', label: 'Mailing City', type: 'string', compoundFieldName: 'MailingAddress' },
  ]),
]);

describe('labels', () => {
  it('are those of the org, without the ID of lookups', () => {
    expect(labels.label('Opportunity', 'Amount')).toBe('Volumen');
    expect(labels.label('Opportunity', 'OwnerId')).toBe('Owner');
    expect(labels.label('Contact', 'Name.LastName')).toBe('Nachname');
    expect(labels.label('Contact', 'MailingAddress.City')).toBe('Mailing City');
  });

  it('fall back to readable API names', () => {
    const fields = ['NextStep', 'OwnerId', 'MailingAddress.PostalCode', 'Name.FirstName', 'Deal_Score__c'];
    expect(fields.map((field) => labels.label('Case', field))).toEqual([
      'Next Step',
      'Owner',
      'Mailing Postal Code',
      'First Name',
      'Deal Score',
    ]);
  });

  it('of the start of an event are those that people see', () => {
    const fields = [
      { name: 'ActivityDateTime', label: 'Due Date Time', type: 'datetime' },
      { name: 'StartDateTime', label: 'Beginn', type: 'datetime' },
    ];
    const labelOf = (known: typeof fields) =>
      labelsFromDescribe([described('Event', known)]).label('Event', 'ActivityDateTime');
    expect(labelOf(fields)).toBe('Beginn');
    expect(labelOf(fields.slice(0, 1))).toBe('Due Date Time');
    expect(labelOf([])).toBe('Start Date Time');
  });

  it('know lookups, standard ones before the org is described too', () => {
    expect(labels.lookup('Opportunity', 'OwnerId')).toEqual(['User']);
    expect(labels.lookup('Opportunity', 'StageName')).toBeNull();
    expect(labels.lookup('Task', 'WhoId')).toEqual([]);
    expect(labels.lookup('Task', 'Status')).toBeNull();
  });
});

describe('values', () => {
  it.each([
    ['Amount', 52_000, { CurrencyIsoCode: 'EUR' }, 'EUR 52,000'],
    ['Amount', 52_000.5, { CurrencyIsoCode: 'EUR' }, 'EUR 52,000.50'],
    ['Amount', 52_000, {}, '52,000'],
    ['Amount', 0, {}, '0'],
    ['Amount', null, {}, null],
    ['CloseDate', '2027-03-31', {}, '31 Mar 2027'],
    ['CloseDate', '2027-04-01', {}, '1 Apr 2027'],
    ['LastCall', Date.UTC(2026, 10, 23, 9, 5), {}, '23 Nov 2026 09:05 UTC'],
    ['Probability', 75, {}, '75%'],
    ['StageName', 'NEG', {}, 'Negotiation'],
    ['StageName', 'Unheard of', {}, 'Unheard of'],
    ['Tags', 'a;b', {}, 'Alpha, b'],
    ['IsWon', true, {}, 'Yes'],
    ['IsWon', false, {}, 'No'],
    ['Unknown', '2027-03-31', {}, '31 Mar 2027'],
    ['ActivityDateTime', Date.UTC(2026, 10, 23, 9, 5), {}, '23 Nov 2026 09:05 UTC'],
  ] as const)('%s of %s with %o reads %s', (field, value, values, text) => {
    expect(labels.text('Opportunity', field, value, values)).toBe(text);
  });

  // Harm: a close date moved by a day for whoever runs the server west of Greenwich.
  it('dates stay where they are in every time zone', () => {
    for (const zone of ['America/Los_Angeles', 'Asia/Tokyo']) {
      vi.stubEnv('TZ', zone);
      expect(labels.text('Opportunity', 'CloseDate', '2027-03-31', {})).toBe('31 Mar 2027');
    }
    vi.unstubAllEnvs();
  });
});
