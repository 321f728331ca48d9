import type { Path } from './activity.ts';
import { fieldsUnknown, type StoredChange, snapshotKey } from './change.ts';

/** One save as its reports tell it together: by stream, Field History and Delta it is reported once each. */
export interface Save extends StoredChange {
  /** All reports of the save; left out where it is reported once, by itself. */
  readonly reports?: readonly StoredChange[];
}

/** Clocks of the paths may differ by so much about one save. */
export const pairWithinMs = 120_000;

/** The reports that a save is made of. */
export function reportsOf(save: Save): readonly StoredChange[] {
  return save.reports ?? [save];
}

/** Paths that reported a save. */
export function pathsOfSave(save: Save): readonly Path[] {
  return [...new Set(reportsOf(save).map((report) => report.path))];
}

/**
 * Brings the reports of one object together into its saves, whatever the order in which they came.
 *
 * A record is created once, so all reports of its creation are one save. A Field History row belongs to the change
 * of the stream that has its field, its user and, where both tell one, its new value, nearest first and one to one,
 * within two minutes, and a comparison of snapshots to the rows of its fields. A deletion is paired likewise. An update
 * seen by the Delta sweep names no fields: it belongs to what its user saved in the same second, and where nothing else
 * was told of the record since its deletion, it tells that the record was brought back. Everything else is a save of
 * its own: two real changes never become one.
 */
export function toSaves(reports: readonly StoredChange[]): readonly Save[] {
  if (isPlain(reports)) return reports;
  const groups = new Map<StoredChange, StoredChange[]>(reports.map((report) => [report, [report]]));
  const join = (into: StoredChange, report: StoredChange): void => {
    groups.get(into)?.push(...(groups.get(report) ?? []));
    groups.delete(report);
  };
  const revivals = findRevivals(reports);
  joinCreations(reports, join);
  joinNearest(
    reports.filter(({ action }) => action === 'deleted'),
    'deleted',
    join,
  );
  joinNearest(
    reports.filter((report) => report.action === 'undeleted' || revivals.has(report)),
    'undeleted',
    join,
  );
  joinSnapshots(reports, join);
  joinHistory(reports, join);
  joinFieldless(reports, groups, join);
  return [...groups.values()].map((group) => toSave(group, revivals));
}

/** True where no two reports are of one save and none says more beside another: one path, at most one creation. */
function isPlain(reports: readonly StoredChange[]): boolean {
  const [first] = reports;
  if (reports.length < 2 || first === undefined) return true;
  return (
    reports.every(({ path }) => path === first.path) &&
    (first.path !== 'delta' || reports.every(({ action }) => action !== 'deleted')) &&
    !reports.some(isSnapshot) &&
    reports.filter(({ action }) => action === 'created').length < 2
  );
}

type Join = (into: StoredChange, report: StoredChange) => void;

const rank: Readonly<Record<Path, number>> = { cdc: 0, field_history: 1, delta: 2 };

// The stream knows best; then what names fields; of a creation the row that was read tells more than its history.
function compareReports(a: StoredChange, b: StoredChange): number {
  if (a.path !== b.path) {
    const order = rank[a.path] - rank[b.path];
    return a.action === 'created' && a.path !== 'cdc' && b.path !== 'cdc' ? -order : order;
  }
  return compareKeys(a, b);
}

function compareKeys(a: StoredChange, b: StoredChange): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

function joinCreations(reports: readonly StoredChange[], join: Join): void {
  const [first, ...others] = reports.filter(({ action }) => action === 'created').sort(compareReports);
  if (first !== undefined) for (const other of others) join(first, other);
}

interface Pair {
  readonly into: StoredChange;
  readonly report: StoredChange;
  /** What may be paired once only: the record's end, or one field of a change. */
  readonly slot: string;
}

/** Joins what other paths tell of the same deletions, or of the same returns, to what the stream tells. */
function joinNearest(same: readonly StoredChange[], slot: string, join: Join): void {
  const others = same.filter(({ path }) => path !== 'cdc');
  const pairs = same.filter(({ path }) => path === 'cdc').flatMap((into) => toPairs(into, others, slot));
  takeNearest(pairs, join);
}

const isSnapshot = ({ key }: StoredChange) => key.startsWith(snapshotKey);

/**
 * Brings the rows of one save together with the comparison of snapshots that tells of it, too: where a history table
 * could not be read for a while, both were. They go on as one, under the first row.
 */
function joinSnapshots(reports: readonly StoredChange[], join: Join): void {
  const told = reports.filter(({ action, path }) => action === 'updated' && path === 'field_history');
  const rows = told.filter((report) => !isSnapshot(report));
  const found = new Map<StoredChange, StoredChange[]>();
  const pairs = told.filter(isSnapshot).flatMap((snapshot) =>
    rows
      .filter(({ remoteUserId, fields }) => remoteUserId === snapshot.remoteUserId && fields.length > 0)
      .filter((row) => row.fields.every(tells(snapshot, row)))
      .flatMap((row) => toPairs(snapshot, [row], row.fields.join(' '))),
  );
  takeNearest(pairs, (snapshot, row) => void found.set(snapshot, [...(found.get(snapshot) ?? []), row]));
  for (const [snapshot, own] of found) {
    const [first, ...others] = own.sort(compareKeys) as [StoredChange, ...StoredChange[]];
    for (const other of [...others, snapshot]) join(first, other);
  }
}

function joinHistory(reports: readonly StoredChange[], join: Join): void {
  const updates = reports.filter(({ action }) => action === 'updated');
  const rows = updates.filter(({ path }) => path === 'field_history');
  if (rows.length === 0) return;
  const pairs = updates
    .filter(({ path }) => path === 'cdc')
    .flatMap((into) =>
      rows
        .filter((row) => row.remoteUserId === into.remoteUserId && row.fields.every(tells(into, row)))
        .flatMap((row) => toPairs(into, [row], row.fields.join(' '))),
    );
  takeNearest(pairs, join);
}

/** True for a field that both reports name, with the same new value where both have one. */
function tells(into: StoredChange, row: StoredChange): (field: string) => boolean {
  return (field) => {
    if (!into.fields.includes(field)) return into.key.endsWith(fieldsUnknown);
    const [a, b] = [into.values[field], row.values[field]];
    return a === undefined || b === undefined || a === b;
  };
}

function toPairs(into: StoredChange, reports: readonly StoredChange[], slot: string): Pair[] {
  return reports
    .filter((report) => Math.abs(report.at - into.at) <= pairWithinMs)
    .map((report) => ({ into, report, slot: `${into.key} ${slot}` }));
}

/** Joins pairs, the nearest first; what is taken is taken. */
function takeNearest(pairs: readonly Pair[], join: Join): void {
  const distance = ({ into, report }: Pair) => Math.abs(into.at - report.at);
  const taken = new Set<string | StoredChange>();
  const ordered = [...pairs].sort(
    (a, b) => distance(a) - distance(b) || compareKeys(a.into, b.into) || compareKeys(a.report, b.report),
  );
  for (const { into, report, slot } of ordered) {
    if (taken.has(slot) || taken.has(report)) continue;
    taken.add(slot);
    taken.add(report);
    join(into, report);
  }
}

/**
 * Updates seen by the Delta sweep that tell of a return from the Recycle Bin: a record that was deleted can be saved
 * again only when it is back, so the first that shows it, with nothing told in between, is its return.
 */
function findRevivals(reports: readonly StoredChange[]): ReadonlySet<StoredChange> {
  const ends = reports.filter(({ action }) => action === 'deleted').map(({ at }) => at);
  if (ends.length === 0) return new Set();
  return new Set(
    reports.filter((report) => {
      const end = Math.max(...ends.filter((at) => at < report.at));
      return isFieldless(report) && end > 0 && !reports.some((other) => isAlive(other, end, report));
    }),
  );
}

/** True for what tells that the record was there after `end` (epoch ms), without or before the saving that a sweep saw. */
function isAlive(other: StoredChange, end: number, seen: StoredChange): boolean {
  if (other === seen || other.action === 'deleted' || other.at <= end) return false;
  const distance = other.at - seen.at;
  // Told by the stream, the return itself may bear the time of its commit; so may what its user saved with it.
  if (other.action === 'undeleted') return distance < -pairWithinMs;
  return distance <= (other.remoteUserId === seen.remoteUserId && !isFieldless(other) ? pairWithinMs : 0);
}

const isFieldless = ({ path, action }: StoredChange) => path === 'delta' && action === 'updated';

/** An update without fields joins what the same user saved in the same second. */
function joinFieldless(
  reports: readonly StoredChange[],
  groups: ReadonlyMap<StoredChange, readonly StoredChange[]>,
  join: Join,
): void {
  const second = ({ at }: StoredChange) => Math.floor(at / 1000);
  for (const report of reports.filter(isFieldless)) {
    const [into] = [...groups.keys()]
      .filter((other) => !isFieldless(other) && other.remoteUserId === report.remoteUserId)
      .filter((other) => second(other) === second(report))
      .sort(compareReports);
    if (into !== undefined) join(into, report);
  }
}

/** What the reports of one save say together: the best of them leads, the others add what it does not know. */
function toSave(reports: readonly StoredChange[], revivals: ReadonlySet<StoredChange>): Save {
  const [only] = reports as readonly [StoredChange];
  if (reports.length === 1) return revivals.has(only) ? { ...only, action: 'undeleted', reports } : only;
  const ordered = [...reports].sort(compareReports);
  const [lead] = ordered as [StoredChange];
  const before = Object.assign({}, ...ordered.map((report) => report.before));
  return {
    ...lead,
    ...(revivals.has(lead) && { action: 'undeleted' as const }),
    fields: [...new Set(ordered.flatMap(({ fields }) => fields))],
    values: Object.assign({}, ...[...ordered].reverse().map(({ values }) => values)),
    ...(Object.keys(before).length > 0 && { before }),
    arrivedAt: Math.min(...ordered.map(({ arrivedAt }) => arrivedAt)),
    bulk: ordered.some(({ bulk }) => bulk),
    reports: ordered,
  };
}
