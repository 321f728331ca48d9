import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../test/helpers/database.ts';
import { type Ingest, openIngest, orgPeople, toChange } from '../../test/helpers/ingest.ts';
import { readRollups } from '../../test/helpers/rollups.ts';
import type { Change } from '../activity/change.ts';
import { deleteActivities } from '../store/activities.ts';
import type { Database } from '../store/database.ts';
import { setDuration } from '../store/durations.ts';
import { eraseEntries } from '../store/erasing.ts';
import { openTally, saveTally, type Tally } from '../store/tally.ts';
import { keepTeamSums } from '../store/teamSums.ts';
import { setMapping } from './mapping.ts';

const minute = 60_000;
const noon = Date.UTC(2026, 10, 23, 12);
const people = [orgPeople.jon, orgPeople.remy] as const;

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

type Step =
  | { readonly kind: 'ingest'; readonly changes: readonly Draft[] }
  | { readonly kind: 'map'; readonly who: number; readonly mapped: boolean }
  | { readonly kind: 'edit'; readonly nth: number; readonly seconds: number | null }
  | { readonly kind: 'remove'; readonly nth: number }
  | { readonly kind: 'team'; readonly isIn: boolean };

interface Draft {
  readonly key: number;
  readonly object: number;
  readonly who: number;
  readonly at: number;
  readonly what: 'deal' | 'event' | 'bulk';
  readonly action: 'created' | 'updated' | 'deleted';
  readonly hours: number;
  readonly automated: boolean;
}

const draft: fc.Arbitrary<Draft> = fc.record({
  key: fc.integer({ min: 0, max: 60 }),
  object: fc.integer({ min: 0, max: 3 }),
  who: fc.integer({ min: 0, max: 1 }),
  at: fc.integer({ min: 0, max: 90 }),
  what: fc.constantFrom('deal' as const, 'deal' as const, 'event' as const, 'bulk' as const),
  action: fc.constantFrom('created' as const, 'updated' as const, 'updated' as const, 'deleted' as const),
  hours: fc.integer({ min: 0, max: 12 }),
  automated: fc.boolean(),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('ingest' as const),
      changes: fc.array(draft, { minLength: 1, maxLength: 6 }),
    }),
  },
  fc.record({ kind: fc.constant('map' as const), who: fc.integer({ min: 0, max: 1 }), mapped: fc.boolean() }),
  fc.record({
    kind: fc.constant('edit' as const),
    nth: fc.nat(20),
    seconds: fc.option(fc.integer({ min: 0, max: 40_000 })),
  }),
  fc.record({ kind: fc.constant('remove' as const), nth: fc.nat(20) }),
  fc.record({ kind: fc.constant('team' as const), isIn: fc.boolean() }),
);

function toChanges({ key, object, who, at, what, action, hours, automated }: Draft): Change[] {
  const common = {
    ...{ at: noon + at * minute, remoteUserId: people[who]!, automated, action },
    fields: action === 'updated' ? ['StageName'] : [],
  };
  if (what === 'event') {
    const start = new Date(noon + hours * 30 * minute);
    const values = {
      ...{ Subject: 'Review', OwnerId: people[(who + object) % 2]!, IsChild: false, IsAllDayEvent: false },
      ...{ StartDateTime: start.toISOString(), DurationInMinutes: hours * 61, WhoId: null },
      EndDateTime: new Date(start.getTime() + hours * 61 * minute).toISOString(),
    };
    const event = { feature: 'events', objectType: 'Event', objectId: `00U00000000000${object}AAA` };
    const fields = action === 'updated' ? Object.keys(values) : [];
    return [toChange({ ...common, ...event, key: `cdc:e${key}`, values, fields })];
  }
  const deal = (n: number, transaction: string | null) =>
    toChange({
      ...{
        ...common,
        transaction,
        key: `cdc:${what}${key}`,
        objectId: `0060000000${what === 'bulk' ? 1 : 0}00${n}0AAA`,
      },
      values: { Name: 'Acme', StageName: `${hours}` },
    });
  return what === 'deal'
    ? [deal(object, null)]
    : Array.from({ length: 4 }, (_, n) => deal(object * 4 + n, 'bulk'));
}

async function take(ingest: Ingest, userId: string, one: Step): Promise<void> {
  const { accountId, connectionId, scope } = ingest;
  if (one.kind === 'ingest') {
    await ingest.ingest(one.changes.flatMap(toChanges));
    return;
  }
  if (one.kind === 'map') {
    const choice = { accountId, connectionId, remoteUserId: people[one.who]!, changedBy: userId };
    await setMapping(scope.context, { ...choice, userId: one.mapped ? userId : null });
    return;
  }
  if (one.kind === 'team') {
    // People without entries make a team of those of whom sums are kept.
    const others = Array.from({ length: 12 }, () => randomUUID());
    const team = { managerId: userId, userIds: one.isIn ? [...others, userId] : others };
    await keepTeamSums(db, accountId, team, noon);
    return;
  }
  const rows = await db.query<{ id: string }>('SELECT id FROM activities WHERE account_id = $1 ORDER BY id', [
    accountId,
  ]);
  const id = rows[one.nth % Math.max(1, rows.length)]?.id;
  if (id === undefined) return;
  await write(accountId, async (tally) => {
    if (one.kind === 'remove') await deleteActivities(db, accountId, [id], tally);
    else {
      const edit = one.seconds === null ? null : { seconds: one.seconds, by: null, at: noon };
      await setDuration(db, accountId, id, edit, tally);
    }
  });
}

async function write(accountId: string, work: (tally: Tally) => Promise<unknown>): Promise<void> {
  const tally = openTally();
  await work(tally);
  await saveTally(db, accountId, tally);
}

describe('the roll-ups', () => {
  it('are what a full count gives after whatever was ingested, mapped, edited and removed', {
    timeout: 120_000,
  }, async () => {
    let moved = 0;
    let summed = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const ingest = await openIngest(db);
        for (const one of steps) await take(ingest, ingest.ownerId, one);
        const { kept, counted } = await readRollups(db, ingest.accountId);
        expect(kept).toEqual(counted);
        moved += kept.people.length;
        summed += kept.teams.length;
        await write(ingest.accountId, (tally) =>
          eraseEntries(
            db,
            ingest.accountId,
            ingest.connectionId,
            { onlyUnattributed: false, after: null, limit: 1000 },
            tally,
          ),
        );
        const left = await readRollups(db, ingest.accountId);
        expect(left.kept).toEqual({ moves: [], people: [], teams: [], totals: [] });
      }),
      { numRuns: 40 },
    );
    expect(moved).toBeGreaterThan(40);
    expect(summed).toBeGreaterThan(10);
  });

  it('leave out time over ten hours and keep automation apart', async () => {
    const ingest = await openIngest(db);
    const deal = (key: string, rest: Partial<Change>) =>
      toChange({
        key,
        objectId: `006${key.padStart(12, '0')}AAA`,
        at: noon,
        values: { StageName: 'A' },
        ...rest,
      });
    await ingest.ingest([deal('1', {}), deal('2', { automated: true }), deal('3', {})]);
    const [first] = await db.query<{ id: string }>(
      `SELECT id FROM activities WHERE account_id = $1 AND object_id LIKE '%3AAA'`,
      [ingest.accountId],
    );
    await write(ingest.accountId, (tally) =>
      setDuration(db, ingest.accountId, first!.id, { seconds: 36_001, by: null, at: noon }, tally),
    );
    const { kept, counted } = await readRollups(db, ingest.accountId);
    expect(kept).toEqual(counted);
    expect(kept.totals).toMatchObject([
      { slot: noon / 1000, automated: false, entries: 2, seconds: 60 },
      { slot: noon / 1000, automated: true, entries: 1, seconds: 60 },
    ]);
  });
});

describe('the roll-ups of an upgrade', () => {
  const readFills = async (name: string) =>
    (await readFile(new URL(`../store/migrations/${name}.sql`, import.meta.url), 'utf8'))
      .split(';')
      .filter((statement) => /^\s*(--.*\n\s*)*(INSERT|UPDATE)/.test(statement));

  it('are those of what was stored before', async () => {
    const ingest = await openIngest(db);
    const object = (n: number) => `00600000000000${n % 2}AAA`;
    const values = { Name: 'Acme', StageName: 'Won' };
    const changes = [0, 1, 2].map((n) =>
      toChange({ key: `${n}`, objectId: object(n), at: noon + n * 20 * minute, values, automated: n === 1 }),
    );
    await ingest.ingest(changes);
    await db.query('DELETE FROM activity_counts');
    await db.query('DELETE FROM activity_totals');
    await db.query('DELETE FROM stage_moves');
    const fills = [...(await readFills('0019_rollups')), ...(await readFills('0025_team_totals'))];
    expect(fills).toHaveLength(4);
    for (const fill of fills) await db.query(fill);
    const { kept, counted } = await readRollups(db, ingest.accountId);
    expect(kept).toEqual(counted);
    expect(kept.moves.filter(({ next_at }) => next_at !== null)).toHaveLength(1);
    expect(kept.moves).toHaveLength(3);
    expect(kept.totals).toHaveLength(3);
  });
});

describe('a duration that a person set', () => {
  const deal = '006000000000001AAA';
  const streamed = (key: string, at: number, rest: Partial<Change> = {}) =>
    toChange({ key: `cdc:${key}`, objectId: deal, at, values: { StageName: 'B' }, ...rest });
  const entries = (accountId: string) =>
    db.query<{ id: string; seconds: number; source: string; reported: number }>(
      `SELECT id, duration_seconds AS seconds, duration_source AS source, reported_seconds AS reported
       FROM activities WHERE account_id = $1 ORDER BY occurred_at`,
      [accountId],
    );
  const edit = async ({ accountId, ownerId }: Ingest, id: string, seconds: number) =>
    write(accountId, (tally) => setDuration(db, accountId, id, { seconds, by: ownerId, at: noon }, tally));

  it('stays when the entry is written again', async () => {
    const ingest = await openIngest(db);
    await ingest.ingest([streamed('1', noon)]);
    const [before] = await entries(ingest.accountId);
    await edit(ingest, before!.id, 900);
    await ingest.ingest([streamed('2', noon + minute)]);
    expect(await entries(ingest.accountId)).toEqual([
      { id: before!.id, seconds: 900, source: 'edited', reported: 60 },
    ]);
  });

  it('goes along when the entry gets another id by an earlier save, or by a better path', async () => {
    for (const later of [streamed('0', noon - minute), streamed('0', noon, { values: { StageName: 'B' } })]) {
      const ingest = await openIngest(db);
      const first = toChange({
        ...{ key: 'fh:1', path: 'field_history', objectId: deal, at: noon + 2000 },
        ...{ values: { StageName: 'B' }, before: { StageName: 'A' } },
      });
      await ingest.ingest([first]);
      const [before] = await entries(ingest.accountId);
      await edit(ingest, before!.id, 900);
      await ingest.ingest([later]);
      const after = await entries(ingest.accountId);
      expect(after).toMatchObject([{ seconds: 900, source: 'edited', reported: 60 }]);
      expect(after[0]!.id).not.toBe(before!.id);
      const { kept, counted } = await readRollups(db, ingest.accountId);
      expect(kept).toEqual(counted);
    }
  });
});
