import type { Path } from '../activity/activity.ts';
import type { BulkKey } from '../activity/bulk.ts';
import type { RecordState, StoredChange } from '../activity/change.ts';
import { toWindows } from '../activity/consolidate.ts';
import { saveId } from '../activity/entries.ts';
import { pathsOfSave, reportsOf, type Save, toSaves } from '../activity/saves.ts';
import type { Scope } from './scope.ts';

/** The saves of one entry: the updates of a ten-minute window, or one save of another kind alone. */
export type Entry = readonly Save[];

/** What new reports, and stored ones that leave for a bulk entry, do to the entries of their objects. */
export interface EntryPlan {
  /** Entries that must be written. */
  readonly entries: readonly Entry[];
  /** The new reports as they are to be stored: updates with the start of their window. */
  readonly added: readonly StoredChange[];
  /** Stored reports that fall into another window now. */
  readonly moved: readonly { objectId: string; key: string; windowStart: number }[];
  /** Entries that no longer begin where they did. */
  readonly removedIds: readonly string[];
  /** Paths that reported members of bulk entries beside the stream. */
  readonly joined: readonly (BulkKey & { readonly paths: readonly Path[] })[];
}

/**
 * Computes entries anew from stored and new reports together, so that the order of arrival does not matter.
 * `stored` holds whole windows: all that may change by the new ones. Those of `leaving` (as `<objectId> <key>`) are
 * among the stored ones and have become members of a bulk entry, as new ones are that come as such.
 */
export function planEntries(
  origin: string,
  stored: readonly StoredChange[],
  added: readonly StoredChange[],
  leaving: ReadonlySet<string> = new Set(),
): EntryPlan {
  const plan: Plan = { entries: [], added: [], moved: [], removedIds: [], joined: [] };
  const isNew = new Set(added);
  for (const reports of groupBy([...stored, ...added], (report) => report.objectId)) {
    if (reports.length === 1 && isNew.has(reports[0]!)) takeAlone(plan, reports[0]!);
    else planObject(plan, origin, reports, isNew, leaving);
  }
  return plan;
}

interface Plan {
  readonly entries: Entry[];
  readonly added: StoredChange[];
  readonly moved: { objectId: string; key: string; windowStart: number }[];
  readonly removedIds: string[];
  readonly joined: (BulkKey & { readonly paths: readonly Path[] })[];
}

function takeAlone(plan: Plan, report: StoredChange): void {
  if (!report.bulk) plan.entries.push([report]);
  plan.added.push(report);
}

function planObject(
  plan: Plan,
  origin: string,
  reports: readonly StoredChange[],
  isNew: ReadonlySet<StoredChange>,
  leaving: ReadonlySet<string>,
): void {
  const leaves = (report: StoredChange) => leaving.has(`${report.objectId} ${report.key}`);
  if (!reports.some((report) => isNew.has(report) || leaves(report))) return;
  const before = new Map(
    toEntries(reports.filter((report) => !isNew.has(report))).map((entry) => [
      saveId(origin, entry[0]!),
      membersOf(entry),
    ]),
  );
  const saves = toSaves(reports.map((report) => (leaves(report) ? { ...report, bulk: true } : report)));
  for (const entry of entriesOf(saves)) {
    const id = saveId(origin, entry[0]!);
    const isSame = before.get(id) === membersOf(entry);
    before.delete(id);
    if (isSame) continue;
    plan.entries.push(entry);
    for (const save of entry) place(plan, save, entry[0]!.at, isNew);
  }
  for (const save of saves) {
    if (!save.bulk) continue;
    place(plan, save, null, isNew);
    noteJoined(plan, save);
  }
  plan.removedIds.push(...before.keys());
}

/** Notes the window of each report of a save; a member of a bulk entry has none. */
function place(plan: Plan, save: Save, start: number | null, isNew: ReadonlySet<StoredChange>): void {
  for (const report of reportsOf(save)) {
    // What tells of an update again is found by its own time where the save itself has no window.
    const windowed = report.action === 'updated' && !report.bulk;
    const windowStart = windowed ? (save.action === 'updated' && start !== null ? start : report.at) : null;
    if (isNew.has(report))
      plan.added.push(report.windowStart === windowStart ? report : { ...report, windowStart });
    else if (windowStart !== null && report.windowStart !== windowStart) {
      plan.moved.push({ objectId: report.objectId, key: report.key, windowStart });
    }
  }
}

function noteJoined(plan: Plan, save: Save): void {
  const { transaction, objectType, action, remoteUserId } = save;
  if (save.reports === undefined || transaction === null) return;
  plan.joined.push({ transaction, objectType, action, remoteUserId, paths: pathsOfSave(save) });
}

function membersOf(entry: Entry): string {
  return entry
    .map((save) => {
      const reports = reportsOf(save).map(({ key, windowStart }) => `${key}@${windowStart}`);
      return `${save.action} ${reports.join('+')}`;
    })
    .join('|');
}

/** What a record's newest state does to all the stored saves of its object. */
export interface KnownPlan {
  readonly entries: readonly Entry[];
  /** Reports of saves that turn out to have no entry of their own, say because the task is a call. */
  readonly entryless: readonly StoredChange[];
  /** Objects of those: all of their entries are to be written again. */
  readonly shifted: ReadonlySet<string>;
  readonly moved: readonly { objectId: string; key: string; windowStart: number }[];
  readonly removedIds: readonly string[];
}

/**
 * Sorts out listed reports once more is known of their records than when they arrived. Those `joining` (as
 * `<objectId> <key>`) had no entry of their own so far.
 */
export function planKnown(
  scope: Pick<Scope, 'origin' | 'reads'>,
  records: ReadonlyMap<string, RecordState>,
  reports: readonly StoredChange[],
  joining: ReadonlySet<string> = new Set(),
): KnownPlan {
  const hasEntry = (save: Save): boolean => {
    const record = records.get(save.objectId);
    const feature = scope.reads(save.objectType)?.feature;
    return record === undefined || feature === undefined || feature.changeEntry(save, record) !== null;
  };
  const saves = groupBy(reports, (report) => report.objectId)
    .flatMap(toSaves)
    .filter(({ bulk }) => !bulk);
  const entryless = saves.filter((save) => !hasEntry(save));
  const joins = (save: Save) =>
    reportsOf(save).some(({ objectId, key }) => joining.has(`${objectId} ${key}`));
  const stood = joining.size === 0 ? saves : saves.filter((save) => !joins(save));
  const before = new Set(entriesOf(stood).map((entry) => saveId(scope.origin, entry[0]!)));
  const entries = entriesOf(saves.filter(hasEntry));
  const moved: { objectId: string; key: string; windowStart: number }[] = [];
  for (const entry of entries) {
    before.delete(saveId(scope.origin, entry[0]!));
    for (const report of entry.filter(({ action }) => action === 'updated').flatMap(reportsOf)) {
      const { objectId, key, windowStart } = report;
      if (windowStart !== null && windowStart !== entry[0]!.at)
        moved.push({ objectId, key, windowStart: entry[0]!.at });
    }
  }
  const shifted = new Set(entryless.map((save) => save.objectId));
  return { entries, entryless: entryless.flatMap(reportsOf), shifted, moved, removedIds: [...before] };
}

/** Reports as their entries hold them; members of bulk entries have none. */
export function toEntries(reports: readonly StoredChange[]): readonly Entry[] {
  return entriesOf(groupBy(reports, (report) => report.objectId).flatMap(toSaves));
}

/** Saves as their entries hold them: updates of one object, person and feature by window, everything else alone. */
function entriesOf(saves: readonly Save[]): readonly Entry[] {
  const single = saves.filter(({ bulk }) => !bulk);
  const updates = single.filter(({ action }) => action === 'updated');
  const others = single.filter(({ action }) => action !== 'updated');
  const groups = groupBy(updates, (save) => `${save.objectId} ${save.remoteUserId} ${save.feature}`);
  return [...groups.flatMap((group) => toWindows(group)), ...others.map((save) => [save])];
}

function groupBy<T>(list: readonly T[], nameOf: (item: T) => string): readonly T[][] {
  const groups = new Map<string, T[]>();
  for (const item of list) {
    const name = nameOf(item);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}
