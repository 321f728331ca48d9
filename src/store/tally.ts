import type { Actor } from '../activity/activity.ts';
import { toArrayLiteral } from './bulk.ts';
import { type Queries, timeParam } from './database.ts';
import { chainStageMoves } from './stageMoves.ts';
import { lockTeamSums } from './teamSums.ts';

/** Length of a slot of the roll-ups in ms: half an hour of UTC. */
const slotMs = 1_800_000;
/** The slot of the roll-ups that a moment falls in, by its beginning; epoch ms. */
export function toSlot(ms: number): number {
  return Math.floor(ms / slotMs) * slotMs;
}

/** What lasts longer is shown, and adds no time to any figure. */
const scoredSeconds = 36_000;

/** What the roll-ups count of an activity; of one that is nobody's they count nothing. */
export interface Counted {
  readonly userId: string | null;
  readonly occurredAt: number;
  readonly feature: string;
  readonly category: string;
  readonly actor: Actor;
  readonly durationSeconds: number;
}

/** Columns of a Counted. */
export const countedColumns = `user_id AS "userId", occurred_at AS "occurredAt", feature, category, actor,
  duration_seconds AS "durationSeconds"`;

/** What a transaction does to the roll-ups: what it writes is added, what it deletes or overwrites taken off. */
export interface Tally {
  add(activity: Counted): void;
  takeOff(activity: Counted): void;
  /** Notes a record whose moves into stages, or whose they are, changed. */
  restage(objectId: string): void;
  /** Changes that do not cancel each other out, in an order that is the same in every process. */
  cells(): readonly Cell[];
  restaged(): readonly string[];
}

/** Sums of one person, slot, feature and category. */
interface Cell {
  readonly userId: string;
  readonly slot: number;
  readonly feature: string;
  readonly category: string;
  readonly automated: boolean;
  entries: number;
  seconds: number;
}

/** Opens the tally of one transaction; `saveTally` ends it, right before the feed. */
export function openTally(): Tally {
  const people = new Map<string, Cell>();
  const objects = new Set<string>();
  const count = (activity: Counted, sign: 1 | -1) => {
    const { userId, occurredAt, feature, category, durationSeconds } = activity;
    if (userId === null) return;
    const slot = toSlot(occurredAt);
    const automated = activity.actor === 'automation';
    const key = `${userId} ${slot} ${feature} ${category} ${automated}`;
    const cell = people.get(key) ?? { userId, slot, feature, category, automated, entries: 0, seconds: 0 };
    cell.entries += sign;
    cell.seconds += durationSeconds <= scoredSeconds ? sign * durationSeconds : 0;
    people.set(key, cell);
  };
  return {
    add: (activity) => count(activity, 1),
    takeOff: (activity) => count(activity, -1),
    restage: (objectId) => void objects.add(objectId),
    cells: () => sortByKey(people),
    restaged: () => [...objects],
  };
}

// Two transactions that lock the same rows in different orders would wait for each other for ever.
function sortByKey(cells: ReadonlyMap<string, Cell>): Cell[] {
  const left = [...cells].filter(([, { entries, seconds }]) => entries !== 0 || seconds !== 0);
  return left.sort(([one], [other]) => (one < other ? -1 : 1)).map(([, cell]) => cell);
}

/**
 * Brings the roll-ups to what a transaction did. Their rows stay locked until it commits, so it comes last but for the
 * feed, which is locked after it.
 */
export async function saveTally(on: Queries, accountId: string, tally: Tally): Promise<void> {
  await chainStageMoves(on, accountId, tally.restaged());
  const cells = tally.cells();
  if (cells.length === 0) return;
  // Before the statement that adds to them begins: it must see whose sums are kept.
  await lockTeamSums(on, accountId, 'beside others');
  const of = (value: (cell: Cell) => string) => toArrayLiteral(cells, value);
  await on.run(upsert, [
    accountId,
    of((cell) => cell.userId),
    of((cell) => timeParam(cell.slot)),
    of((cell) => cell.feature),
    of((cell) => cell.category),
    of((cell) => String(cell.automated)),
    of((cell) => String(cell.entries)),
    of((cell) => String(cell.seconds)),
  ]);
  const less = cells.filter((cell) => cell.entries < 0);
  if (less.length > 0) await dropEmpty(on, accountId, less);
}

async function dropEmpty(on: Queries, accountId: string, cells: readonly Cell[]): Promise<void> {
  const ofAccount = 'account_id = $1 AND slot = ANY($2::timestamptz[]) AND entries = 0';
  await on.run(
    `WITH people AS (DELETE FROM activity_counts WHERE ${ofAccount} AND user_id = ANY($3::uuid[])),
     teams AS (DELETE FROM team_totals WHERE ${ofAccount} AND manager_id IN (
       SELECT manager_id FROM team_sums_people WHERE account_id = $1 AND user_id = ANY($3::uuid[])))
     DELETE FROM activity_totals WHERE ${ofAccount}`,
    [accountId, cells.map(({ slot }) => timeParam(slot)), cells.map(({ userId }) => userId)],
  );
}

const upsert = `
  WITH delta AS (
    SELECT * FROM unnest($2::uuid[], $3::timestamptz[], $4::text[], $5::text[], $6::boolean[], $7::integer[],
      $8::integer[]) AS u(user_id, slot, feature, category, automated, entries, seconds)),
  people AS (
    INSERT INTO activity_counts AS c (account_id, user_id, slot, feature, category, automated, entries, seconds)
    SELECT $1::uuid, user_id, slot, feature, category, automated, entries, seconds FROM delta
    ON CONFLICT (account_id, user_id, slot, feature, category, automated)
    DO UPDATE SET entries = c.entries + excluded.entries, seconds = c.seconds + excluded.seconds),
  teams AS (
    INSERT INTO team_totals AS c (account_id, manager_id, slot, feature, category, automated, entries, seconds)
    SELECT $1::uuid, manager_id, slot, feature, category, automated, sum(entries), sum(seconds)
    FROM delta JOIN team_sums_people t ON t.account_id = $1::uuid AND t.user_id = delta.user_id
    GROUP BY manager_id, slot, feature, category, automated HAVING sum(entries) <> 0 OR sum(seconds) <> 0
    ORDER BY manager_id, slot, feature, category, automated
    ON CONFLICT (account_id, manager_id, slot, feature, category, automated)
    DO UPDATE SET entries = c.entries + excluded.entries, seconds = c.seconds + excluded.seconds)
    INSERT INTO activity_totals AS c (account_id, slot, feature, category, automated, entries, seconds)
    SELECT $1::uuid, slot, feature, category, automated, sum(entries), sum(seconds) FROM delta
    GROUP BY slot, feature, category, automated HAVING sum(entries) <> 0 OR sum(seconds) <> 0
    ORDER BY slot, feature, category, automated
    ON CONFLICT (account_id, slot, feature, category, automated)
    DO UPDATE SET entries = c.entries + excluded.entries, seconds = c.seconds + excluded.seconds`;
