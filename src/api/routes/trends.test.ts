import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Activity } from '../../../src/activity/activity.ts';
import { openTestServer, type Person, type TestServer } from '../../../test/helpers/server.ts';
import { chainStageMoves, saveStageMoves } from '../../store/stageMoves.ts';

describe('trends', () => {
  let server: TestServer;
  let connection: string;
  beforeAll(async () => {
    server = await openTestServer();
  });
  beforeEach(async () => {
    await server.reset();
    connection = await server.addConnection();
  });
  afterAll(() => server.close());

  type Query = Record<string, string | string[]>;
  const january = { from: '2026-01-01', to: '2026-01-31' };
  const ask = async (who: Person, query: Query = {}, path = '') => {
    const answer = await server.as(who)({ url: `/api/v1/trends${path}`, query: { ...january, ...query } });
    return { status: answer.statusCode, body: answer.json() };
  };
  const add = (who: Person | null, at: string, given: Partial<Activity> = {}) =>
    server.addActivity(connection, who, { occurredAt: Date.parse(at), ...given });
  const idsOf = (...names: Person[]) => Promise.all(names.map((name) => server.userId(name)));

  it('refuses who is not signed in, and groups of fewer than five people', async () => {
    expect(
      (await server.app.inject({ url: '/api/v1/trends?from=2026-01-01&to=2026-01-02' })).statusCode,
    ).toBe(401);
    for (const path of ['', '/stages']) {
      const mine = await ask('mara', {}, path);
      expect(mine.status).toBe(403);
      expect(mine.body.detail).toBe(
        'Figures are of groups of 5 people or more, and of yourself; this group is 3 people.',
      );
      const one = await server.userId('jon');
      expect((await ask('olga', { userId: one }, path)).body.detail).toContain('this group is one person');
      // One person named five times is one person.
      expect((await ask('olga', { userId: [one, one, one, one, one] }, path)).status).toBe(403);
      expect((await ask('mara', { userId: await server.userId('pia') }, path)).status).toBe(403);
    }
  });

  it('shows people their own figures, and those of five people and more', async () => {
    await add('jon', '2026-01-15T10:00:00Z');
    await add('pia', '2026-01-15T10:00:00Z', { feature: 'cases' });
    await add(null, '2026-01-15T10:00:00Z', { feature: 'leads' });
    const own = (await ask('jon')).body;
    expect(own).toMatchObject({ people: 1, timeZone: 'Europe/Berlin' });
    expect(own.days).toEqual([{ date: '2026-01-15', feature: 'opportunities', entries: 1, automation: 0 }]);
    expect((await ask('olga', { userId: await server.userId('olga') })).body.days).toEqual([]);
    const all = (await ask('olga')).body;
    expect(all.people).toBe(7);
    expect(all.days.map(({ feature }: { feature: string }) => feature)).toEqual(['cases', 'opportunities']);
    const five = await idsOf('jon', 'tom', 'mara', 'olga', 'clara');
    const some = (await ask('clara', { userId: five })).body;
    expect(some.people).toBe(5);
    expect(some.days).toEqual(own.days);
  });

  it('shows a manager the sums of their team, also when people come and leave', async () => {
    const accountId = await server.accountId();
    const mara = await server.userId('mara');
    for (let n = 0; n < 12; n += 1) {
      await server.db.query(
        `INSERT INTO users (account_id, email, name, role, manager_id, time_zone)
         VALUES ($1, $2, 'New', 'member', $3, 'Europe/Berlin')`,
        [accountId, `new${n}@acme.example`, mara],
      );
    }
    await add('jon', '2026-01-15T10:00:00Z');
    await add('pia', '2026-01-15T10:00:00Z');
    const told = async () => {
      const { body } = await ask('mara', { feature: 'opportunities' });
      const list = await server.as('mara')({ url: '/api/v1/activities?feature=opportunities' });
      return [body.people, body.days[0]?.entries ?? 0, list.json().items.length];
    };
    expect(await told()).toEqual([15, 1, 1]);
    const move = (who: string, to: string | null) =>
      server.db.query('UPDATE users SET manager_id = $2 WHERE email LIKE $1', [`${who}@%`, to]);
    await add('jon', '2026-01-15T09:00:00Z');
    await move('pia', mara);
    expect(await told()).toEqual([16, 3, 3]);
    await move('jon', null);
    await add('jon', '2026-01-15T08:00:00Z');
    expect(await told()).toEqual([15, 1, 1]);
  });

  it('counts by local days and hours, by half hours too, and keeps automation apart', async () => {
    await add('jon', '2026-01-15T22:59:00Z');
    await add('jon', '2026-01-15T23:00:00Z');
    await add('jon', '2026-01-15T18:29:00Z', { actor: 'automation' });
    server.now = Date.parse('2026-01-20T00:00:00Z');
    const berlin = (await ask('jon')).body;
    expect(berlin.days).toEqual([
      { date: '2026-01-15', feature: 'opportunities', entries: 1, automation: 1 },
      { date: '2026-01-16', feature: 'opportunities', entries: 1, automation: 0 },
    ]);
    expect(berlin.hours).toEqual([
      { weekday: 4, hour: 23, entries: 1 },
      { weekday: 5, hour: 0, entries: 1 },
    ]);
    const calcutta = (await ask('jon', { timeZone: 'Asia/Kolkata' })).body;
    expect(calcutta.days).toEqual([
      { date: '2026-01-15', feature: 'opportunities', entries: 0, automation: 1 },
      { date: '2026-01-16', feature: 'opportunities', entries: 2, automation: 0 },
    ]);
    expect(calcutta.hours).toEqual([{ weekday: 5, hour: 4, entries: 2 }]);
  });

  it('sums meetings and calls by day, not those to come nor what lasts over ten hours', async () => {
    const event = (category: 'meeting_internal' | 'meeting_external', hours: number) =>
      ({ category, action: 'meeting', feature: 'events', durationSeconds: hours * 3600 }) as const;
    await add('jon', '2026-01-14T09:00:00Z', event('meeting_external', 1));
    await add('jon', '2026-01-14T11:00:00Z', event('meeting_internal', 2));
    await add('jon', '2026-01-14T12:00:00Z', event('meeting_internal', 11));
    await add('jon', '2026-01-14T13:00:00Z', {
      category: 'call',
      action: 'logged_call',
      durationSeconds: 90,
    });
    await add('jon', '2026-01-16T09:00:00Z', event('meeting_external', 1));
    const { body } = await ask('jon');
    expect(body.meetings).toEqual([
      {
        ...{ date: '2026-01-14', meetings: 3, internalSeconds: 7200, externalSeconds: 3600 },
        ...{ calls: 1, callSeconds: 90 },
      },
    ]);
  });

  it('narrows to features and categories, and refuses what cannot be meant', async () => {
    await add('jon', '2026-01-14T09:00:00Z', { feature: 'cases' });
    await add('jon', '2026-01-14T09:00:00Z', { feature: 'tasks', category: 'call' });
    const days = async (query: Query) =>
      (await ask('jon', query)).body.days.map(({ feature }: { feature: string }) => feature);
    expect(await days({ feature: 'cases' })).toEqual(['cases']);
    expect(await days({ category: 'call' })).toEqual(['tasks']);
    expect((await ask('jon', { feature: 'telepathy' })).status).toBe(400);
    expect((await ask('jon', { timeZone: 'Nowhere' })).status).toBe(400);
    expect((await ask('jon', { from: '2025-01-01', to: '2026-06-01' })).status).toBe(422);
    expect((await ask('jon', { from: '2026-01-02', to: '2026-01-01' })).status).toBe(422);
  });
});

describe('stages over time', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer();
  });
  afterAll(() => server.close());

  it('says how many deals and cases came into a stage by month, and how long they stayed', async () => {
    const accountId = await server.accountId();
    const [jon, pia] = [await server.userId('jon'), await server.userId('pia')];
    const move = async (
      userId: string | null,
      objectId: string,
      stage: string,
      at: string,
      feature = 'opportunities',
    ) => {
      const told = { activityId: randomUUID(), at: Date.parse(at), userId, objectId, feature, stage };
      await saveStageMoves(server.db, accountId, [told], []);
      await chainStageMoves(server.db, accountId, [objectId]);
    };
    await move(jon, '006A', 'Proposal', '2026-01-01T10:00:00Z');
    await move(pia, '006A', 'Won', '2026-01-01T12:00:00Z');
    await move(jon, '006B', 'Proposal', '2026-01-02T10:00:00Z');
    await move(jon, '006B', 'Won', '2026-01-02T14:00:00Z');
    await move(jon, '006C', 'Proposal', '2026-01-03T10:00:00Z');
    await move(jon, '500A', 'Working', '2026-01-31T23:30:00Z', 'cases');
    await move(null, '006D', 'Proposal', '2026-01-03T10:00:00Z');
    // Nobody's move ends nothing.
    await move(null, '006C', 'Won', '2026-01-04T10:00:00Z');
    server.now = Date.parse('2026-03-01T00:00:00Z');
    const ask = async (query: Record<string, string>) =>
      (await server.as('jon')({ url: '/api/v1/trends/stages', query })).json().items;
    const proposal = { month: '2026-01', feature: 'opportunities', stage: 'Proposal' };
    // How long a deal stayed is told by whoever moved it on.
    expect(await ask({ from: '2026-01-01', to: '2026-02-28' })).toEqual([
      { ...proposal, moves: 3, left: 2, medianSeconds: 3 * 3600 },
      { ...proposal, stage: 'Won', moves: 1, left: 0, medianSeconds: null },
      { month: '2026-02', feature: 'cases', stage: 'Working', moves: 1, left: 0, medianSeconds: null },
    ]);
    expect(await ask({ from: '2026-01-01', to: '2026-02-28', feature: 'cases' })).toHaveLength(1);
    expect(await ask({ from: '2026-01-01', to: '2026-01-31', feature: 'leads' })).toEqual([]);
  });
});
