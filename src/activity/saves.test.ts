import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredChange } from './change.ts';
import { pathsOfSave, reportsOf, type Save, toSaves } from './saves.ts';

const noon = Date.UTC(2026, 10, 23, 12);
const mara = '005000000000001AAA';
const jon = '005000000000002AAA';

function report(part: Partial<StoredChange> & Pick<StoredChange, 'key' | 'path'>): StoredChange {
  return {
    feature: 'opportunities',
    action: 'updated',
    objectType: 'Opportunity',
    objectId: '006000000000001AAA',
    at: noon,
    remoteUserId: mara,
    transaction: null,
    automated: false,
    via: null,
    fields: [],
    values: {},
    arrivedAt: noon,
    listed: true,
    windowStart: null,
    bulk: false,
    ...part,
  };
}

const streamed = (key: string, part: Partial<StoredChange> = {}) =>
  report({ key: `cdc:${key}`, path: 'cdc', fields: ['StageName'], values: { StageName: key }, ...part });
const row = (key: string, part: Partial<StoredChange> = {}) =>
  report({ key: `fh:${key}`, path: 'field_history', fields: ['StageName'], ...part });
const swept = (key: string, part: Partial<StoredChange> = {}) =>
  report({ key: `delta:${key}`, path: 'delta', ...part });

/** Saves as their keys, order of no matter. */
const shape = (saves: readonly Save[]) =>
  saves
    .map((save) =>
      reportsOf(save)
        .map(({ key }) => key)
        .sort()
        .join('+'),
    )
    .sort();

describe('the reports of one object', () => {
  it('are one save where stream, history and sweep tell of it: the history adds the old value', () => {
    const [save, ...others] = toSaves([
      swept('1'),
      row('1', {
        at: noon + 2_000,
        values: { StageName: 'Won' },
        before: { StageName: 'Open' },
        arrivedAt: noon + 9_000,
      }),
      streamed('1', { values: { StageName: 'Won' }, arrivedAt: noon + 500 }),
    ]);
    expect(others).toEqual([]);
    expect(save).toMatchObject({
      key: 'cdc:1',
      at: noon,
      values: { StageName: 'Won' },
      before: { StageName: 'Open' },
      arrivedAt: noon,
    });
    expect(pathsOfSave(save!)).toEqual(['cdc', 'field_history', 'delta']);
  });

  it('stay two saves with other new values, other people, other fields, or more than two minutes between', () => {
    const one = streamed('1', { values: { StageName: 'Won' } });
    const others = [
      row('1', { values: { StageName: 'Lost' } }),
      row('2', { remoteUserId: jon }),
      row('3', { fields: ['Amount'] }),
      row('4', { at: noon + 121_000 }),
    ];
    for (const other of others) expect(toSaves([one, other])).toHaveLength(2);
    expect(toSaves([one, row('5', { at: noon + 120_000 })])).toHaveLength(1);
  });

  it('pair one to one, the nearest first: a second row is a change that the stream did not show', () => {
    const saves = toSaves([
      streamed('1', { values: { StageName: 'C' } }),
      row('1', { values: { StageName: 'B' }, before: { StageName: 'A' } }),
      row('2', { values: { StageName: 'C' }, before: { StageName: 'B' } }),
    ]);
    expect(shape(saves)).toEqual(['cdc:1+fh:2', 'fh:1']);
    const near = toSaves([streamed('1'), row('1', { at: noon + 60_000 }), row('2', { at: noon + 1_000 })]);
    expect(shape(near)).toEqual(['cdc:1+fh:2', 'fh:1']);
  });

  it('take one row for each field of a change', () => {
    const both = streamed('1', { fields: ['StageName', 'Amount'], values: { StageName: 'B', Amount: 2 } });
    const rows = [
      row('1', { before: { StageName: 'A' } }),
      row('2', { fields: ['Amount'], values: { Amount: 2 }, before: { Amount: 1 } }),
    ];
    const [save] = toSaves([...rows, both]);
    expect(save).toMatchObject({ before: { StageName: 'A', Amount: 1 }, fields: ['StageName', 'Amount'] });
  });

  it('are one creation however far their times lie apart, since a record is created once', () => {
    const saves = toSaves([
      swept('created', { action: 'created', values: { Name: 'Acme' } }),
      streamed('1', { action: 'created', fields: [], at: noon + 300_000 }),
      row('1', { action: 'created', fields: [] }),
      streamed('2', { at: noon + 400_000 }),
    ]);
    expect(shape(saves)).toEqual(['cdc:1+delta:created+fh:1', 'cdc:2']);
  });

  it('of a sweep join what the same person saved in the same second, and nothing else', () => {
    expect(toSaves([streamed('1'), swept('1', { at: noon + 999 })])).toHaveLength(1);
    expect(toSaves([streamed('1'), swept('1', { at: noon + 1_000 })])).toHaveLength(2);
    expect(toSaves([streamed('1'), swept('1', { remoteUserId: jon })])).toHaveLength(2);
  });

  it('of a deletion pair with the nearest one', () => {
    const deleted = { action: 'deleted', fields: [], values: {} } as const;
    const saves = toSaves([
      streamed('1', { ...deleted, at: noon - 600_000 }),
      streamed('2', deleted),
      swept('deleted', { ...deleted, at: noon + 3_000 }),
    ]);
    expect(shape(saves)).toEqual(['cdc:1', 'cdc:2+delta:deleted']);
  });

  it('of a record that a sweep shows after its deletion tell that it was brought back, once', () => {
    const gone = streamed('1', { action: 'deleted', fields: [], values: {} });
    const seen = swept('1', { at: noon + 600_000 });
    const later = swept('2', { at: noon + 900_000 });
    const actions = (...reports: StoredChange[]) => toSaves(reports).map(({ action }) => action);
    expect(actions(gone, seen, later)).toEqual(['deleted', 'undeleted', 'updated']);
    expect(actions({ ...gone, path: 'delta' }, seen)).toEqual(['deleted', 'undeleted']);
    expect(actions(seen, { ...gone, at: noon + 700_000 })).toEqual(['updated', 'deleted']);
    // Something else was told of it in between: it had come back by then.
    expect(actions(gone, streamed('2', { at: noon + 300_000 }), seen)).toEqual([
      ...['deleted', 'updated', 'updated'],
    ]);
    const back = streamed('3', { action: 'undeleted', fields: [], at: noon + 601_000, remoteUserId: jon });
    const [, save, ...others] = toSaves([gone, seen, back]);
    expect(others).toEqual([]);
    expect(save).toMatchObject({ key: back.key, action: 'undeleted', remoteUserId: jon });
  });

  // Harm: where a history table was refused for a while, each change of a deal's stage was told twice for good.
  it('are one save where both snapshots and rows tell of it, with the stream and without', () => {
    const both = { fields: ['StageName', 'Amount'], values: { StageName: 'B', Amount: 2 } };
    const snapshot = report({ key: 'oh:1', path: 'field_history', ...both });
    const stage = row('1', { values: { StageName: 'B' }, before: { StageName: 'A' } });
    const amount = row('2', { fields: ['Amount'], values: { Amount: 2 }, before: { Amount: 1 } });
    const save = { fields: expect.arrayContaining(both.fields), before: { StageName: 'A', Amount: 1 } };
    expect(toSaves([snapshot, stage, amount])).toMatchObject([save]);
    expect(toSaves([amount, streamed('1', both), snapshot, stage])).toMatchObject([save]);
    const next = row('3', { at: noon + 60_000, values: { StageName: 'C' } });
    expect(shape(toSaves([snapshot, stage, amount, next]))).toEqual(['fh:1+fh:2+oh:1', 'fh:3']);
    expect(shape(toSaves([snapshot, row('4', { values: { StageName: 'D' } })]))).toEqual(['fh:4', 'oh:1']);
  });

  it('let history name the fields of a change of which the stream told none', () => {
    const gap = streamed('1:gap', { fields: [], values: {} });
    const [save, ...others] = toSaves([
      gap,
      row('1', { before: { StageName: 'A' } }),
      row('2', { fields: ['Amount'] }),
    ]);
    expect(others).toEqual([]);
    expect(save).toMatchObject({ fields: ['StageName', 'Amount'], before: { StageName: 'A' } });
  });

  it('come to the same saves in every order', () => {
    const seconds = fc.integer({ min: 0, max: 300 });
    const reports = fc
      .array(
        fc.record({
          path: fc.constantFrom('cdc', 'field_history', 'delta'),
          at: seconds,
          field: fc.constantFrom('StageName', 'Amount'),
          value: fc.constantFrom('A', 'B', undefined),
          user: fc.constantFrom(mara, jon),
          action: fc.constantFrom('updated', 'updated', 'updated', 'created', 'deleted', 'undeleted'),
        }),
        { maxLength: 12 },
      )
      .map((parts) =>
        parts.map(({ path, at, field, value, user, action }, index) =>
          report({
            key: `${path === 'field_history' && index % 3 === 0 ? 'oh' : path}:${index}`,
            ...({ path, action } as const),
            at: noon + at * 1000,
            remoteUserId: user,
            fields: path === 'delta' || action !== 'updated' ? [] : [field],
            values: value === undefined ? {} : { [field]: value },
          }),
        ),
      );
    const shuffled = reports.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, ([all, other]) => {
        const told = (saves: readonly Save[]) => saves.map(({ key, action }) => `${key} ${action}`).sort();
        expect(shape(toSaves(other))).toEqual(shape(toSaves(all)));
        expect(told(toSaves(other))).toEqual(told(toSaves(all)));
      }),
      { numRuns: 500 },
    );
  });

  it('are one save each where real changes lie apart, whichever paths told of them', () => {
    const real = fc.array(
      fc.record({ stream: fc.boolean(), history: fc.boolean(), skew: fc.integer({ min: -100, max: 100 }) }),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(real, (changes) => {
        const told = changes.filter(({ stream, history }) => stream || history);
        const reports = told.flatMap(({ stream, history, skew }, index) => {
          const at = noon + index * 600_000;
          const values = { StageName: `stage ${index}` };
          return [
            ...(stream ? [streamed(String(index), { at, values })] : []),
            ...(history ? [row(String(index), { at: at + skew * 1000, values })] : []),
          ];
        });
        expect(toSaves(reports)).toHaveLength(told.length);
      }),
    );
  });
});
