import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openSweepOrg, SWEEP_START, type SweepOrg } from '../../../../test/helpers/sweepOrg.ts';
import type { SweepBatch } from '../../../activity/service.ts';

const COUNT = 12_000;
const month = 30 * 86_400_000;
const wish = { large: true, from: SWEEP_START - 17 * month, to: SWEEP_START - 16 * month };

const keysOf = (batches: readonly SweepBatch[]) =>
  batches.flatMap(({ changes }) => changes.map(({ key }) => key));

describe('an import of long ago', () => {
  let org: SweepOrg;

  beforeAll(async () => {
    org = await openSweepOrg();
    const contact = org.emulator.org.records('Contact')[0]!.Id;
    const people = [org.person('jon'), org.person('mara')] as const;
    // Owner changes, two rows each, three a second.
    org.emulator.org.loadHistory('ContactHistory', {
      count: COUNT,
      at: (index) => {
        const change = Math.floor(index / 2);
        const [from, to] = change % 2 === 0 ? people : [people[1], people[0]];
        return {
          Id: `017${String(index).padStart(12, '0')}AAA`,
          ContactId: contact,
          CreatedById: from,
          CreatedDate: wish.from + Math.floor(change / 3) * 1000,
          Field: 'Owner',
          DataType: index % 2 === 0 ? 'Text' : 'EntityId',
          OldValue: index % 2 === 0 ? 'Jon Park' : from,
          NewValue: index % 2 === 0 ? 'Mara Klein' : to,
          IsDeleted: false,
        };
      },
    });
  });
  afterAll(() => org.close());
  afterEach(() => org.emulator.faults.clear());

  it('goes by a query job where there is much, in batches of the usual size', async () => {
    const { batches, changes, calls } = await org.sweep('field_history', ['contacts', 'cases'], wish);
    expect(changes).toHaveLength(COUNT / 2);
    expect(new Set(keysOf(batches)).size).toBe(COUNT / 2);
    const ids = [org.person('jon'), org.person('mara')];
    expect(changes.every(({ values, before }) => values.OwnerId !== before?.OwnerId)).toBe(true);
    expect(changes.every(({ values }) => ids.includes(String(values.OwnerId)))).toBe(true);
    expect(Math.max(...batches.map(({ rows }) => rows))).toBeLessThanOrEqual(2000);
    expect(batches.flatMap(({ read }) => read.map(({ feature }) => feature)).sort()).toEqual([
      'cases',
      'contacts',
    ]);
    expect(calls).toBeLessThan(15);
  });

  it('goes on with the same job in a later try, and with a new one where that is gone', async () => {
    const { batches } = await org.sweep('field_history', ['contacts'], wish);
    const [named, ...others] = batches;
    expect(named).toMatchObject({ rows: 0, changes: [] });
    for (const stop of [named!, others[3]!]) {
      const before = batches.slice(0, batches.indexOf(stop) + 1);
      const rest = await org.sweep('field_history', ['contacts'], { ...wish, cursor: stop.cursor });
      expect(new Set([...keysOf(before), ...keysOf(rest.batches)]).size).toBe(COUNT / 2);
    }
  });

  it('goes by pages where the org runs no query jobs', async () => {
    org.emulator.faults.inject({ name: 'rest.INVALID_TYPE', times: 99, path: '/jobs/query' });
    const { batches } = await org.sweep('field_history', ['contacts'], wish);
    expect(new Set(keysOf(batches)).size).toBe(COUNT / 2);
  });
});
