import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settleJobs } from '../../test/helpers/jobs.ts';
import { until } from '../../test/helpers/until.ts';
import { openWorld, type World } from '../../test/helpers/world.ts';
import { type ConnectionRow, findConnection } from '../store/connections.ts';
import { listFeatureStates } from '../store/features.ts';
import { hurryJob } from '../store/jobs.ts';
import { listRuns } from '../store/runs.ts';
import { type Context, jobsChannel } from './context.ts';
import { retryFeature, setFeatureEnabled } from './featureControl.ts';

const hour = 3_600_000;

describe('the upkeep of a connection', () => {
  let world: World;
  let id: string;
  let now: number;
  let context: Context;
  beforeAll(async () => {
    world = await openWorld();
    const before = world.emulator.org.usage.apiRequests;
    ({ id } = await world.connect());
    calls = world.emulator.org.usage.apiRequests - before;
    // What follows happens on a clock of its own: the worker's would look at the org, too.
    await world.stopWorker();
    now = world.context.clock.now();
    const clock = { ...world.context.clock, now: () => now };
    // The past is read, and no sweep is due for a day: what the org is asked is the upkeep's.
    context = { ...world.context, clock, sweepIntervalSeconds: 86_400 };
    await settleJobs(context);
    await world.db.query(`UPDATE jobs SET due_at = $1 WHERE kind IN ('field_history', 'delta')`, [
      new Date(now + 24 * hour).toISOString(),
    ]);
  });
  afterAll(() => world.close());

  let calls = 0;
  const find = async () => (await findConnection(world.db, world.accountId, id)) as ConnectionRow;
  const states = async () => {
    const rows = await listFeatureStates(world.db, world.accountId, id);
    return Object.fromEntries(rows.map((row) => [row.feature, row]));
  };
  const channels = () => world.emulator.org.channels;
  const selected = () =>
    channels()
      .members()
      .map((member) => member.selectedEntity.replace('ChangeEvent', ''))
      .sort();
  const remove = (entity: string) => {
    const member = channels()
      .members()
      .find((one) => one.selectedEntity === `${entity}ChangeEvent`);
    channels().deleteMember(member!.id);
  };
  const act = async (name: 'permission' | 'settings', input: object) => {
    const url = `${world.emulator.url}/control/api/${name}`;
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(input) });
    expect([name, answer.status]).toEqual([name, 200]);
  };
  const choose = (feature: string) => ({
    ...{ accountId: world.accountId, connectionId: id, feature },
    changedBy: world.ownerId,
  });

  /** Lets time pass and whatever is due be done. */
  async function later(ms: number): Promise<void> {
    now += ms;
    await settleJobs(context);
  }

  it('connecting costs at most thirteen API calls', () => {
    expect(calls).toBeLessThanOrEqual(13);
  });

  it('leaves the org alone within the hour, and costs a handful of calls after it', async () => {
    const before = world.emulator.org.usage.apiRequests;
    await later(hour / 2);
    expect(world.emulator.org.usage.apiRequests).toBe(before);
    await later(hour / 2);
    expect(world.emulator.org.usage.apiRequests - before).toBeLessThanOrEqual(5);
    expect((await find()).delivery).toMatchObject({ limit: 25_000 });
    expect((await find()).delivery!.samples).toHaveLength(2);
    expect((await find()).apiSamples).toEqual([{ at: now, used: expect.any(Number) }]);
  });

  it('puts back a member that somebody removed in the org', async () => {
    remove('Case');
    await later(hour);
    expect(selected()).toEqual(['Case', 'Contact', 'Event', 'Opportunity', 'Task']);
    expect((await states()).cases).toMatchObject({ path: 'cdc', status: 'active', reason: null });
  });

  it('blocks a feature whose slot somebody took, says whose the slots are, and gets it back when it is free', async () => {
    remove('Case');
    channels().createMember('Billing_Asset', 'ChangeEvents', 'LeadChangeEvent');
    await later(hour);
    expect((await states()).cases).toMatchObject({ path: 'sweep', status: 'blocked' });
    expect((await states()).cases!.reason).toMatchObject({ code: 'slot_limit' });
    expect((await find()).slots).toMatchObject({
      ...{ used: 5, limit: 5, others: ['Lead'], shared: [], exempt: [] },
      channels: { Lead: ['the standard channel'] },
    });
    remove('Lead');
    await retryFeature(context, choose('cases'));
    expect((await states()).cases).toMatchObject({ path: 'cdc', status: 'active' });
  });

  it('a feature that is switched off frees its slot for the next in line', async () => {
    remove('Case');
    channels().createMember('Billing_Asset', 'ChangeEvents', 'LeadChangeEvent');
    await later(hour);
    expect((await states()).cases!.status).toBe('blocked');
    await setFeatureEnabled(context, { ...choose('contacts'), enabled: false });
    expect((await states()).contacts).toMatchObject({
      ...{ status: 'disabled', enabled: false, switchedAt: now },
      switchedBy: expect.stringContaining('Olga'),
    });
    expect((await states()).cases).toMatchObject({ switchedBy: null, switchedAt: null });
    expect((await states()).cases).toMatchObject({ path: 'cdc', status: 'active' });
    remove('Lead');
    await setFeatureEnabled(context, { ...choose('contacts'), enabled: true });
    expect((await states()).contacts).toMatchObject({ path: 'cdc', status: 'active' });
  });

  it('a switch holds at once where the org cannot be reached, and the slot is freed later', async () => {
    const { dailyApiLimit } = world.emulator.org.settings;
    await act('settings', { dailyApiLimit: 0 });
    await setFeatureEnabled(context, { ...choose('events'), enabled: false });
    expect((await states()).events!.status).toBe('disabled');
    expect(selected()).toContain('Event');
    await later(0);
    await act('settings', { dailyApiLimit });
    await later(60_000);
    expect(selected()).not.toContain('Event');
    await setFeatureEnabled(context, { ...choose('events'), enabled: true });
    expect(selected()).toContain('Event');
  });

  it('an entity that others select costs nothing, and that of a managed package takes no slot', async () => {
    channels().createMember('Other_Task', 'ChangeEvents', 'TaskChangeEvent');
    channels().createMember('Packaged_Lead', 'ChangeEvents', 'LeadChangeEvent', 'pkg');
    await later(hour);
    expect((await find()).slots).toMatchObject({
      ...{ used: 5, limit: 5, shared: ['Task'], others: ['Task'], exempt: ['Lead'] },
    });
  });

  it('looks at permissions, hidden fields and people every day, and names what is missing', async () => {
    await act('permission', { user: 'olga', object: 'Case', access: 'viewAll', on: false });
    await act('permission', { user: 'olga', permission: 'ViewAllData', on: false });
    await act('permission', { user: 'olga', permission: 'ModifyAllData', on: false });
    await act('permission', { user: 'olga', object: 'Opportunity', access: 'viewAll', on: true });
    await act('permission', { user: 'olga', object: 'Opportunity', field: 'Amount', on: false });
    await later(24 * hour);
    const { tasks, cases, opportunities } = await states();
    expect(tasks).toMatchObject({ status: 'blocked', path: 'sweep' });
    expect(tasks!.reason).toMatchObject({ code: 'missing_permission' });
    expect(tasks!.reason!.text).toContain('"View All Data"');
    expect(tasks!.reason!.note).toContain('give that user "View All Data"');
    expect(cases!.reason!.text).toContain('"View All Records on Case"');
    expect(opportunities).toMatchObject({ status: 'active', path: 'cdc' });
    expect(opportunities!.reason).toMatchObject({ code: 'hidden_fields' });
    expect(opportunities!.reason!.text).toContain('Amount of Opportunity');
    const runs = await listRuns(world.db, world.accountId, id, { before: null, limit: 50 });
    expect(runs.find((run) => run.kind === 'users')).toMatchObject({ state: 'done' });
    // The members stay: a permission that comes back finds its slot.
    expect(selected()).toContain('Case');
  });

  it('says what is lost with Customize Application, while what streams goes on', async () => {
    await act('permission', { user: 'olga', permission: 'ViewAllData', on: true });
    await act('permission', { user: 'olga', permission: 'CustomizeApplication', on: false });
    await later(hour);
    const { status, accessReason } = await find();
    expect(status).toBe('active');
    expect(accessReason).toMatchObject({ code: 'missing_permission' });
    expect(accessReason!.text).toContain('"Customize Application"');
    expect((await states()).contacts).toMatchObject({ path: 'cdc', status: 'active' });
    await act('permission', { user: 'olga', permission: 'CustomizeApplication', on: true });
    await later(hour);
    expect((await find()).accessReason).toBeNull();
  });

  it('is done by a worker beside the streams, at once when it is hurried', async () => {
    remove('Contact');
    await world.startJobs();
    await hurryJob(world.db, { ...choose(''), kind: 'upkeep' }, world.context.clock.now());
    await world.db.notify(jobsChannel, '');
    await until('the member is back', async () => selected().includes('Contact'));
  });
});
