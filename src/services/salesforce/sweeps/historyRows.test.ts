import { describe, expect, it } from 'vitest';
import { toDescribedObject } from '../describe.ts';
import { salesforceFeatures } from '../features/index.ts';
import type { Row } from '../rest.ts';
import { readHistoryRows } from './historyRows.ts';
import { isTable, type Table, tablesOf } from './tables.ts';

// Rows as the Object Reference describes them ("CaseHistory", "Field History"): two for each change of a lookup.
const jon = '005000000000001';
const mara = '005000000000002AAA';
const record = '500000000000001AAA';
const head = {
  attributes: { type: 'CaseHistory', url: '/x' },
  CaseId: record,
  CreatedById: '005000000000009AAA',
  CreatedDate: '2026-03-02T09:00:00.000+0000',
};
let count = 0;
const row = (Field: unknown, OldValue: unknown = null, NewValue: unknown = null, more: Row = {}): Row => {
  count += 1;
  return { ...head, Id: `017${String(count).padStart(12, '0')}AAA`, Field, OldValue, NewValue, ...more };
};

function tableOf(key: string, names: readonly string[] = []): Table {
  const feature = salesforceFeatures.find((one) => one.key === key)!;
  const { type, history } = feature.objects[0]!;
  const fields = (list: readonly { name: string; type: string; relationshipName?: string }[]) => list;
  const described = [
    toDescribedObject({
      name: type,
      fields: fields([
        { name: 'OwnerId', type: 'reference', relationshipName: 'Owner' },
        { name: 'AccountId', type: 'reference', relationshipName: 'Account' },
        { name: 'Status', type: 'picklist' },
        { name: 'IsEscalated', type: 'boolean' },
        { name: 'Amount', type: 'currency' },
        { name: 'CloseDate', type: 'date' },
        { name: 'Product__c', type: 'multipicklist' },
        ...names.map((name) => ({ name, type: 'string' })),
      ]),
    }),
    toDescribedObject({
      name: history!.object,
      fields: ['Id', 'Field', 'CreatedDate', 'CreatedById', history!.parent, 'OldValue', 'NewValue'].map(
        (name) => ({ name, type: 'string' }),
      ),
    }),
  ];
  const tables = tablesOf('field_history', feature, new Map(described.map((one) => [one.name, one])));
  return tables.find(isTable)!;
}

const cases = tableOf('cases');
const read = (rows: readonly Row[], isLast = true) => readHistoryRows(cases, rows, isLast);
const told = (rows: readonly Row[]) =>
  read(rows).changes.map(({ fields, values, before }) => ({ fields, values, before }));

describe('rows of Field History', () => {
  it('are one change for a lookup, by ids of either length, whichever row comes first', () => {
    const names = row('Owner', 'Jon Park', 'Mara Klein');
    const ids = row('Owner', jon, mara);
    for (const rows of [
      [names, ids],
      [ids, names],
    ]) {
      const { changes } = read(rows);
      expect(changes).toHaveLength(1);
      expect(changes[0]).toMatchObject({
        key: `fh:${ids.Id}`,
        fields: ['OwnerId'],
        values: { OwnerId: mara },
        before: { OwnerId: `${jon}AAA` },
        at: Date.UTC(2026, 2, 2, 9),
      });
    }
  });

  it('are as many changes of a lookup as there were in that second', () => {
    const rows = [
      row('Owner', 'Jon Park', 'Mara Klein'),
      row('Owner', jon, mara),
      row('Owner', 'Mara Klein', 'Jon Park'),
      row('Owner', mara, jon),
    ];
    expect(told(rows).map(({ values }) => values.OwnerId)).toEqual([mara, `${jon}AAA`]);
  });

  it('name a lookup alone where only the row with names is there', () => {
    expect(told([row('Account', 'Acme', 'Globex')])).toEqual([{ fields: ['AccountId'], values: {} }]);
    // A name may be as long as an id is.
    expect(told([row('Account', null, 'Christopherson1')])).toEqual([{ fields: ['AccountId'], values: {} }]);
  });

  it('tell a lookup that was filled or emptied by the row with ids', () => {
    const rows = [row('Account', null, 'Acme'), row('Account', null, '001000000000001AAA')];
    expect(told(rows)).toEqual([
      {
        fields: ['AccountId'],
        values: { AccountId: '001000000000001AAA' },
        before: { AccountId: null },
      },
    ]);
  });

  it('wait for their other half where it may be on the next page, and no longer', () => {
    const names = row('Owner', 'Jon Park', 'Mara Klein');
    const ids = row('Owner', jon, mara);
    const earlier = { CreatedDate: '2026-03-02T08:59:59.000+0000' };
    const alone = row('Account', 'Acme', 'Globex', earlier);
    const first = read([alone, names], false);
    expect(first.changes.map(({ fields }) => fields)).toEqual([['AccountId']]);
    expect(first.held).toEqual([names]);
    const second = read([...first.held, ids], false);
    expect(second).toMatchObject({ changes: [{ key: `fh:${ids.Id}` }], held: [] });
  });

  it('have values of the field’s type, be they JSON or text', () => {
    expect(told([row('IsEscalated', false, true), row('IsEscalated', 'true', 'false')])).toMatchObject([
      { values: { IsEscalated: true }, before: { IsEscalated: false } },
      { values: { IsEscalated: false }, before: { IsEscalated: true } },
    ]);
    const deals = tableOf('opportunities');
    const ofDeal = { CaseId: undefined, OpportunityId: '006000000000001AAA' };
    const { changes } = readHistoryRows(
      deals,
      [
        row('Amount', '1000.5', '2000.0', ofDeal),
        row('Amount', 1000.5, null, ofDeal),
        row('CloseDate', '2026-03-31', '2026-04-01T00:00:00.000+0000', ofDeal),
      ],
      true,
    );
    expect(changes.map(({ values, before }) => [before, values])).toEqual([
      [{ Amount: 1000.5 }, { Amount: 2000 }],
      [{ Amount: 1000.5 }, { Amount: null }],
      [{ CloseDate: '2026-03-31' }, { CloseDate: '2026-04-01' }],
    ]);
  });

  it('keep no values of texts that may not be shown, of lists of several, and where there are none', () => {
    const rows = [row('Subject', 'a', 'b'), row('Product__c', 'a;b', 'a'), row('Status')];
    expect(told(rows)).toEqual([
      { fields: ['Subject'], values: {} },
      { fields: ['Product__c'], values: {} },
      { fields: ['Status'], values: {} },
    ]);
  });

  it('say nothing where only derived fields, comments or feed events moved', () => {
    const rows = ['IsClosed', 'LastModifiedDate', 'feedEvent', 'external', 'locked', 'unlocked'].map(
      (field) => row(field),
    );
    expect(read(rows)).toEqual({ changes: [], rejects: [], held: [] });
  });

  it.each([
    ['created', 'created', {}],
    ['accountCreatedFromLead', 'created', {}],
    ['contactCreatedFromLead', 'created', {}],
    ['opportunityCreatedFromLead', 'created', {}],
    ['leadConverted', 'updated', { IsConverted: true }],
    ['leadMerged', 'updated', { merged: true }],
    ['accountMerged', 'updated', { merged: true }],
    ['contactMerged', 'updated', { merged: true }],
    ['accountUpdatedByLead', 'updated', {}],
    ['closed', 'updated', { IsClosed: true }],
    // Of a field that was deleted there is only the id.
    ['00N000000000001EAA', 'updated', {}],
  ])('mean what happened by the word %s', (field, action, values) => {
    expect(read([row(field)]).changes).toMatchObject([{ action, fields: [], values }]);
  });

  it.each(['ownerAssignment', 'ownerAccepted', 'ownerEscalated'])(
    'mean a new owner by the word %s',
    (field) => {
      const rows = [row(field, 'Second line', 'Jon Park'), row(field, '00G000000000001AAA', jon)];
      expect(told(rows)).toEqual([
        {
          fields: ['OwnerId'],
          values: { OwnerId: `${jon}AAA` },
          before: { OwnerId: '00G000000000001AAA' },
        },
      ]);
    },
  );

  it('are rejects where they cannot be understood, without what they say', () => {
    const { changes, rejects } = read([
      row(null, 'secret', 'secret'),
      row('Status', 'a', 'b', { CaseId: null }),
    ]);
    expect(changes).toEqual([]);
    expect(rejects).toHaveLength(2);
    expect(JSON.stringify(rejects)).not.toContain('secret');
    expect(rejects[0]).toMatchObject({ feature: 'cases', key: expect.stringMatching(/^fh:017/) });
  });
});
