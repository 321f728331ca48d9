import { SalesforceError } from './errors.ts';
import type { SpecialField } from './history.ts';
import type { Org } from './org.ts';
import type { Values } from './record.ts';
import type { Transaction } from './transaction.ts';

const marks: Readonly<Record<string, SpecialField>> = {
  Account: 'accountMerged',
  Contact: 'contactMerged',
  Lead: 'leadMerged',
};

/** Lookups that say what was, and so are left alone. */
const KEPT: ReadonlySet<string> = new Set([
  'MasterRecordId',
  'ConvertedAccountId',
  'ConvertedContactId',
  'ConvertedOpportunityId',
]);

/**
 * Merges up to two records into a third: what hung on them hangs on it, and they are deleted with
 * MasterRecordId naming it (SOAP API Developer Guide, "merge()"). Returns the ids of what was moved.
 */
export function mergeRecords(
  org: Org,
  tx: Transaction,
  object: string,
  masterId: string,
  loserIds: readonly string[],
  values: Values = {},
): string[] {
  const special = marks[object];
  if (!special || loserIds.length < 1 || loserIds.length > 2 || loserIds.includes(masterId))
    throw new SalesforceError(
      400,
      'INVALID_OPERATION',
      'accounts, contacts or leads are merged, one or two into another',
    );
  const moved = loserIds.flatMap((id) => moveChildren(org, tx, object, id, masterId));
  for (const id of loserIds) tx.absorb(object, id, masterId);
  tx.update(object, masterId, values);
  tx.mark(object, masterId, special);
  return moved;
}

function moveChildren(org: Org, tx: Transaction, object: string, from: string, to: string): string[] {
  const moved: string[] = [];
  for (const def of org.objects) {
    const lookups = def.historyOf ? [] : def.fields.filter((each) => each.referenceTo?.includes(object));
    const names = lookups.map((each) => each.name).filter((name) => !KEPT.has(name));
    if (names.length === 0) continue;
    for (const row of org.records(def.name)) {
      const hit = names.filter((name) => row[name] === from);
      if (hit.length === 0 || row.IsDeleted || row.Id === to) continue;
      tx.update(def.name, row.Id, Object.fromEntries(hit.map((name) => [name, to])));
      moved.push(row.Id);
    }
  }
  return moved;
}
