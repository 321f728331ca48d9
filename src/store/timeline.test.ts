import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccount } from '../../test/helpers/account.ts';
import { openTestDatabase } from '../../test/helpers/database.ts';
import type { Action, Activity, Category } from '../activity/activity.ts';
import { saveActivities } from './activities.ts';
import type { Database } from './database.ts';
import { openTally, saveTally } from './tally.ts';
import { keepTeamSums } from './teamSums.ts';
import { listTimeline, type TimelinePage } from './timeline.ts';
import { anyEntry, type TimelineFilter } from './timelineFilter.ts';

const noon = Date.UTC(2026, 10, 23, 12);
const minute = 60_000;
const PAGE = 40;

const kinds: readonly [string, Category, Action][] = [
  ['cases', 'record_change', 'updated'],
  ['cases', 'record_change', 'created'],
  ['leads', 'record_change', 'updated'],
  ['leads', 'record_change', 'deleted'],
  ['tasks', 'call', 'logged_call'],
  ['updates', 'post', 'posted'],
];

describe('a page of the timeline', () => {
  let db: Database;
  let accountId: string;
  let managerId: string;
  const people = Array.from({ length: 40 }, () => randomUUID());
  const team = people.slice(0, 25);
  const entries: Activity[] = [];

  beforeAll(async () => {
    db = await openTestDatabase();
    const account = await createAccount(db);
    accountId = account.accountId;
    managerId = account.ownerId;
    const [connection] = await db.query<{ id: string }>(
      `INSERT INTO connections (account_id, service, name, environment, status)
       VALUES ($1, 'salesforce', 'Acme', 'production', 'active') RETURNING id`,
      [accountId],
    );
    // Kinds grow rarer down the list, and several entries share a moment.
    for (let n = 0; n < 300; n += 1) {
      const rarity = [1, 3, 7, 31, 53, 97].findLastIndex((every) => n % every === 0);
      const [feature, category, action] = kinds[rarity]!;
      entries.push({
        ...{ id: randomUUID(), connectionId: connection!.id, feature, category, action },
        ...{ remoteUserId: '005', userId: n % 11 === 0 ? null : people[(n * 7) % 40]!, title: `Entry ${n}` },
        ...{ objectType: 'Case', objectId: null, objectName: null, changes: [] },
        ...{ occurredAt: noon - Math.floor(n / 2) * 5 * minute, receivedAt: noon, latencySeconds: 1 },
        ...{ durationSeconds: 60, durationSource: 'estimated', actor: 'person', via: null, count: 1 },
        ...{ paths: ['cdc'], missingNames: [] },
      });
    }
    await db.transaction(async (tx) => {
      const tally = openTally();
      await saveActivities(tx, accountId, entries, tally);
      await saveTally(tx, accountId, tally);
    });
    await keepTeamSums(db, accountId, { managerId, userIds: team }, noon);
  });
  afterAll(() => db.close());

  const readAll = async (filter: TimelineFilter, direction: TimelinePage['direction']) => {
    const ids: string[] = [];
    let position =
      direction === 'older' ? null : { occurredAt: 0, id: '00000000-0000-0000-0000-000000000000' };
    for (;;) {
      const rows = await listTimeline(db, accountId, filter, { position, direction, limit: PAGE });
      if (direction === 'older') ids.push(...rows.map(({ id }) => id));
      else ids.unshift(...rows.map(({ id }) => id));
      if (rows.length < PAGE) return ids;
      position = direction === 'older' ? rows.at(-1)! : rows[0]!;
    }
  };
  const wanted = ({ userIds, features, categories, actions }: TimelineFilter) => {
    const has = (list: readonly string[] | null, value: string) => list === null || list.includes(value);
    return entries
      .filter(({ userId }) => userId !== null && has(userIds, userId))
      .filter((entry) => has(features, entry.feature) && has(categories, entry.category))
      .filter(({ action }) => has(actions, action))
      .sort((a, b) => b.occurredAt - a.occurredAt || (a.id < b.id ? 1 : -1))
      .map(({ id }) => id);
  };

  const whose = [
    ['everybody', {}],
    ['a team', { userIds: team, teamOf: 'its manager' }],
    ['many people', { userIds: people.slice(5, 30) }],
    ['few people', { userIds: people.slice(2, 6) }],
  ] as const;
  const what: readonly Partial<TimelineFilter>[] = [
    {},
    { features: ['leads'] },
    { features: ['leads', 'tasks'], categories: ['record_change'] },
    { categories: ['post'] },
    { categories: ['post', 'call'] },
    { categories: ['record_change', 'call'], features: ['tasks', 'cases'] },
    { actions: ['created'] },
    { actions: ['deleted', 'posted'] },
    { actions: ['deleted', 'updated'], features: ['leads'] },
    { actions: ['logged_call'], categories: ['post'] },
  ];

  it.each(whose)('holds what is asked for of %s, whatever finds it, from both ends', async (_, people) => {
    let found = 0;
    for (const kind of what) {
      const teamOf = 'teamOf' in people ? managerId : null;
      const filter: TimelineFilter = { ...anyEntry, ...people, ...kind, teamOf };
      const expected = wanted(filter);
      expect(await readAll(filter, 'older'), JSON.stringify(kind)).toEqual(expected);
      expect(await readAll(filter, 'newer'), JSON.stringify(kind)).toEqual(expected);
      found += expected.length;
    }
    expect(found).toBeGreaterThan(50);
  });
});
