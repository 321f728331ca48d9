import type { Activity } from '../activity/activity.ts';
import { windowMs } from '../activity/consolidate.ts';
import { pairWithinMs } from '../activity/saves.ts';
import type { DeletedEntry } from '../store/activities.ts';
import type { Queries } from '../store/database.ts';
import { setDuration } from '../store/durations.ts';
import type { Tally } from '../store/tally.ts';

/**
 * Carries durations that people set over to the entries that came in the place of theirs: an entry gets another id
 * when its first save becomes known by a better path, or joins an earlier window.
 */
export async function carryEdits(
  tx: Queries,
  accountId: string,
  deleted: readonly DeletedEntry[],
  written: readonly Activity[],
  tally: Tally,
): Promise<void> {
  for (const entry of deleted) {
    if (entry.editedAt === null) continue;
    const heir = findHeir(entry, written);
    if (heir === null) continue;
    const edit = { seconds: entry.durationSeconds, by: entry.editedBy, at: entry.editedAt };
    await setDuration(tx, accountId, heir.id, edit, tally, { unlessEdited: true });
  }
}

function findHeir(entry: DeletedEntry, written: readonly Activity[]): Activity | null {
  const distance = (activity: Activity) => Math.abs(activity.occurredAt - entry.occurredAt);
  const heirs = written.filter(
    (activity) =>
      activity.objectId === entry.objectId &&
      activity.remoteUserId === entry.remoteUserId &&
      activity.feature === entry.feature &&
      activity.action === entry.action &&
      distance(activity) <= windowMs + pairWithinMs,
  );
  return heirs.sort((one, other) => distance(one) - distance(other))[0] ?? null;
}
