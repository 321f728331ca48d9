import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settleJobs } from '../../test/helpers/jobs.ts';
import { until } from '../../test/helpers/until.ts';
import { openWorld, type World } from '../../test/helpers/world.ts';
import { systemClock } from '../lib/clock.ts';
import { type ConnectionRow, findConnection, setStreamStood } from '../store/connections.ts';
import { listCoverage } from '../store/coverage.ts';
import { type HoleRow, listHoles } from '../store/holes.ts';
import { findJob, hurryJob, type JobKind } from '../store/jobs.ts';
import { listNewestRuns, listRuns } from '../store/runs.ts';
import { beginReconnect } from './connect.ts';
import { jobsChannel } from './context.ts';
import { retryFeature, setFeatureEnabled } from './featureControl.ts';
import { cancelImport, startImport } from './imports.ts';
import { openJobs } from './jobs.ts';
import { requestSweep } from './requests.ts';

const minute = 60_000;

describe('the jobs of a connection', () => {
  let world: World;
  let id: string;
  let offset = 0;
  beforeAll(async () => {
    world = await openWorld({}, { clock: { ...systemClock, now: () => systemClock.now() + offset } });
    id = (await world.connect()).id;
    await settleJobs(world.context);
  });
  afterAll(() => world.close());

  const ref = () => ({ accountId: world.accountId, connectionId: id });
  const find = async () => (await findConnection(world.db, world.accountId, id)) as ConnectionRow;
  const job = (kind: JobKind) => findJob(world.db, { ...ref(), kind });
  const newest = async (kind: string) => (await listNewestRuns(world.db, world.accountId, id, [kind]))[0];
  const holes = () => listHoles(world.db, world.accountId, id);
  const calls = () => world.emulator.org.usage.apiRequests;
  const act = async (name: string, input: object) => {
    const url = `${world.emulator.url}/control/api/${name}`;
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(input) });
    expect([name, answer.status]).toEqual([name, 200]);
  };
  const save = (type: string, values: Record<string, string>) => {
    const userId = world.emulator.orgs[0]!.people.get('mara')!;
    return world.emulator.org.transact({ userId, origin: '' }, (tx) => tx.create(type, values));
  };
  const titles = async (like: string) => {
    const rows = await world.db.query<{ title: string; paths: string[] }>(
      'SELECT title, paths FROM activities WHERE title LIKE $1 ORDER BY title',
      [like],
    );
    return rows.map(({ title, paths }) => [title, ...paths.toSorted()]);
  };
  const spread = (all: readonly HoleRow[]) =>
    all.map(({ feature, cause, to, closedAt }) => [feature, cause, to !== null, closedAt !== null]);

  /** Lets time pass here and in the org, the stream standing all the while, without anything being done. */
  async function pass(ms: number): Promise<void> {
    offset += ms;
    await act('clock', { advanceMs: ms });
    await setStreamStood(world.db, world.accountId, id, world.context.clock.now());
  }

  /** Lets time pass and whatever is due be done. */
  async function later(ms: number): Promise<void> {
    await pass(ms);
    await settleJobs(world.context);
  }

  it('read thirty days of every feature by every path that it has, the newest first', async () => {
    const run = await newest('backfill');
    expect(run).toMatchObject({ state: 'done', progress: 100, error: null });
    expect(run!.counts.rows).toBeGreaterThan(0);
    expect(run!.counts.apiCalls).toBeGreaterThan(0);
    const { at } = (await job('backfill'))!.state as { at: number };
    const rows = (await listCoverage(world.db, world.accountId, id)).filter((row) => row.by === 'backfill');
    for (const row of rows) expect([row.from, row.to]).toEqual([at - 30 * 24 * 60 * minute, at]);
    expect(rows.filter((row) => row.path === 'delta')).toHaveLength(11);
    expect(rows.filter((row) => row.path === 'field_history').map((row) => row.feature)).toEqual([
      ...['accounts', 'cases', 'contacts', 'leads', 'opportunities'],
    ]);
  });

  it('cost at most three calls for a pair of sweeps where nothing is new, and say so', async () => {
    // A stream that a leap of the clock makes look dead is opened anew, and its calls are no sweep's.
    await world.stopWorker();
    await later(10 * minute);
    const before = calls();
    await later(10 * minute);
    expect(calls() - before).toBeLessThanOrEqual(3);
    const counted = [await newest('field_history'), await newest('delta')];
    expect(counted.map((run) => run!.state)).toEqual(['done', 'done']);
    expect(counted.reduce((sum, run) => sum + run!.counts.apiCalls!, 0)).toBe(calls() - before);
    await world.startWorker();
  });

  it('keep each path on its own schedule, half an interval apart', async () => {
    const due = await Promise.all(
      (['field_history', 'delta'] as const).map(async (kind) => (await job(kind))!.dueAt),
    );
    expect(Math.abs(due[0]! - due[1]!)).toBe(5 * minute);
    for (const at of due) {
      expect(at - world.context.clock.now()).toBeGreaterThan(0);
      expect(at - world.context.clock.now()).toBeLessThanOrEqual(10 * minute);
    }
  });

  it('bring what is new, once, however often its time is read', async () => {
    save('Lead', { LastName: 'Swept', Company: 'Acme' });
    await later(10 * minute);
    await later(10 * minute);
    expect(await titles('%Swept%')).toEqual([['Created the lead Swept', 'delta', 'field_history']]);
    expect(await holes()).toEqual([]);
  });

  it('run at once when asked, one at a time however many ask', async () => {
    const asked = await Promise.all([1, 2, 3].map(() => requestSweep(world.context, ref(), 'delta')));
    expect(new Set(asked.map((answer) => answer.runId)).size).toBe(1);
    await settleJobs(world.context);
    expect(await newest('delta')).toMatchObject({ id: asked[0]!.runId, state: 'done' });
    const again = await requestSweep(world.context, ref(), 'delta');
    expect(again.runId).not.toBe(asked[0]!.runId);
    await settleJobs(world.context);
  });

  it('are done by one of several workers', async () => {
    const before = (await listRuns(world.db, world.accountId, id, { before: null, limit: 100 })).length;
    const workers = await Promise.all([openJobs(world.context), openJobs(world.context)]);
    for (let index = 0; index < 3; index += 1) {
      await hurryJob(world.db, { ...ref(), kind: 'field_history' }, world.context.clock.now());
      await world.db.notify(jobsChannel, '');
      await until(
        'it is done',
        async () =>
          (await job('field_history'))!.dueAt > world.context.clock.now() &&
          (await newest('field_history'))!.state === 'done',
      );
    }
    await Promise.all(workers.map((worker) => worker.close()));
    expect(
      (await listRuns(world.db, world.accountId, id, { before: null, limit: 100 })).length - before,
    ).toBe(3);
  });

  it('leave no run running when their process dies, and are done again', async () => {
    const { runId } = await requestSweep(world.context, ref(), 'delta');
    await world.db.query(
      `UPDATE jobs SET claim = gen_random_uuid(), claimed_until = $2, due_at = '9999-01-01Z' WHERE kind = $1`,
      ['delta', new Date(world.context.clock.now() - 1).toISOString()],
    );
    await settleJobs(world.context);
    const runs = await listRuns(world.db, world.accountId, id, { before: null, limit: 5 });
    expect(runs.find((run) => run.id === runId)).toMatchObject({
      state: 'failed',
      error: 'The process that ran it ended.',
    });
    expect(await newest('delta')).toMatchObject({ state: 'done' });
  });

  it('come back by themselves where one is missing, or waits for ever', async () => {
    await world.db.query(`DELETE FROM jobs WHERE kind = 'delta'`);
    await world.db.query(`UPDATE jobs SET due_at = '9999-01-01Z' WHERE kind = 'field_history'`);
    await settleJobs(world.context);
    for (const kind of ['delta', 'field_history'] as const) {
      expect((await job(kind))!.dueAt).toBeLessThanOrEqual(world.context.clock.now() + 10 * minute);
    }
  });

  it('rest while the org needs its API calls, say until when, and read what they missed', async () => {
    const { dailyApiLimit } = world.emulator.org.settings;
    // Others have used the org's API, too.
    world.emulator.org.usage.apiRequests += 1000;
    await act('settings', { dailyApiLimit: Math.ceil(calls() * 1.05) });
    save('Lead', { LastName: 'Rested', Company: 'Acme' });
    const { runId } = await startImport(world.context, ref(), 2);
    // One to see how little is left, one to rest.
    await later(10 * minute);
    await later(10 * minute);
    const { sweepPause, status } = await find();
    expect(status).toBe('active');
    expect(sweepPause).toMatchObject({ code: 'quota_paused' });
    expect(Date.parse(sweepPause!.until)).toBeGreaterThan(world.context.clock.now());
    await expect(requestSweep(world.context, ref(), 'delta')).rejects.toThrow(
      /looked at again at \d\d:\d\d UTC/,
    );
    expect(await newest('import')).toMatchObject({
      ...{ id: runId, state: 'running', error: expect.stringContaining("the org's API calls are left") },
    });
    const before = [await newest('delta'), await newest('field_history')];
    await later(10 * minute);
    expect([await newest('delta'), await newest('field_history')]).toEqual(before);
    const growing = (await holes()).filter((hole) => hole.to === null);
    expect(growing.map((hole) => hole.cause)).toEqual(growing.map(() => 'budget_paused'));
    expect(growing.map((hole) => hole.feature).sort()).toContain('leads');
    await act('settings', { dailyApiLimit });
    await later(20 * minute);
    await later(10 * minute);
    expect((await find()).sweepPause).toBeNull();
    expect(await newest('import')).toMatchObject({ id: runId, state: 'done', error: null });
    expect(await titles('%Rested%')).toEqual([['Created the lead Rested', 'delta', 'field_history']]);
    const all = await holes();
    expect(all.filter((hole) => hole.closedAt === null)).toEqual([]);
    const leads = all.find((hole) => hole.feature === 'leads')!;
    expect(leads.evidence).toMatchObject({ by: 'sweep' });
    expect(leads.to! - leads.from).toBeGreaterThanOrEqual(20 * minute);
  });

  it('carry a feature whose slot was taken, and hand it back when it is free, without a hole or a double', async () => {
    const { channels } = world.emulator.org;
    const remove = (entity: string) =>
      channels.deleteMember(
        channels.members().find((one) => one.selectedEntity === `${entity}ChangeEvent`)!.id,
      );
    save('Contact', { LastName: 'Slot 1' });
    await until('it is streamed', async () => (await titles('%contact Slot 1')).length === 1);
    remove('Contact');
    channels.createMember('Billing_Asset', 'ChangeEvents', 'LeadChangeEvent');
    await hurryJob(world.db, { ...ref(), kind: 'upkeep' }, world.context.clock.now());
    await settleJobs(world.context);
    save('Contact', { LastName: 'Slot 2' });
    await later(10 * minute);
    const lost = (await holes()).filter((hole) => hole.cause === 'slot_lost');
    expect(spread(lost)).toEqual([['contacts', 'slot_lost', true, true]]);
    remove('Lead');
    save('Contact', { LastName: 'Slot 3' });
    await pass(minute);
    await retryFeature(world.context, { ...ref(), feature: 'contacts', changedBy: world.ownerId });
    save('Contact', { LastName: 'Slot 4' });
    await until('it is streamed again', async () => (await titles('%contact Slot 4')).length === 1);
    const carried = async () => {
      const rows = await listCoverage(world.db, world.accountId, id);
      return Math.max(
        ...rows.filter((row) => row.feature === 'contacts' && row.path === 'delta').map((row) => row.to),
      );
    };
    for (let index = 0; index < 4; index += 1) await later(10 * minute);
    const handedOver = await carried();
    await later(10 * minute);
    expect(await carried()).toBe(handedOver);
    expect((await titles('%contact Slot %')).map(([title]) => title)).toEqual(
      [1, 2, 3, 4].map((number) => `Created the contact Slot ${number}`),
    );
    expect((await holes()).filter((hole) => hole.closedAt === null)).toEqual([]);
  });

  it('repair what the stream could not tell, by query, and say what was found', async () => {
    world.emulator.faults.inject({ name: 'stream.log_reset' });
    save('Contact', { LastName: 'After the reset' });
    await until('there is a hole', async () =>
      (await holes()).some((hole) => hole.cause === 'position_lost'),
    );
    await settleJobs(world.context);
    const lost = (await holes()).filter((hole) => hole.cause === 'position_lost');
    expect(lost.map((hole) => hole.closedAt === null)).toEqual(lost.map(() => false));
    for (const { evidence } of lost)
      expect(evidence).toMatchObject({ by: 'repair', apiCalls: expect.any(Number) });
    expect(await newest('resync')).toMatchObject({ state: 'done', error: null });
    const rows = (await listCoverage(world.db, world.accountId, id)).filter((row) => row.by === 'repair');
    expect(rows.filter((row) => row.path === 'delta')).toHaveLength(5);
  });

  it('do not read, nor miss, the time in which a feature was off', async () => {
    const leads = { feature: 'leads', changedBy: world.ownerId };
    save('Lead', { LastName: 'Foreseen', Company: 'Acme' });
    await pass(2000);
    await setFeatureEnabled(world.context, { ...ref(), ...leads, enabled: false });
    save('Lead', { LastName: 'Unseen', Company: 'Acme' });
    await later(40 * minute);
    await later(10 * minute);
    await setFeatureEnabled(world.context, { ...ref(), ...leads, enabled: true });
    // Times of the org are whole seconds.
    await pass(2000);
    save('Lead', { LastName: 'Seen', Company: 'Acme' });
    await later(10 * minute);
    expect(await titles('%lead %een')).toEqual([
      ['Created the lead Foreseen', 'delta', 'field_history'],
      ['Created the lead Seen', 'delta', 'field_history'],
    ]);
    const unread = (await holes()).filter((hole) => hole.cause === 'switched_off');
    expect(spread(unread)).toEqual([['leads', 'switched_off', true, true]]);
    expect((await holes()).filter((hole) => hole.closedAt === null)).toEqual([]);
  });

  it('import older field history month by month, leaving out what was read, and can be called off', async () => {
    for (const months of [0, 19, 1.5]) {
      await expect(startImport(world.context, ref(), months)).rejects.toMatchObject({
        code: 'invalid_value',
      });
    }
    await expect(cancelImport(world.context, ref())).rejects.toMatchObject({ code: 'conflict' });
    const first = await startImport(world.context, ref(), 18);
    expect((await startImport(world.context, ref(), 3)).runId).toBe(first.runId);
    expect(await cancelImport(world.context, ref())).toEqual(first);
    expect(await newest('import')).toMatchObject({ id: first.runId, state: 'cancelled' });
    const second = await startImport(world.context, ref(), 3);
    await settleJobs(world.context);
    expect(await newest('import')).toMatchObject({ id: second.runId, state: 'done', progress: 100 });
    const { at } = (await job('backfill'))!.state as { at: number };
    const rows = (await listCoverage(world.db, world.accountId, id)).filter((row) => row.by === 'import');
    expect(rows.map((row) => row.feature)).toEqual([
      ...['accounts', 'cases', 'contacts', 'leads', 'opportunities'],
    ]);
    for (const row of rows) expect(row.to).toBeLessThanOrEqual(at - 29 * 24 * 60 * minute);
  });

  it('say so where the org answers no call at all, and go on by themselves', async () => {
    // A stream that is opened anew just then would wait for the quota in real time.
    await world.stopWorker();
    const { dailyApiLimit } = world.emulator.org.settings;
    await act('settings', { dailyApiLimit: 0 });
    await later(20 * minute);
    expect((await find()).sweepPause).toMatchObject({ code: 'quota_paused' });
    // The sweep that is due first meets the limit; the other one rests with it.
    const refused = { state: 'failed', error: expect.stringContaining('limit') };
    expect([await newest('delta'), await newest('field_history')]).toContainEqual(
      expect.objectContaining(refused),
    );
    await act('settings', { dailyApiLimit });
    await later(20 * minute);
    await later(10 * minute);
    expect((await find()).sweepPause).toBeNull();
    expect(await newest('delta')).toMatchObject({ state: 'done', error: null });
    expect((await holes()).filter((hole) => hole.closedAt === null)).toEqual([]);
  });

  it('read what happened while none of our processes ran, and say in the ledger what was found', async () => {
    const stoppedAt = world.context.clock.now();
    save('Lead', { LastName: 'Unwatched', Company: 'Acme' });
    save('Contact', { LastName: 'Unwatched' });
    offset += 40 * minute;
    await act('clock', { advanceMs: 40 * minute });
    await settleJobs(world.context);
    const outage = (await holes()).filter(
      (hole) => hole.cause === 'outage' && hole.detectedAt > stoppedAt && hole.to !== null,
    );
    expect(new Set(outage.map(({ feature }) => feature)).size).toBe(11);
    for (const { closedAt, evidence } of outage) {
      expect(closedAt).not.toBeNull();
      expect(evidence).toMatchObject({ by: 'sweep', apiCalls: expect.any(Number) });
    }
    await world.startWorker();
    await until('the stream stands again', async () => (await find()).streamState === 'live');
    await later(10 * minute);
    for (const like of ['%lead Unwatched', '%contact Unwatched']) expect(await titles(like)).toHaveLength(1);
  });

  it('put the connection into attention where a person must act, and go on after a reconnect', async () => {
    world.emulator.org.sessions.revokeAll();
    const { runId } = await requestSweep(world.context, ref(), 'delta');
    await settleJobs(world.context);
    expect(await find()).toMatchObject({ status: 'attention', statusReason: { code: 'reconnect_required' } });
    const run = (await listRuns(world.db, world.accountId, id, { before: null, limit: 5 })).find(
      (one) => one.id === runId,
    );
    expect(run).toMatchObject({ state: 'failed' });
    expect(run!.error).toContain('Choose Reconnect');
    await expect(requestSweep(world.context, ref(), 'delta')).rejects.toMatchObject({ code: 'conflict' });
    offset += 30 * minute;
    await act('clock', { advanceMs: 30 * minute });
    await settleJobs(world.context);
    const lost = async () => (await holes()).filter((hole) => hole.cause === 'access_lost');
    expect((await lost()).map((hole) => hole.to)).toEqual(Array(11).fill(null));
    save('Lead', { LastName: 'Meanwhile', Company: 'Acme' });
    const begun = await beginReconnect(world.context, {
      ...ref(),
      ...{ userId: world.ownerId, sessionHash: null },
    });
    await world.walk(begun.authorizationUrl);
    await world.startWorker();
    await until('the stream stands again', async () => (await find()).streamState === 'live');
    await later(minute);
    expect((await lost()).map((hole) => hole.closedAt === null)).toEqual(Array(11).fill(false));
    expect((await titles('%lead Meanwhile')).length).toBe(1);
    expect((await holes()).filter((hole) => hole.closedAt === null)).toEqual([]);
  });
});
