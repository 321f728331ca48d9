import { expect, it } from 'vitest';
import { toDescribedObject } from './describe.ts';
import { salesforceFeatures } from './features/index.ts';
import { columnsOf, toReadRecord } from './rows.ts';

function readsOf(type: string) {
  return salesforceFeatures.flatMap(({ objects }) => objects).find((reads) => reads.type === type)!;
}

function described(name: string, fields: readonly (readonly [string, string, string?])[]) {
  return toDescribedObject({
    name,
    label: name,
    labelPlural: `${name}s`,
    keyPrefix: null,
    queryable: true,
    replicateable: true,
    fields: fields.map(([field, type, compoundFieldName]) => ({
      name: field,
      label: field,
      type,
      compoundFieldName,
    })),
  });
}

it('selects what may be kept and the org has, and names parts as events name them', () => {
  const reads = readsOf('Contact');
  const contact = described('Contact', [
    ['Name', 'string'],
    ['FirstName', 'string', 'Name'],
    ['LastName', 'string', 'Name'],
    ['MailingCity', 'string', 'MailingAddress'],
    ['Email', 'email'],
    ['Description', 'textarea'],
  ]);
  const columns = columnsOf(reads, contact);
  expect(columns.map(({ column }) => column)).toEqual(['Name', 'FirstName', 'LastName']);
  // Some answers have ids in their short form.
  const row = { Id: '003000000000001', Name: 'Jane Doe', FirstName: 'Jane', LastName: 'Doe', Email: 'x' };
  expect(toReadRecord(row, reads, columns)).toEqual({
    id: '003000000000001AAA',
    type: 'Contact',
    name: 'Jane Doe',
    values: { Name: 'Jane Doe', 'Name.FirstName': 'Jane', 'Name.LastName': 'Doe' },
  });
});

it('reads date-times as epoch ms, dates as they are, and no subject of a private event', () => {
  const reads = readsOf('Event');
  const event = described('Event', [
    ['Subject', 'combobox'],
    ['IsPrivate', 'boolean'],
    ['ActivityDateTime', 'datetime'],
    ['ActivityDate', 'date'],
    ['WhoId', 'reference'],
  ]);
  const row = {
    Id: '00U000000000001AAA',
    Subject: 'Surgery',
    IsPrivate: true,
    ActivityDateTime: '2026-11-25T14:00:00.000+0000',
    ActivityDate: '2026-11-25',
    WhoId: null,
  };
  expect(toReadRecord(row, reads, columnsOf(reads, event))).toEqual({
    id: '00U000000000001AAA',
    type: 'Event',
    name: 'Private',
    values: {
      Subject: 'Private',
      IsPrivate: true,
      ActivityDateTime: Date.UTC(2026, 10, 25, 14),
      ActivityDate: '2026-11-25',
      WhoId: null,
    },
  });
});
