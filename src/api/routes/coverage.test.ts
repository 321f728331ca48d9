import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestServer, START, type TestServer } from '../../../test/helpers/server.ts';
import { extendCoverage } from '../../store/coverage.ts';
import { type FeatureSwitch, saveStanding, switchFeature } from '../../store/features.ts';
import { openHole } from '../../store/holes.ts';
import { saveRejects } from '../../store/rejects.ts';

const minute = 60_000;
const iso = (ms: number) => new Date(ms).toISOString();

describe('the coverage of a connection', () => {
  let server: TestServer;
  let id: string;
  let accountId: string;
  beforeAll(async () => {
    server = await openTestServer();
    id = await server.addConnection();
    accountId = await server.accountId();
    const state = { status: 'active', reason: null } as const;
    for (const [feature, enabled, path] of [
      ['tasks', true, 'cdc'],
      ['cases', true, 'sweep'],
      ['contacts', false, 'cdc'],
    ] as const) {
      await saveStanding(server.db, accountId, id, { ...state, feature, path }, START);
      if (!enabled) await switched(feature, 'disabled');
    }
  });
  afterAll(() => server.close());

  const all = ['tasks', 'cases', 'contacts'];
  const switched = async (feature: string, as: FeatureSwitch['as']) =>
    switchFeature(server.db, {
      ...{ accountId, connectionId: id, feature, as, at: START },
      by: await server.userId('olga'),
    });
  const extend = (from: number, to: number) => extendCoverage(server.db, accountId, id, all, from, to);
  const hole = (to: number) =>
    openHole(
      server.db,
      accountId,
      id,
      { features: all, cause: 'position_lost', to, evidence: { position: 'AAA=' } },
      to,
    );
  const read = async () =>
    (await server.as('olga')({ method: 'GET', url: `/api/v1/connections/${id}/coverage` })).json();

  it('is empty before anything was read', async () => {
    expect(await read()).toMatchObject({ items: [], holes: [] });
  });

  it('grows by the batch, for what the stream carries and nothing else', async () => {
    await extend(START, START);
    await extend(START + minute, START + 2 * minute);
    await extend(START + minute, START + minute);
    const item = { feature: 'tasks', path: 'cdc', by: 'stream', from: iso(START) };
    expect(await read()).toEqual({
      items: [{ ...item, to: iso(START + 2 * minute) }],
      holes: [],
      certain: [
        { feature: 'cases', to: null },
        { feature: 'tasks', to: iso(START + 2 * minute) },
      ],
    });
  });

  it('shows a hole, and an interval of its own after it', async () => {
    await hole(START + 9 * minute);
    await hole(START + 9 * minute);
    await extend(START + 9 * minute, START + 10 * minute);
    const { items, holes } = await read();
    expect(holes).toEqual(
      [
        {
          ...{ feature: 'tasks', cause: 'position_lost', ongoing: false, repair: null },
          detectedAt: iso(START + 9 * minute),
          ...{ from: iso(START + 2 * minute), to: iso(START + 9 * minute) },
        },
        {
          ...{ feature: 'tasks', cause: 'position_lost', ongoing: false, repair: null },
          detectedAt: iso(START + 9 * minute),
          ...{ from: iso(START + 9 * minute), to: iso(START + 9 * minute) },
        },
      ].reverse(),
    );
    expect(items.at(-1)).toMatchObject({ from: iso(START + 9 * minute), to: iso(START + 10 * minute) });
  });

  it('tells how a hole was repaired', async () => {
    await server.db.query(
      `UPDATE coverage_holes SET closed_at = $1, evidence = evidence || '{"rows": 7}' WHERE from_at < to_at`,
      [iso(START + 20 * minute)],
    );
    const { holes } = await read();
    expect(holes.at(-1).repair).toEqual({
      closedAt: iso(START + 20 * minute),
      evidence: { position: 'AAA=', rows: 7 },
    });
  });

  it('ends where a feature is switched off, and begins anew when it is on again', async () => {
    const state = { feature: 'tasks', path: 'cdc', status: 'active', reason: null } as const;
    await switched('tasks', 'disabled');
    await extend(START + 30 * minute, START + 30 * minute);
    await switched('tasks', state);
    await saveStanding(server.db, accountId, id, state, START);
    await extend(START + 40 * minute, START + 41 * minute);
    expect((await read()).items.at(-1)).toMatchObject({
      from: iso(START + 40 * minute),
      to: iso(START + 41 * minute),
    });
  });

  it('replays nothing, and asks nobody, where no reject has kept its bytes', async () => {
    const foreign = { key: 'k', feature: null, reason: 'no feature reads Thing__c', schemaId: 's' };
    await saveRejects(server.db, accountId, id, [{ ...foreign, payload: Buffer.alloc(0) }], START);
    const answer = await server.as('olga')({
      method: 'POST',
      url: `/api/v1/connections/${id}/rejects/replay`,
    });
    expect(answer.json()).toEqual({ replayed: 0, left: 0 });
    const list = await server.as('olga')({ method: 'GET', url: `/api/v1/connections/${id}/rejects` });
    expect(list.json().items).toHaveLength(1);
  });
});
