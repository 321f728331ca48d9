import type { BulkKey } from '../activity/bulk.ts';
import type { StoredChange } from '../activity/change.ts';
import { type Column, insertRows } from './bulk.ts';
import { changeColumns } from './changes.ts';
import type { Queries } from './database.ts';

/** A transaction's records of one type, action and person that one entry tells; `count` distinct ones. */
export interface BulkGroupRow extends BulkKey {
  readonly count: number;
}

const columns: readonly Column<BulkGroupRow>[] = [
  { name: 'transaction', type: 'text', of: (row) => row.transaction },
  { name: 'object_type', type: 'text', of: (row) => row.objectType },
  { name: 'action', type: 'text', of: (row) => row.action },
  { name: 'remote_user_id', type: 'text', of: (row) => row.remoteUserId },
  { name: 'count', type: 'integer', of: (row) => String(row.count) },
];

/** Writes how many records groups have by now. */
export async function saveBulkGroups(
  on: Queries,
  accountId: string,
  connectionId: string,
  groups: readonly BulkGroupRow[],
): Promise<void> {
  const owner: readonly Column<BulkGroupRow>[] = [
    { name: 'account_id', type: 'uuid', same: accountId },
    { name: 'connection_id', type: 'uuid', same: connectionId },
  ];
  await insertRows(
    on,
    'bulk_groups',
    [...owner, ...columns],
    groups,
    `ON CONFLICT (account_id, connection_id, transaction, object_type, action, remote_user_id)
     DO UPDATE SET count = excluded.count`,
  );
}

/** The groups that these transactions have formed. */
export function listBulkGroups(
  on: Queries,
  accountId: string,
  connectionId: string,
  transactions: readonly string[],
): Promise<BulkGroupRow[]> {
  return on.query(
    `SELECT transaction, object_type AS "objectType", action, remote_user_id AS "remoteUserId", count
     FROM bulk_groups WHERE account_id = $1 AND connection_id = $2 AND transaction = ANY($3::text[])`,
    [accountId, connectionId, transactions],
  );
}

/** Stored saves of these transactions that have an entry of their own: at most nine in a group. */
export function listSingles(
  on: Queries,
  accountId: string,
  connectionId: string,
  transactions: readonly string[],
): Promise<StoredChange[]> {
  return on.query(
    `SELECT ${changeColumns} FROM changes WHERE account_id = $1 AND connection_id = $2
       AND transaction = ANY($3::text[]) AND listed AND NOT bulk`,
    [accountId, connectionId, transactions],
  );
}

/** Which of the objects are members of bulk entries of a transaction, as `<transaction> <objectType> <action> <person> <objectId>`. */
export async function findMembers(
  on: Queries,
  accountId: string,
  connectionId: string,
  transactions: readonly string[],
  objectIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await on.query<{ name: string }>(
    `SELECT DISTINCT concat_ws(' ', transaction, object_type, action, remote_user_id, object_id) AS name
     FROM changes WHERE account_id = $1 AND connection_id = $2 AND object_id = ANY($4::text[])
       AND bulk AND transaction = ANY($3::text[])`,
    [accountId, connectionId, transactions, objectIds],
  );
  return new Set(rows.map((row) => row.name));
}

/** Makes stored saves members of a bulk entry: they lose their windows. */
export async function markBulk(
  on: Queries,
  accountId: string,
  connectionId: string,
  changes: readonly { objectId: string; key: string }[],
): Promise<void> {
  if (changes.length === 0) return;
  await on.query(
    `UPDATE changes c SET bulk = true, window_start = NULL
     FROM unnest($3::text[], $4::text[]) AS u(object_id, key)
     WHERE c.account_id = $1 AND c.connection_id = $2 AND c.object_id = u.object_id AND c.key = u.key`,
    [accountId, connectionId, changes.map((change) => change.objectId), changes.map((change) => change.key)],
  );
}
