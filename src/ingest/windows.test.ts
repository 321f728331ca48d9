import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredChange } from '../activity/change.ts';
import { toWindows } from '../activity/consolidate.ts';
import { activityId, slotOfChange } from '../activity/entries.ts';
import { planEntries } from './windows.ts';

const minute = 60_000;

function change(index: number, at: number): StoredChange {
  return {
    key: `cdc:${String(index).padStart(4, '0')}`,
    path: 'cdc',
    feature: 'opportunities',
    action: 'updated',
    objectType: 'Opportunity',
    objectId: '006000000000001AAA',
    at,
    remoteUserId: '005000000000001AAA',
    transaction: null,
    automated: false,
    via: null,
    fields: ['StageName'],
    values: {},
    arrivedAt: at,
    listed: true,
    windowStart: at,
    bulk: false,
  };
}

/** Stores batch after batch as the pipeline does; answers the entries that stand at the end. */
function ingest(batches: readonly (readonly StoredChange[])[]): Map<string, readonly string[]> {
  const stored = new Map<string, StoredChange>();
  const entries = new Map<string, readonly string[]>();
  for (const batch of batches) {
    if (batch.length === 0) continue;
    const first = Math.min(...batch.map((one) => one.at));
    const near = [...stored.values()].filter((one) => one.windowStart! > first - 20 * minute);
    const plan = planEntries('c', near, batch);
    for (const { key, windowStart } of plan.moved) stored.set(key, { ...stored.get(key)!, windowStart });
    for (const id of plan.removedIds) entries.delete(id);
    for (const one of plan.added) stored.set(one.key, one);
    for (const window of plan.entries) {
      entries.set(
        idOf(window[0]!),
        window.map((one) => one.key),
      );
    }
  }
  return entries;
}

const idOf = (first: StoredChange) => activityId('c', first.objectId, slotOfChange, first.key);

describe('the plan of entries', () => {
  it('ends in the same entries however the updates arrive', () => {
    const arrivals = fc
      .array(fc.integer({ min: 0, max: 90 }), { minLength: 1, maxLength: 25 })
      .chain((minutes) => {
        const changes = minutes.map((at, index) => change(index, at * minute));
        return fc.record({
          changes: fc.constant(changes),
          order: fc.shuffledSubarray(changes, { minLength: changes.length, maxLength: changes.length }),
          cuts: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 25, maxLength: 25 }),
        });
      });
    fc.assert(
      fc.property(arrivals, ({ changes, order, cuts }) => {
        const batches: StoredChange[][] = [];
        for (let from = 0, cut = 0; from < order.length; from += cuts[cut - 1]!) {
          batches.push(order.slice(from, from + cuts[cut++]!));
        }
        const expected = toWindows(changes).map((window) => [idOf(window[0]!), window.map((one) => one.key)]);
        expect(Object.fromEntries(ingest(batches))).toEqual(Object.fromEntries(expected));
      }),
    );
  });

  it('moves the stored updates behind one that came late, and removes the entry that began with them', () => {
    const late = change(0, 5 * minute);
    const stored = { ...change(1, 12 * minute), windowStart: 12 * minute };
    const plan = planEntries('c', [stored], [late]);
    expect(plan.entries.map((window) => window.map((one) => one.key))).toEqual([[late.key, stored.key]]);
    expect(plan.moved).toMatchObject([{ objectId: stored.objectId, key: stored.key, windowStart: late.at }]);
    expect(plan.removedIds).toEqual([idOf(stored)]);
  });
});
