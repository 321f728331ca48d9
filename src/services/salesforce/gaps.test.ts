import { describe, expect, it } from 'vitest';
import type { ReadRecord } from '../../activity/service.ts';
import type { ChangeEvent, ChangeType } from './changeEvent.ts';
import { salesforceFeatures } from './features/index.ts';
import { fillGaps } from './gaps.ts';

const feature = salesforceFeatures.find((one) => one.key === 'opportunities')!;
const at = Date.UTC(2026, 10, 23, 9);
const deal = '006000000000001AAA';

function gapOf(changeType: ChangeType, recordIds: readonly string[] = [deal]) {
  const event: ChangeEvent = {
    ...{
      entity: 'Opportunity',
      recordIds,
      changeType,
      changeOrigin: '',
      transactionKey: 't',
      sequenceNumber: 1,
    },
    ...{ commitTimestamp: at, commitNumber: 7n, commitUser: '005000000000001AAA', values: {} },
    ...{ changedFields: [], nulledFields: [], diffFields: [] },
  };
  return { event, feature };
}

const row: ReadRecord = {
  id: deal,
  type: 'Opportunity',
  name: 'Acme renewal',
  values: { Name: 'Acme renewal' },
};
const reader = (rows: readonly ReadRecord[] = [row]) => {
  const asked: (readonly { type: string; id: string }[])[] = [];
  return {
    asked,
    read: async (wanted: readonly { type: string; id: string }[]) => {
      asked.push(wanted);
      return rows;
    },
  };
};

describe('a gap event', () => {
  it.each([
    ['GAP_CREATE', 'created'],
    ['GAP_UPDATE', 'updated'],
    ['GAP_UNDELETE', 'undeleted'],
  ] as const)('%s becomes %s by who saved, with the values of the row', async (changeType, action) => {
    const { read } = reader();
    const [filled] = await fillGaps([gapOf(changeType)], read);
    expect(filled).toMatchObject({
      changes: [
        {
          ...{ action, objectId: deal, at, remoteUserId: '005000000000001AAA', path: 'cdc', fields: [] },
          values: { Name: 'Acme renewal' },
        },
      ],
    });
  });

  it('is read together with the others of its batch, each record once, deleted ones not at all', async () => {
    const { asked, read } = reader();
    const other = '006000000000002AAA';
    await fillGaps([gapOf('GAP_UPDATE', [deal, other]), gapOf('GAP_UPDATE'), gapOf('GAP_DELETE')], read);
    expect(asked).toEqual([
      [
        { type: 'Opportunity', id: deal },
        { type: 'Opportunity', id: other },
      ],
    ]);
  });

  it('of a record that is gone or hidden still says what happened', async () => {
    const [filled] = await fillGaps([gapOf('GAP_UPDATE')], reader([]).read);
    expect(filled).toMatchObject({ changes: [{ action: 'updated', values: {} }] });
  });

  it.each([
    ['GAP_OVERFLOW', ['000000000000000AAA'], 'overflow'],
    ['GAP_UPDATE', ['006*'], 'wildcard'],
    ['UPDATE', ['006*'], 'wildcard'],
  ] as const)('%s of %o is a hole', async (changeType, ids, cause) => {
    const { asked, read } = reader();
    const [filled] = await fillGaps([gapOf(changeType, ids)], read);
    expect(filled).toMatchObject({ hole: { features: ['opportunities'], cause, to: at } });
    expect(asked).toEqual([]);
  });
});
