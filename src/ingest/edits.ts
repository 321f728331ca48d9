import type { Activity } from '../activity/activity.ts';
import { windowMs } from '../activity/consolidate.ts';
import { pairWithinMs } from '../activity/saves.ts';
import { RequestError } from '../errors.ts';
import type { DeletedEntry } from '../store/activities.ts';
import { writeAudit } from '../store/audit.ts';
import { moveDirectory } from '../store/connections.ts';
import type { Queries } from '../store/database.ts';
import { setDuration } from '../store/durations.ts';
import { appendFeed } from '../store/feed.ts';
import { openTally, saveTally, type Tally } from '../store/tally.ts';
import { type Context, feedChannel } from './context.ts';

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

/**
 * Sets how long an entry took, by hand, or takes that back (`seconds` null): kept whatever is ingested later, told to
 * open pages, and written to the audit log. Throws not_found where the entry is gone, conflict where no edit stands.
 */
export async function editDuration(
  context: Context,
  accountId: string,
  entry: { readonly id: string; readonly connectionId: string; readonly durationSeconds: number },
  { by, seconds }: { readonly by: string; readonly seconds: number | null },
): Promise<void> {
  const at = context.clock.now();
  await context.db.transaction(async (tx) => {
    // Nobody ingests for the connection meanwhile, so that what is counted is what is overwritten. (For one that was
    // removed, and whose entries were kept, nobody does any more.)
    await moveDirectory(tx, accountId, entry.connectionId);
    const tally = openTally();
    const edit = seconds === null ? null : { seconds, by, at };
    if (!(await setDuration(tx, accountId, entry.id, edit, tally))) {
      throw seconds === null
        ? new RequestError('conflict', 'Nobody has set the duration of this entry.')
        : new RequestError('not_found', 'There is no such entry any more.');
    }
    await writeAudit(tx, {
      ...{ accountId, by, at, connectionId: entry.connectionId, subject: entry.id },
      action: 'activity.duration_set',
      details: { from: entry.durationSeconds, to: seconds },
    });
    await saveTally(tx, accountId, tally);
    await appendFeed(tx, accountId, [entry.id], []);
  });
  await context.db.notify(feedChannel, accountId);
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
