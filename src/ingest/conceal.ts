import type { Activity } from '../activity/activity.ts';
import type { RecordState } from '../activity/change.ts';
import { redactChange } from '../activity/record.ts';
import { filterActivityIds } from '../store/activities.ts';
import { listAllChanges, listChanges, replaceValues } from '../store/changes.ts';
import type { Queries } from '../store/database.ts';
import { openBuilder } from './build.ts';
import type { Directory } from './directory.ts';
import type { Scope } from './scope.ts';
import { toEntries } from './windows.ts';

/** Takes out of all stored saves of these records, as they are by now, what may not be kept of them any more. */
export async function redactStored(
  tx: Queries,
  scope: Scope,
  records: ReadonlyMap<string, RecordState>,
  concealed: ReadonlySet<string>,
): Promise<void> {
  if (concealed.size === 0) return;
  const { accountId, connectionId } = scope;
  const stored = await listAllChanges(tx, accountId, connectionId, [...concealed]);
  const redacted = stored.flatMap((change) => {
    const record = records.get(change.objectId);
    const reads = scope.reads(change.objectType)?.reads;
    const kept = record && reads ? redactChange(change, record, reads) : change;
    return kept === change ? [] : [kept];
  });
  await replaceValues(tx, accountId, connectionId, redacted);
}

/**
 * All entries of these records, told anew in what may be told of them by now. Only those that
 * stand: what was erased does not come back.
 */
export async function retell(
  tx: Queries,
  scope: Scope,
  directory: Directory,
  records: ReadonlyMap<string, RecordState>,
  concealed: ReadonlySet<string>,
): Promise<readonly Activity[]> {
  if (concealed.size === 0) return [];
  const { accountId, connectionId } = scope;
  const changes = await listChanges(tx, accountId, connectionId, [...concealed]);
  const builder = await openBuilder(tx, scope, directory, records, changes);
  const ofRecords = [...concealed].flatMap((id) => records.get(id) ?? []).map(builder.record);
  const told = [
    ...toEntries(changes).map(builder.change),
    ...ofRecords.flatMap((entries) => entries.activities),
  ].filter((activity) => activity !== null);
  const standing = await filterActivityIds(
    tx,
    accountId,
    told.map((activity) => activity.id),
  );
  return told.filter((activity) => standing.has(activity.id));
}
