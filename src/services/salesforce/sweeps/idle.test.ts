import { describe, expect, it } from 'vitest';
import { openSweepOrg } from '../../../../test/helpers/sweepOrg.ts';

const HISTORY = ['opportunities', 'cases', 'contacts', 'accounts', 'leads'];
const DELTA = ['accounts', 'leads', 'notes', 'emails', 'comments', 'updates'];
const hour = 3_600_000;

type Org = Awaited<ReturnType<typeof openSweepOrg>>;

const tracking = {
  on: async () => openSweepOrg(),
  'off, its history empty': () => openUntracked('empty'),
  'off, its history missing': () => openUntracked('INVALID_TYPE'),
};

async function openUntracked(untrackedHistory: 'empty' | 'INVALID_TYPE'): Promise<Org> {
  const org = await openSweepOrg({ untrackedHistory });
  const { settings } = org.emulator.org;
  Object.assign(settings, { fieldTracking: { ...settings.fieldTracking, Opportunity: null } });
  return org;
}

/** What one sweep of each path costs by the org's own count, and what they told of. */
async function sweepPair(org: Org) {
  const before = org.emulator.org.usage.apiRequests;
  const history = await org.sweep('field_history', HISTORY);
  const delta = await org.sweep('delta', DELTA);
  const changes = [...history.changes, ...delta.changes];
  const read = [history, delta].map(({ batches }) => batches.flatMap((batch) => batch.read).length);
  return { calls: org.emulator.org.usage.apiRequests - before, changes, read };
}

describe.each(Object.keys(tracking) as (keyof typeof tracking)[])(
  'with the field tracking of opportunities %s',
  (state) => {
    it.each([
      ['2 API calls where getUpdated may share a Composite', true, 2],
      ['3 where it may not', false, 3],
    ])('a pair of sweeps with nothing new costs %s', async (_, shares, most) => {
      const org = await tracking[state]();
      for (const path of shares ? [] : ['/updated', '/deleted'])
        org.emulator.faults.inject({ name: 'rest.UNKNOWN_EXCEPTION', times: 99, path });
      org.advance(2 * hour);
      await sweepPair(org);
      const idle = await sweepPair(org);
      const deal = org.emulator.org.records('Opportunity')[0]!.Id;
      org.as('jon', (tx) => tx.update('Opportunity', deal, { Amount: 4711 }));
      const busy = await sweepPair(org);
      await org.close();
      expect(idle).toEqual({ calls: most, changes: [], read: [HISTORY.length, DELTA.length] });
      // What spares the calls hides nothing: the next save is told with its old value.
      expect(busy.changes).toMatchObject([
        {
          objectId: deal,
          fields: ['Amount'],
          values: { Amount: 4711 },
          before: { Amount: expect.anything() },
        },
      ]);
    });
  },
);
