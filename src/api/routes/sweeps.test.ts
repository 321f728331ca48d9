import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestServer, START, type TestServer } from '../../../test/helpers/server.ts';
import { setSweepPause } from '../../store/connections.ts';
import { addCoverage } from '../../store/coverage.ts';
import { saveStanding } from '../../store/features.ts';
import { openGrowingHole } from '../../store/holes.ts';
import { claimJob, findJob, hurryJob, never, releaseJob } from '../../store/jobs.ts';
import { finishRun, noteRun, startRun } from '../../store/runs.ts';

const minute = 60_000;
const iso = (ms: number) => new Date(ms).toISOString();

describe('sweeps, backfill and imports of a connection', () => {
  let server: TestServer;
  let id: string;
  let accountId: string;
  beforeAll(async () => {
    server = await openTestServer();
    id = await server.addConnection();
    accountId = await server.accountId();
  });
  afterAll(() => server.close());

  const url = (path = '') => `/api/v1/connections/${id}${path}`;
  const post = (path: string, payload: object) =>
    server.as('theo')({ method: 'POST', url: url(path), payload });
  const cancel = () => server.as('theo')({ method: 'DELETE', url: url('/imports') });
  const read = async (path = '') => (await server.as('theo')({ url: url(path) })).json();
  const key = (kind: 'delta' | 'field_history' | 'backfill' | 'import') => ({
    accountId,
    connectionId: id,
    kind,
  });

  it('refuses members and managers, and whom the account is not', async () => {
    for (const [who, status] of [
      ['jon', 403],
      ['mara', 403],
      ['stranger', 404],
    ] as const) {
      for (const [path, payload] of [
        ['/sweeps', { kind: 'delta' }],
        ['/imports', { months: 6 }],
      ] as const) {
        const answer = await server.as(who)({ method: 'POST', url: url(path), payload });
        expect([who, path, answer.statusCode]).toEqual([who, path, status]);
      }
      expect((await server.as(who)({ method: 'DELETE', url: url('/imports') })).statusCode).toBe(status);
    }
  });

  it('says why nothing can be read of a connection that is not set up', async () => {
    const answer = await post('/sweeps', { kind: 'delta' });
    expect(answer.json()).toMatchObject({ status: 409, code: 'conflict' });
    expect(answer.json().detail).toContain('still being set up');
    await server.db.query(`UPDATE connections SET status = 'active', provisioned_at = $1`, [iso(START)]);
  });

  it('starts a sweep, and answers the running one to whoever asks again', async () => {
    for (const kind of ['field_history', 'delta', 'users']) {
      const first = await post('/sweeps', { kind });
      const again = await post('/sweeps', { kind });
      expect([first.statusCode, again.statusCode]).toEqual([202, 202]);
      expect(again.json()).toEqual(first.json());
    }
    expect((await post('/sweeps', { kind: 'everything' })).statusCode).toBe(400);
    const { items } = await read('/runs');
    expect(items.map((run: { kind: string; state: string }) => [run.kind, run.state])).toHaveLength(3);
    expect((await findJob(server.db, key('delta')))!.dueAt).toBe(START);
  });

  it('tells of each path when it ran last, how that ended, and when it runs next', async () => {
    const claimed = await claimJob(server.db, key('delta'), id, START, minute);
    expect((await read()).sweeps.delta).toEqual({
      lastRunAt: iso(START),
      lastStatus: 'running',
      nextRunAt: null,
    });
    const counts = { rows: 7, activities: 3, apiCalls: 2, rejects: 0 };
    await finishRun(server.db, accountId, claimed!.runId!, START + minute, counts, null);
    await releaseJob(server.db, key('delta'), id, { dueAt: START + 10 * minute, runId: null, failures: 0 });
    expect((await read()).sweeps.delta).toEqual({
      ...{ lastRunAt: iso(START), lastStatus: 'done', nextRunAt: iso(START + 10 * minute) },
    });
  });

  it('says that sweeps rest, since when and until when, and asks for nothing meanwhile', async () => {
    const pause = {
      ...{ code: 'quota_paused', text: 'Few calls are left.', fix: 'Wait.' },
      ...{ since: iso(START), until: iso(START + 15 * minute) },
    };
    await setSweepPause(server.db, accountId, id, pause);
    await setSweepPause(server.db, accountId, id, { ...pause, since: iso(START + minute) });
    const told = await read();
    expect(told).toMatchObject({
      status: 'attention',
      statusReason: { code: 'quota_paused', since: iso(START) },
    });
    expect(told.sweepPause).toEqual(pause);
    expect(told.sweeps.delta.lastStatus).toBe('paused');
    const answer = await post('/sweeps', { kind: 'delta' });
    expect(answer.json()).toMatchObject({ status: 409, detail: 'Few calls are left. Wait.' });
    await setSweepPause(server.db, accountId, id, null);
    expect(await read()).toMatchObject({ status: 'active', statusReason: null, sweepPause: null });
  });

  it('shows the backfill from its beginning to its end', async () => {
    expect((await read()).backfill).toEqual({ state: 'pending', percent: 0, remainingSeconds: null });
    const state = { at: START, days: 30, step: 0, done: false };
    const run = await startRun(server.db, accountId, id, 'backfill', START - minute);
    await hurryJob(server.db, key('backfill'), START, { runId: run.id, state });
    await noteRun(server.db, accountId, run.id, { rows: 5 }, { progress: 25 });
    expect((await read()).backfill).toEqual({ state: 'running', percent: 25, remainingSeconds: 180 });
    await finishRun(server.db, accountId, run.id, START, { rows: 9 }, 'Access was lost.');
    expect((await read()).backfill).toMatchObject({ state: 'failed', percent: 25 });
    await hurryJob(server.db, key('backfill'), never, { state: { ...state, done: true } });
    expect((await read()).backfill).toEqual({ state: 'done', percent: 100, remainingSeconds: 0 });
  });

  it('starts one import of 1 to 18 months, shows it, and calls it off', async () => {
    for (const months of [0, 19, -1, 2.5]) {
      const answer = await post('/imports', { months });
      expect(answer.json()).toMatchObject({ status: 422, code: 'invalid_value' });
    }
    expect((await post('/imports', { months: 'six' })).statusCode).toBe(400);
    expect((await cancel()).json()).toMatchObject({ status: 409, code: 'conflict' });
    const answer = await post('/imports', { months: 18 });
    expect(answer.statusCode).toBe(202);
    expect((await post('/imports', { months: 2 })).json()).toEqual(answer.json());
    await noteRun(server.db, accountId, answer.json().runId, {}, { progress: 50 });
    expect((await read()).import).toEqual({ ...answer.json(), months: 18, percent: 50 });
    expect((await cancel()).json()).toEqual(answer.json());
    expect((await read()).import).toBeNull();
    const { items } = await read('/runs');
    const run = items.find((one: { kind: string }) => one.kind === 'import');
    expect(run).toMatchObject({ state: 'cancelled', progress: 50, error: null });
  });

  it('shows a hole that still grows up to now, and how far each feature is certain', async () => {
    const stands = { status: 'active', reason: null } as const;
    await saveStanding(server.db, accountId, id, { ...stands, feature: 'leads', path: 'sweep' }, START);
    const read1 = { feature: 'leads', by: 'sweep', from: START - 9 * minute } as const;
    await addCoverage(server.db, accountId, id, { ...read1, path: 'delta', to: START - minute });
    await addCoverage(server.db, accountId, id, { ...read1, path: 'field_history', to: START - 2 * minute });
    const hole = { feature: 'leads', from: START - 2 * minute, cause: 'outage', evidence: {} } as const;
    expect(await openGrowingHole(server.db, accountId, id, hole, START)).toBe(true);
    expect(await openGrowingHole(server.db, accountId, id, { ...hole, cause: 'access_lost' }, START)).toBe(
      false,
    );
    server.now = START + 5 * minute;
    const coverage = await read('/coverage');
    expect(coverage.holes).toEqual([
      {
        ...{ feature: 'leads', from: iso(START - 2 * minute), to: iso(START + 5 * minute), ongoing: true },
        ...{ cause: 'outage', detectedAt: iso(START), repair: null },
      },
    ]);
    expect(coverage.certain).toEqual([{ feature: 'leads', to: iso(START - 2 * minute) }]);
    const { items } = await read('/features');
    const leads = items.find((feature: { key: string }) => feature.key === 'leads');
    expect(leads.certainTo).toBe(iso(START - 2 * minute));
    server.now = START;
  });

  it('is measured', async () => {
    const { body } = await server.app.inject({ url: '/metrics' });
    for (const line of [
      /^worksights_runs_total\{kind="delta",state="done"\} 1$/m,
      /^worksights_run_rows_total\{kind="delta",state="done"\} 7$/m,
      /^worksights_run_api_calls_total\{kind="delta",state="done"\} 2$/m,
      /^worksights_open_holes\{cause="outage"\} 1$/m,
      /^worksights_open_holes\{cause="overflow"\} 0$/m,
      /^worksights_freshness_seconds\{connection="[\w-]+",feature="leads"\} 120$/m,
      /^worksights_backfill_percent\{connection="[\w-]+"\} 25$/m,
    ]) {
      expect(body).toMatch(line);
    }
  });
});
