import { describe, expect, it } from 'vitest';
import type { Change } from '../../activity/change.ts';
import type { ChangeEvent } from './changeEvent.ts';
import { salesforceFeatures } from './features/index.ts';
import { toChanges } from './normalise.ts';

const event: ChangeEvent = {
  entity: 'Opportunity',
  recordIds: ['006000000000001AAA'],
  changeType: 'UPDATE',
  changeOrigin: 'com/salesforce/api/soap/60.0;client=SfdcInternalAPI/',
  transactionKey: '00006bec-ce66-0611-9018-30a98446c9f2',
  sequenceNumber: 3,
  commitTimestamp: 1_795_444_260_000,
  commitNumber: 1_745_500_706_683_617_281n,
  commitUser: '005000000000001AAA',
  values: {},
  changedFields: [],
  nulledFields: [],
  diffFields: [],
};

function changesOf(part: Partial<ChangeEvent>): readonly Change[] {
  const result = toChanges({ ...event, ...part }, salesforceFeatures);
  if ('gap' in result) throw new Error('a gap came instead of changes');
  return result.changes;
}

describe('an update', () => {
  it('lists what changed without noise and derived fields, and keeps allowed values alone', () => {
    const [change] = changesOf({
      changedFields: [
        'StageName',
        'IsClosed',
        'NextStep',
        'ExpectedRevenue',
        'CloseDate',
        'LastModifiedDate',
      ],
      values: { StageName: 'Open', IsClosed: false, NextStep: 'Secret plan', CloseDate: '2027-03-31' },
    });
    expect(change).toEqual({
      key: 'cdc:1745500706683617281:00006bec-ce66-0611-9018-30a98446c9f2:000003',
      path: 'cdc',
      feature: 'opportunities',
      action: 'updated',
      objectType: 'Opportunity',
      objectId: '006000000000001AAA',
      at: 1_795_444_260_000,
      remoteUserId: '005000000000001AAA',
      transaction: '00006bec-ce66-0611-9018-30a98446c9f2',
      automated: false,
      via: null,
      fields: ['StageName', 'NextStep', 'CloseDate'],
      values: { StageName: 'Open', IsClosed: false, CloseDate: '2027-03-31' },
    });
  });

  it('keeps an emptied field as null', () => {
    const part = { changedFields: ['Amount'], nulledFields: ['Amount'] };
    expect(changesOf(part)[0]).toMatchObject({ fields: ['Amount'], values: { Amount: null } });
  });

  it('names parts of compounds, and reads them', () => {
    const [change] = changesOf({
      entity: 'Contact',
      changedFields: ['Name.LastName', 'MailingAddress.City'],
      values: { Name: { LastName: 'Doe' }, MailingAddress: { City: 'Berlin' } },
    });
    expect(change).toMatchObject({ fields: ['Name.LastName', 'MailingAddress.City'] });
    expect(change?.values).toEqual({ 'Name.LastName': 'Doe' });
  });

  it('reads the parts of a compound that is named as a whole', () => {
    const [change] = changesOf({
      entity: 'Contact',
      changedFields: ['Name'],
      values: { Name: { FirstName: 'Jane', LastName: 'Doe' } },
    });
    expect(change).toMatchObject({
      fields: ['Name'],
      values: { 'Name.FirstName': 'Jane', 'Name.LastName': 'Doe' },
    });
  });

  it('of derived fields alone updates the record but lists nothing; of noise alone it is none', () => {
    const derived = { changedFields: ['IsClosed', 'LastModifiedDate'], values: { IsClosed: true } };
    expect(changesOf(derived)[0]).toMatchObject({ fields: [], values: { IsClosed: true } });
    expect(changesOf({ changedFields: ['LastModifiedDate', 'LastModifiedById'] })).toEqual([]);
  });
});

describe('other saves', () => {
  it('a create and an undelete keep the whole record, texts cut at 255 characters', () => {
    const values = {
      Name: 'x'.repeat(300),
      StageName: 'Open',
      Description: 'Secret',
      Amount: 5,
      OwnerId: null,
    };
    for (const changeType of ['CREATE', 'UNDELETE'] as const) {
      const [change] = changesOf({ changeType, values });
      expect(change?.values).toEqual({ Name: 'x'.repeat(255), StageName: 'Open', Amount: 5 });
      expect(change?.fields).toEqual([]);
    }
  });

  // Harm: the subject of a private event stood in the database.
  it('a private event is created without its subject', () => {
    const values = { Subject: 'Surgery', IsPrivate: true };
    const [change] = changesOf({ entity: 'Event', changeType: 'CREATE', values });
    expect(change?.values).toEqual({ Subject: 'Private', IsPrivate: true });
  });

  it('a delete keeps nothing', () => {
    expect(changesOf({ changeType: 'DELETE' })[0]).toMatchObject({
      action: 'deleted',
      fields: [],
      values: {},
    });
  });

  it('a merged event is one change for each record', () => {
    const part = { recordIds: ['1', '2', '3'], changedFields: ['Amount'], values: { Amount: 1 } };
    expect(changesOf(part).map(({ objectId, key }) => [objectId, key])).toEqual(
      ['1', '2', '3'].map((id) => [id, `cdc:1745500706683617281:${event.transactionKey}:000003`]),
    );
  });

  it('an object that no feature reads gives nothing, nor does a snapshot', () => {
    expect(changesOf({ entity: 'Campaign', changeType: 'CREATE' })).toEqual([]);
    expect(changesOf({ changeType: 'SNAPSHOT' })).toEqual([]);
  });
});

describe('who saved', () => {
  const change = (changeOrigin: string) => changesOf({ changeType: 'DELETE', changeOrigin })[0];

  it('is a program where the Bulk API did it', () => {
    expect(change('com/salesforce/api/bulkapi/60.0;client=Loader')).toMatchObject({
      automated: true,
      via: 'Loader',
    });
    expect(change('com/salesforce/api/rest/60.0;client=My/App')).toMatchObject({
      automated: false,
      via: 'My/App',
    });
  });

  it('came through no client where none is named', () => {
    for (const origin of ['', 'com/salesforce/api/rest/60.0', 'com/salesforce/api/rest/60.0;client=']) {
      expect(change(origin)).toMatchObject({ automated: false, via: null });
    }
  });
});

describe('a gap', () => {
  it.each([
    ['GAP_UPDATE', ['006000000000001AAA']],
    ['GAP_OVERFLOW', ['000000000000000AAA']],
    ['UPDATE', ['006*']],
  ] as const)('of %s is told, not read', (changeType, recordIds) => {
    expect(toChanges({ ...event, changeType, recordIds }, salesforceFeatures)).toEqual({
      gap: { entity: 'Opportunity', recordIds, changeType, at: event.commitTimestamp },
    });
  });
});
