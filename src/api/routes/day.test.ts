import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Activity } from '../../../src/activity/activity.ts';
import { openTestServer, type Person, START, type TestServer } from '../../../test/helpers/server.ts';

const hour = 3_600_000;

describe('the day view', () => {
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
  const ask = async (who: Person, query: Query = { date: '2026-01-15' }) => {
    const answer = await server.as(who)({ url: '/api/v1/day', query });
    return { status: answer.statusCode, body: answer.json() };
  };
  const add = (who: Person | null, title: string, at: string, given: Partial<Activity> = {}) =>
    server.addActivity(connection, who, { title, occurredAt: Date.parse(at), ...given });
  const meeting = (seconds: number): Partial<Activity> => ({
    ...{ category: 'meeting_external', action: 'meeting', feature: 'events', objectType: 'Event' },
    ...{ durationSeconds: seconds, durationSource: 'actual' },
  });
  const rows = (body: { items: { user: { name: string }; intervals: { title: string }[] }[] }) =>
    body.items.map(({ user, intervals }) => [user.name, intervals.map(({ title }) => title)]);

  it('refuses who is not signed in, a hidden person, and what is no date or zone', async () => {
    expect((await server.app.inject({ url: '/api/v1/day?date=2026-01-15' })).statusCode).toBe(401);
    const hidden = { date: '2026-01-15', userId: await server.userId('pia') };
    expect((await ask('jon', hidden)).status).toBe(403);
    expect((await ask('jon', {})).status).toBe(400);
    expect((await ask('jon', { date: '2026-02-30' })).status).toBe(400);
    expect((await ask('jon', { date: '2026-01-15', timeZone: 'Mars/Base' })).body.detail).toContain(
      'Mars/Base',
    );
  });

  it.each([
    ['olga', 7],
    ['mara', 3],
    ['tom', 2],
    ['jon', 1],
    ['theo', 1],
  ] as const)(
    'gives %s a row for each of the %i people whom they see, with or without entries',
    async (who, count) => {
      await add('jon', 'of jon', '2026-01-15T09:00:00Z');
      await add(null, 'of nobody', '2026-01-15T09:00:00Z');
      const { body } = await ask(who);
      expect(body.items).toHaveLength(count);
      const seen = rows(body).filter(([, titles]) => titles!.length > 0);
      expect(seen).toEqual(who === 'theo' ? [] : [['Jon', ['of jon']]]);
    },
  );

  it('cuts the day at midnights of the named zone, the person’s own unless told otherwise', async () => {
    await add('jon', 'evening before', '2026-01-14T22:59:59Z');
    await add('jon', 'first of the day', '2026-01-14T23:00:00Z');
    await add('jon', 'last of the day', '2026-01-15T22:59:59Z');
    await add('jon', 'next', '2026-01-15T23:00:00Z');
    const berlin = (await ask('jon')).body;
    expect(berlin).toMatchObject({ timeZone: 'Europe/Berlin', from: '2026-01-14T23:00:00.000Z', gaps: null });
    expect(rows(berlin)).toEqual([['Jon', ['first of the day', 'last of the day']]]);
    const utc = (await ask('jon', { date: '2026-01-15', timeZone: 'UTC' })).body;
    expect(rows(utc)).toEqual([['Jon', ['last of the day', 'next']]]);
  });

  it('has 23 hours when the clocks are put forward', async () => {
    const { body } = await ask('jon', { date: '2026-03-29' });
    expect(Date.parse(body.to) - Date.parse(body.from)).toBe(23 * hour);
  });

  it('shows what reaches over midnight on both days, and what is planned for later in the day', async () => {
    await add('jon', 'night call', '2026-01-14T22:30:00Z', meeting(2 * 3600));
    await add('jon', 'short', '2026-01-14T22:25:00Z', { durationSeconds: 1800 });
    await add('jon', 'afternoon', new Date(START + 2 * hour).toISOString(), meeting(1800));
    const { body } = await ask('jon');
    expect(rows(body)).toEqual([['Jon', ['night call', 'afternoon']]]);
    expect(body.items[0].intervals[0]).toMatchObject({
      ...{ kind: 'meeting', from: '2026-01-14T22:30:00.000Z', to: '2026-01-15T00:30:00.000Z' },
      ...{ category: 'meeting_external', durationSource: 'actual', automation: false },
    });
    expect(rows((await ask('jon', { date: '2026-01-14' })).body)).toEqual([['Jon', ['short', 'night call']]]);
  });

  it('pages through people by name', async () => {
    const first = (await ask('olga', { date: '2026-01-15', limit: '4' })).body;
    const second = (await ask('olga', { date: '2026-01-15', limit: '4', cursor: first.nextCursor })).body;
    expect([...rows(first), ...rows(second)].map(([name]) => name)).toEqual([
      ...['Clara', 'Jon', 'Mara', 'Olga', 'Pia', 'Theo', 'Tom'],
    ]);
    expect(second.nextCursor).toBeNull();
  });

  it('says why time is not certain, to those who may see connections', async () => {
    const accountId = await server.accountId();
    const hole = (feature: string, from: string, to: string | null, cause: string, closed: string | null) =>
      server.db.query(
        `INSERT INTO coverage_holes (account_id, connection_id, feature, from_at, to_at, cause, detected_at, closed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $4, $7)`,
        [accountId, connection, feature, from, to, cause, closed],
      );
    for (const feature of ['tasks', 'cases']) {
      await hole(
        feature,
        '2026-01-14T20:00:00Z',
        '2026-01-15T08:00:00Z',
        'access_lost',
        '2026-01-15T09:00:00Z',
      );
    }
    await hole('leads', '2026-01-15T11:00:00Z', null, 'outage', null);
    await hole('leads', '2026-01-13T11:00:00Z', '2026-01-13T12:00:00Z', 'outage', null);
    await server.db.query(
      `INSERT INTO coverage (account_id, connection_id, feature, path, from_at, to_at, is_open, by)
       VALUES ($1, $2, 'notes', 'delta', '2026-01-15T06:00:00Z', '2026-01-15T12:00:00Z', false, 'sweep')`,
      [accountId, connection],
    );
    const name = 'Acme Inc.';
    const told = { connectionId: connection, connectionName: name, ongoing: false, repairedAt: null };
    const expected = [
      {
        ...{
          ...told,
          features: ['cases', 'tasks'],
          from: '2026-01-14T23:00:00.000Z',
          to: '2026-01-15T08:00:00.000Z',
        },
        ...{ cause: 'access_lost', repairedAt: '2026-01-15T09:00:00.000Z' },
      },
      {
        ...{ ...told, features: ['notes'], from: '2026-01-14T23:00:00.000Z', to: '2026-01-15T06:00:00.000Z' },
        cause: 'not_read',
      },
      {
        ...{ ...told, features: ['leads'], from: '2026-01-15T11:00:00.000Z', to: '2026-01-15T12:00:00.000Z' },
        ...{ cause: 'outage', ongoing: true },
      },
    ];
    expect((await ask('olga')).body.gaps).toEqual(expected);
    expect((await ask('theo')).body.gaps).toEqual(expected);
    for (const who of ['mara', 'jon'] as const) expect((await ask(who)).body.gaps).toBeNull();
    expect((await ask('olga', { date: '2026-01-20' })).body.gaps).toEqual([]);
  });
});
