import type { RecordState, StoredChange } from '../activity/change.ts';
import { toWindows } from '../activity/consolidate.ts';
import { activityId, slotOfChange } from '../activity/entries.ts';
import type { Scope } from './scope.ts';

/** What new updates, and stored ones that leave, do to the ten-minute windows of their objects. */
export interface WindowPlan {
  /** Windows whose entry must be written, each with the right `windowStart` on all of its changes. */
  readonly windows: readonly (readonly StoredChange[])[];
  /** The new updates as they are to be stored: with the start of their window. */
  readonly added: readonly StoredChange[];
  /** Stored changes that fall into another window now. */
  readonly moved: readonly { objectId: string; key: string; windowStart: number }[];
  /** Entries of windows that no longer start where they did. */
  readonly removedIds: readonly string[];
}

/** Splits changes into those of one object, person and feature: only such are ever consolidated. */
function groupChanges(changes: readonly StoredChange[]): readonly StoredChange[][] {
  const groups = new Map<string, StoredChange[]>();
  for (const change of changes) {
    const name = `${change.objectId} ${change.remoteUserId} ${change.feature}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [change]);
    else group.push(change);
  }
  return [...groups.values()];
}

/**
 * Computes windows anew from stored and new updates together, so that the order of arrival does not matter.
 * `stored` holds whole windows: all whose start lies less than ten minutes before the first new update.
 * Those of `leaving` (as `<objectId> <key>`) are among the stored ones and belong to no window any more.
 */
export function planWindows(
  connectionId: string,
  stored: readonly StoredChange[],
  added: readonly StoredChange[],
  leaving: ReadonlySet<string> = new Set(),
): WindowPlan {
  const plan = { windows: [], added: [], moved: [], removedIds: [] };
  const isNew = new Set(added);
  for (const group of groupChanges([...stored, ...added])) {
    if (group.length === 1 && isNew.has(group[0]!)) takeAlone(plan, group[0]!);
    else planGroup(plan, connectionId, group, isNew, leaving);
  }
  return plan;
}

interface Plan {
  readonly windows: (readonly StoredChange[])[];
  readonly added: StoredChange[];
  readonly moved: { objectId: string; key: string; windowStart: number }[];
  readonly removedIds: string[];
}

function takeAlone(plan: Plan, change: StoredChange): void {
  plan.windows.push([change]);
  plan.added.push(change);
}

function planGroup(
  plan: Plan,
  connectionId: string,
  group: readonly StoredChange[],
  isNew: ReadonlySet<StoredChange>,
  leaving: ReadonlySet<string>,
): void {
  const leaves = (change: StoredChange) => leaving.has(`${change.objectId} ${change.key}`);
  const shrinks = leaving.size > 0 && group.some(leaves);
  if (!shrinks && !group.some((change) => isNew.has(change))) return;
  const before = new Set(oldStarts(group, isNew).map((change) => idOf(connectionId, change)));
  for (const window of toWindows(shrinks ? group.filter((change) => !leaves(change)) : group)) {
    const windowStart = window[0]!.at;
    before.delete(idOf(connectionId, window[0]!));
    const placed = window.map((change) =>
      change.windowStart === windowStart ? change : { ...change, windowStart },
    );
    let touched = shrinks;
    for (const [index, change] of window.entries()) {
      if (isNew.has(change)) plan.added.push(placed[index]!);
      else if (change !== placed[index])
        plan.moved.push(placed[index] as StoredChange & { windowStart: number });
      touched ||= isNew.has(change) || change !== placed[index];
    }
    if (touched) plan.windows.push(placed);
  }
  plan.removedIds.push(...before);
}

function oldStarts(group: readonly StoredChange[], isNew: ReadonlySet<StoredChange>): StoredChange[] {
  return toWindows(group.filter((change) => !isNew.has(change))).map((window) => window[0]!);
}

function idOf(connectionId: string, first: StoredChange): string {
  return activityId(connectionId, first.objectId, slotOfChange, first.key);
}

/** What a record's newest state does to all the stored saves of its object. */
export interface KnownPlan {
  /** Saves as their entries hold them: updates by window, everything else alone. */
  readonly windows: readonly (readonly StoredChange[])[];
  /** Saves that turn out to have no entry of their own, say because the task is a call. */
  readonly entryless: readonly StoredChange[];
  /** Objects of those: all of their entries are to be written again. */
  readonly shifted: ReadonlySet<string>;
  readonly moved: readonly { objectId: string; key: string; windowStart: number }[];
  readonly removedIds: readonly string[];
}

/** Sorts out listed saves once more is known of their records than when they arrived. */
export function planKnown(
  scope: Pick<Scope, 'connectionId' | 'reads'>,
  records: ReadonlyMap<string, RecordState>,
  changes: readonly StoredChange[],
): KnownPlan {
  const hasEntry = (change: StoredChange): boolean => {
    const record = records.get(change.objectId);
    const feature = scope.reads(change.objectType)?.feature;
    return record === undefined || feature === undefined || feature.changeEntry(change, record) !== null;
  };
  const kept = changes.filter(hasEntry);
  const entryless = changes.filter((change) => !hasEntry(change));
  const before = new Set(toEntries(changes).map((window) => idOf(scope.connectionId, window[0]!)));
  const windows = toEntries(kept);
  for (const window of windows) before.delete(idOf(scope.connectionId, window[0]!));
  const moved = windows.flatMap((window) =>
    window
      .filter((change) => change.windowStart !== null && change.windowStart !== window[0]!.at)
      .map(({ objectId, key }) => ({ objectId, key, windowStart: window[0]!.at })),
  );
  const shifted = new Set(entryless.map((change) => change.objectId));
  return { windows, entryless, shifted, moved, removedIds: [...before] };
}

/** Saves as their entries hold them: updates by window, everything else alone. */
export function toEntries(changes: readonly StoredChange[]): readonly (readonly StoredChange[])[] {
  const updates = changes.filter((change) => change.action === 'updated');
  const others = changes.filter((change) => change.action !== 'updated');
  return [...groupChanges(updates).flatMap((group) => toWindows(group)), ...others.map((change) => [change])];
}
