import type { RecordState } from '../activity/change.ts';
import type { Queries } from '../store/database.ts';
import { findParts, findRecords } from '../store/records.ts';
import type { Scope } from './scope.ts';

/**
 * Brings records that tell the same thing together, in whichever order they became known: an e-mail that stands as a
 * task, too, is one entry, told by the e-mail, in the task's place and with the paths of both. Answers the touched
 * records with all that are to be told anew.
 */
export async function joinParts(
  tx: Queries,
  scope: Scope,
  touched: ReadonlyMap<string, RecordState>,
  known: ReadonlyMap<string, RecordState>,
): Promise<ReadonlyMap<string, RecordState>> {
  const records = [...touched.values()];
  const isWhole = ({ type }: RecordState) => (scope.reads(type)?.feature.slots.length ?? 0) > 0;
  const fresh = records.filter((record) => !known.has(record.id) && isWhole(record)).map(({ id }) => id);
  const wanted = records.flatMap(({ partOf, toldBy }) => [partOf, toldBy]).filter((id) => id != null);
  if (fresh.length === 0 && wanted.length === 0) return touched;
  const { accountId, connectionId } = scope;
  const missing = [...new Set(wanted)].filter((id) => !touched.has(id));
  const all = new Map([
    ...(await findParts(tx, accountId, connectionId, fresh)),
    ...(await findRecords(tx, accountId, connectionId, missing)),
    ...touched,
  ]);
  const joined = new Map(touched);
  for (const part of all.values()) {
    const whole = part.partOf == null ? undefined : all.get(part.partOf);
    if (whole === undefined) continue;
    const paths = [...new Set([...whole.paths, ...part.paths])].sort();
    joined.set(part.id, { ...part, paths });
    joined.set(whole.id, { ...whole, paths, toldBy: part.id });
  }
  return joined;
}
