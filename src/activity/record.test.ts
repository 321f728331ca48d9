import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change, RecordState } from './change.ts';
import type { ObjectReads } from './feature.ts';
import { mergeRead, mergeRecord, redactChange } from './record.ts';

const reads: ObjectReads = {
  type: 'Deal',
  streamed: true,
  keep: ['First', 'Last', 'Secret'],
  show: ['Stage', 'Amount'],
  ignore: [],
  nameOf: ({ First, Last }) => [First, Last].filter(Boolean).join(' ') || null,
  redact: (values, { values: known }) =>
    known.Secret === true && 'Last' in values ? { ...values, Last: 'Hidden' } : values,
};

function save(at: number, action: Change['action'], values: Change['values'] = {}): Change {
  return {
    key: `k${at}`,
    path: 'cdc',
    feature: 'deals',
    action,
    objectType: 'Deal',
    objectId: '1',
    at,
    remoteUserId: `user${at}`,
    transaction: null,
    automated: false,
    via: null,
    fields: [],
    values,
  };
}

function merge(saves: readonly Change[]): RecordState {
  return saves.reduce<RecordState | null>(
    (state, each) => mergeRecord(state, each, each.at + 5, reads),
    null,
  )!;
}

describe('a record', () => {
  it('is the same for every order in which its saves arrive', () => {
    const value = fc.option(fc.string({ maxLength: 3 }));
    const values = fc.record({ First: value, Stage: value, Amount: value }, { requiredKeys: [] });
    const action = fc.constantFrom<Change['action']>('created', 'updated', 'deleted', 'undeleted');
    const one = fc.tuple(fc.integer({ min: 1, max: 1000 }), action, values);
    const saves = fc.uniqueArray(one, { selector: ([at]) => at, minLength: 1, maxLength: 12 });
    const orders = saves.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(orders, (both) => {
        const [a, b] = both.map((list) =>
          merge(list.map(([at, act, v]) => save(at, act, act === 'deleted' ? {} : v))),
        );
        expect(b).toEqual(a);
      }),
    );
  });

  it('takes the later save field by field and keeps names made of parts', () => {
    const state = merge([
      save(10, 'created', { First: 'Jane', Last: 'Doe', Stage: 'New' }),
      save(30, 'updated', { Last: 'Miller' }),
      save(20, 'updated', { Last: 'Smith', Stage: 'Open' }),
    ]);
    expect(state).toMatchObject({ name: 'Jane Miller', whole: true, deleted: false });
    expect(state.values).toEqual({ First: 'Jane', Last: 'Miller', Stage: 'Open' });
    expect(state.saved).toMatchObject({ at: 30, arrivedAt: 35, remoteUserId: 'user30' });
    expect(state.paths).toEqual(['cdc']);
  });

  it('keeps its values when it is deleted, and takes a whole new set when it is restored', () => {
    const deleted = merge([save(10, 'created', { Last: 'Doe', Stage: 'New' }), save(20, 'deleted')]);
    expect(deleted).toMatchObject({ deleted: true, name: 'Doe' });
    const restored = mergeRecord(deleted, save(30, 'undeleted', { Last: 'Doe' }), 31, reads);
    expect(restored).toMatchObject({ deleted: false, values: { Last: 'Doe' } });
    expect(restored.values).not.toHaveProperty('Stage');
  });

  it('keeps what other readings know of it when it is restored', () => {
    const state = merge([save(10, 'updated', { attendees: true }), save(20, 'undeleted', { Last: 'Doe' })]);
    expect(state.values).toEqual({ attendees: true, Last: 'Doe' });
  });

  it('that was read keeps what was saved after the reading', () => {
    const before = merge([save(10, 'updated', { Stage: 'New' }), save(30, 'updated', { Amount: 5 })]);
    const read = { id: '1', type: 'Deal', name: 'Doe', values: { Last: 'Doe', Stage: 'Open', Amount: 4 } };
    const state = mergeRead(before, read, 20, reads);
    expect(state).toMatchObject({ name: 'Doe', whole: true, saved: { at: 30 } });
    expect(state.values).toEqual({ Last: 'Doe', Stage: 'Open', Amount: 5 });
    expect(mergeRecord(state, save(15, 'updated', { Stage: 'Old' }), 40, reads).values.Stage).toBe('Open');
  });

  it('that was read is not deleted, unless it was deleted later', () => {
    const deleted = merge([save(20, 'deleted')]);
    const read = { id: '1', type: 'Deal', name: null, values: {} };
    expect(mergeRead(deleted, read, 30, reads).deleted).toBe(false);
    expect(mergeRead(deleted, read, 10, reads).deleted).toBe(true);
    expect(mergeRead(null, read, 10, reads)).toMatchObject({ whole: true, deleted: false, paths: [] });
  });

  // Harm: the subject of a private event stood in the database.
  it('never holds what its object redacts, nor do its stored changes', () => {
    const change = save(20, 'updated', { Last: 'Told' });
    const state = merge([save(10, 'created', { Last: 'Open', Secret: true }), change]);
    expect(JSON.stringify(state)).not.toMatch(/Open|Told/);
    expect(redactChange(change, state, reads).values).toEqual({ Last: 'Hidden' });
    const plain = save(30, 'updated', { Stage: 'New' });
    expect(redactChange(plain, state, reads)).toBe(plain);
  });
});
