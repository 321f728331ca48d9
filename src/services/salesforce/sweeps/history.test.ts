import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openSweepOrg, SWEEP_START, type SweepOrg } from '../../../../test/helpers/sweepOrg.ts';
import type { Change } from '../../../activity/change.ts';

const HISTORY = ['opportunities', 'cases', 'contacts', 'accounts', 'leads'];
const hour = 3_600_000;

const told = (changes: readonly Change[]) =>
  changes.map(({ action, fields, values, before }) => ({ action, fields, values, before }));

describe('a sweep of Field History', () => {
  let org: SweepOrg;

  beforeAll(async () => {
    org = await openSweepOrg();
  });
  afterAll(() => org.close());
  beforeEach(() => org.advance(2 * hour));
  afterEach(() => org.emulator.faults.clear());

  const first = (object: string) => org.emulator.org.records(object)[0]!.Id;

  it('tells each changed field with both values, by who changed it', async () => {
    const deal = first('Opportunity');
    const before = org.emulator.org.find('Opportunity', deal)!;
    org.as('jon', (tx) => tx.update('Opportunity', deal, { Amount: 4711, CloseDate: '2026-06-30' }));
    const { changes } = await org.sweep('field_history', HISTORY);
    expect(changes).toHaveLength(2);
    const shared = {
      ...{ path: 'field_history', action: 'updated', feature: 'opportunities', objectType: 'Opportunity' },
      ...{ objectId: deal, remoteUserId: org.person('jon'), at: SWEEP_START + 2 * hour + 60_000 },
      ...{ transaction: null, automated: false, via: null },
    };
    expect(changes).toContainEqual({
      ...{ ...shared, key: expect.stringMatching(/^fh:017\w{15}$/) },
      ...{ fields: ['Amount'], values: { Amount: 4711 }, before: { Amount: before.Amount } },
    });
    expect(changes).toContainEqual({
      ...{ ...shared, key: expect.any(String) },
      ...{ fields: ['CloseDate'], values: { CloseDate: '2026-06-30' } },
      before: { CloseDate: before.CloseDate },
    });
  });

  it('tells a new owner once, by ids, and a text that may not be kept by its name alone', async () => {
    const account = first('Account');
    const { OwnerId } = org.emulator.org.find('Account', account)!;
    org.as('olga', (tx) =>
      tx.update('Account', account, { OwnerId: org.person('mara'), Phone: '1', Description: 'x' }),
    );
    const { changes } = await org.sweep('field_history', ['accounts']);
    expect(told(changes)).toEqual(
      expect.arrayContaining([
        {
          ...{ action: 'updated', fields: ['OwnerId'], values: { OwnerId: org.person('mara') } },
          before: { OwnerId },
        },
        { action: 'updated', fields: ['Phone'], values: {}, before: undefined },
        { action: 'updated', fields: ['Description'], values: {}, before: undefined },
      ]),
    );
    expect(changes).toHaveLength(3);
  });

  it('calls parts of compounds as change events do', async () => {
    org.as('jon', (tx) =>
      tx.update('Contact', first('Contact'), { LastName: 'Miller', MailingCity: 'Bonn' }),
    );
    const { changes } = await org.sweep('field_history', ['contacts']);
    expect(changes.flatMap(({ fields }) => fields).sort()).toEqual(['MailingAddress.City', 'Name.LastName']);
  });

  it('tells a creation and a conversion as what they are', async () => {
    const lead = org.as('jon', (tx) => tx.create('Lead', { LastName: 'Sample', Company: 'Sample Ltd' }));
    org.convertLead('jon', lead);
    const { changes } = await org.sweep('field_history', HISTORY);
    const ofLead = told(changes.filter(({ objectId }) => objectId === lead));
    expect(ofLead).toContainEqual({ action: 'created', fields: [], values: {}, before: undefined });
    expect(ofLead).toContainEqual({
      ...{ action: 'updated', fields: [], values: { IsConverted: true }, before: undefined },
    });
    const created = changes.filter(({ action }) => action === 'created').map(({ objectType }) => objectType);
    expect([...new Set(created)].sort()).toEqual(['Account', 'Contact', 'Lead', 'Opportunity']);
  });

  it('tells of a merge to the record that stays', async () => {
    const [master, loser] = org.emulator.org.records('Account').slice(-2);
    org.merge('jon', 'Account', master!.Id, loser!.Id);
    const { changes } = await org.sweep('field_history', ['accounts']);
    expect(changes).toContainEqual(
      expect.objectContaining({
        ...{ objectId: master!.Id, action: 'updated', fields: [], values: { merged: true } },
      }),
    );
  });

  it('costs one API call when nothing is new, and tells that all of it was read', async () => {
    await org.sweep('field_history', HISTORY);
    const { batches, calls } = await org.sweep('field_history', HISTORY);
    expect(calls).toBe(1);
    expect(batches).toHaveLength(1);
    expect(batches[0]).toMatchObject({ changes: [], rows: 0, lacking: [], progress: 1 });
    expect(batches[0]!.read.map(({ feature }) => feature)).toEqual(HISTORY);
  });

  // Harm: half of such a change would be told without its value, or twice.
  it('reads any number of rows of one second once each, through pages, with lookups whole', async () => {
    const leads = org.as('jon', (tx) =>
      Array.from({ length: 2500 }, (_, index) =>
        tx.create('Lead', { LastName: `L${index}`, Company: 'Bulk Ltd' }),
      ),
    );
    org.as('jon', (tx) => {
      for (const id of leads) tx.update('Lead', id, { OwnerId: org.person('mara'), Rating: 'Hot' });
    });
    const { batches, changes } = await org.sweep('field_history', ['leads']);
    const owners = changes.filter(({ fields }) => fields[0] === 'OwnerId');
    expect(owners).toHaveLength(2500);
    expect(owners.every(({ values }) => values.OwnerId === org.person('mara'))).toBe(true);
    expect(new Set(changes.map(({ key }) => key)).size).toBe(changes.length);
    expect(changes).toHaveLength(7500);
    expect(Math.max(...batches.map(({ rows }) => rows))).toBeLessThanOrEqual(2000);
    expect(batches.filter(({ read }) => read.length > 0)).toHaveLength(1);
    const shares = batches.map(({ progress }) => progress);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));

    // From each position that was stored on the way, the rest follows.
    for (const { cursor } of batches.slice(1, 2)) {
      const rest = await org.sweep('field_history', ['leads'], { cursor });
      const keys = new Set(
        [...batches.slice(0, batches.findIndex((one) => one.cursor === cursor) + 1), ...rest.batches].flatMap(
          (batch) => batch.changes.map(({ key }) => key),
        ),
      );
      expect(keys.size).toBe(7500);
    }
  });

  it('goes on after the last row where the locator of the next page is lost', async () => {
    const deal = first('Opportunity');
    for (const at of [0, 1]) {
      org.as('jon', (tx) => {
        for (let n = 0; n < 1100; n += 1) tx.update('Opportunity', deal, { Amount: at * 10_000 + n });
      });
    }
    org.emulator.faults.inject({ name: 'rest.INVALID_QUERY_LOCATOR', times: 1 });
    const { changes } = await org.sweep('field_history', ['opportunities']);
    expect(new Set(changes.map(({ key }) => key)).size).toBe(2200);
  });

  it('asks for less at once where a query runs too long', async () => {
    const deal = first('Opportunity');
    for (const Amount of [1, 2, 3]) org.as('jon', (tx) => tx.update('Opportunity', deal, { Amount }));
    org.emulator.faults.inject({ name: 'rest.QUERY_TIMEOUT', times: 2, object: 'OpportunityFieldHistory' });
    const { changes, batches } = await org.sweep('field_history', ['opportunities', 'cases']);
    expect(changes.map(({ values }) => values.Amount)).toEqual([1, 2, 3]);
    expect(batches.flatMap(({ read }) => read)).toHaveLength(2);
  });

  it('gives up until later where not even a second can be read in time', async () => {
    org.emulator.faults.inject({ name: 'rest.QUERY_TIMEOUT', times: 99, object: 'CaseHistory' });
    await expect(org.sweep('field_history', ['cases'])).rejects.toMatchObject({ retry: 'slow' });
  });

  it('does without a column that is gone', async () => {
    org.as('jon', (tx) => tx.update('Opportunity', first('Opportunity'), { Amount: 99 }));
    const fault = { object: 'OpportunityFieldHistory', field: 'DataType' };
    org.emulator.faults.inject({ name: 'rest.INVALID_FIELD', times: 1, ...fault });
    const { changes, batches } = await org.sweep('field_history', ['opportunities']);
    expect(changes).toMatchObject([{ values: { Amount: 99 } }]);
    expect(batches.flatMap(({ lacking }) => lacking)).toEqual([]);
  });
});

describe('an object whose history is off', () => {
  it('is told with what is missing, and stops no other', async () => {
    const org = await openSweepOrg();
    org.emulator.faults.inject({ name: 'rest.INVALID_TYPE', object: 'CaseHistory' });
    const { batches } = await org.sweep('field_history', ['cases', 'leads']);
    await org.close();
    expect(batches.flatMap(({ read }) => read.map(({ feature }) => feature))).toEqual(['leads']);
    const lacking = batches.flatMap((batch) => batch.lacking);
    expect(lacking).toMatchObject([
      { feature: 'cases', status: 'active', reason: { code: 'object_unavailable' } },
    ]);
    expect(lacking[0]!.reason!.text).toContain('CaseHistory');
  });
});

describe.each([
  ['missing', 'INVALID_TYPE'],
  ['empty', 'empty'],
] as const)('opportunities whose field history is %s', (_, untrackedHistory) => {
  it('tell by whole snapshots what changed between them', async () => {
    const org = await openSweepOrg({ untrackedHistory });
    Object.assign(org.emulator.org.settings, {
      fieldTracking: { ...org.emulator.org.settings.fieldTracking, Opportunity: null },
    });
    const deal = org.as('jon', (tx) =>
      tx.create('Opportunity', { Name: 'New', StageName: 'Prospecting', CloseDate: '2026-09-30' }),
    );
    org.as('mara', (tx) => tx.update('Opportunity', deal, { Amount: 500 }));
    org.as('jon', (tx) => tx.update('Opportunity', deal, { CloseDate: '2026-10-01', Amount: 700 }));
    const { changes, batches } = await org.sweep('field_history', HISTORY);
    const { calls } = await org.sweep('field_history', HISTORY, {
      from: SWEEP_START + hour * 5,
      to: SWEEP_START + hour * 6,
    });
    await org.close();
    expect(batches.flatMap(({ lacking }) => lacking)).toEqual([]);
    expect(changes.map(({ remoteUserId }) => remoteUserId)).toEqual([
      org.person('jon'),
      org.person('mara'),
      org.person('jon'),
    ]);
    expect(told(changes)).toEqual([
      { action: 'created', fields: [], values: {}, before: undefined },
      { action: 'updated', fields: ['Amount'], values: { Amount: 500 }, before: { Amount: null } },
      {
        ...{ action: 'updated', fields: ['Amount', 'CloseDate'] },
        values: { Amount: 700, CloseDate: '2026-10-01' },
        before: { Amount: 500, CloseDate: '2026-09-30' },
      },
    ]);
    expect(changes[0]!.key).toMatch(/^oh:008\w{15}$/);
    expect(calls).toBe(1);
  });
});
