import type { Activity } from '../activity/activity.ts';
import type { FormerEntry } from '../store/activities.ts';
import type { Queries } from '../store/database.ts';
import { type StageMove, saveStageMoves } from '../store/stageMoves.ts';
import type { Tally } from '../store/tally.ts';
import type { Scope } from './scope.ts';

/** Keeps the moves into stages that entries tell, beside the entries: in the place of what they told before. */
export async function keepStageMoves(
  tx: Queries,
  scope: Scope,
  written: readonly Activity[],
  former: readonly FormerEntry[],
  tally: Tally,
): Promise<void> {
  const stageOf = (activity: Activity) => scope.reads(activity.objectType)?.reads.stage;
  const staged = written.filter((activity) => stageOf(activity) !== undefined && activity.objectId !== null);
  if (staged.length === 0) return;
  const ids = new Set(staged.map((activity) => activity.id));
  const moves = staged.flatMap((activity) => toMoves(activity, stageOf(activity)!));
  const replaced = former.flatMap(({ id }) => (ids.has(id) ? [id] : []));
  await saveStageMoves(tx, scope.accountId, moves, replaced);
  const told = new Set([...moves.map(({ activityId }) => activityId), ...replaced]);
  for (const { id, objectId } of staged) if (told.has(id)) tally.restage(objectId!);
}

function toMoves({ id, changes, objectId, userId, feature }: Activity, field: string): StageMove[] {
  // Of two moves in one second only the last one left a record anywhere.
  const moves = new Map<number, StageMove>();
  for (const change of changes) {
    if (change.field !== field || change.to === null) continue;
    const at = Date.parse(change.at);
    moves.set(at, { activityId: id, at, userId, objectId: objectId!, feature, stage: change.to });
  }
  return [...moves.values()];
}
