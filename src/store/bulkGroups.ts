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
    // The inner query names the transaction alone, so that its index is what is probed.
    `SELECT ${changeColumns} FROM (SELECT DISTINCT unnest($3::text[])) AS u(id), LATERAL (
       SELECT * FROM changes WHERE transaction = u.id AND listed AND NOT bulk OFFSET 0) c
     WHERE account_id = $1 AND connection_id = $2`,
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
     FROM (SELECT DISTINCT unnest($4::text[])) AS u(id), LATERAL (
       SELECT * FROM changes WHERE account_id = $1 AND connection_id = $2 AND object_id = u.id
         AND bulk AND transaction = ANY($3::text[]) OFFSET 0) c`,
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
  await on.run(
    `UPDATE changes c SET bulk = true, window_start = NULL
     FROM unnest($3::text[], $4::text[]) AS u(object_id, key)
     WHERE c.account_id = $1 AND c.connection_id = $2 AND c.object_id = u.object_id AND c.key = u.key`,
    [accountId, connectionId, changes.map((change) => change.objectId), changes.map((change) => change.key)],
  );
}

/** Members of bulk entries that are saves of these objects. */
export function listMembersOf(
  on: Queries,
  accountId: string,
  connectionId: string,
  objectIds: readonly string[],
): Promise<StoredChange[]> {
  return on.query(
    `SELECT ${changeColumns} FROM changes WHERE account_id = $1 AND connection_id = $2
       AND object_id = ANY($3::text[]) AND bulk AND listed`,
    [accountId, connectionId, objectIds],
  );
}

/** At most `limit` members of a group in the order of object and key, those after `after`. */
export function listGroupMembers(
  on: Queries,
  accountId: string,
  connectionId: string,
  { transaction, objectType, action, remoteUserId }: BulkKey,
  page: { readonly after: { objectId: string; key: string } | null; readonly limit: number },
): Promise<StoredChange[]> {
  const { objectId, key } = page.after ?? { objectId: '', key: '' };
  return on.query(
    `SELECT ${changeColumns} FROM changes WHERE account_id = $1 AND connection_id = $2
       AND transaction = $3 AND object_type = $4 AND action = $5 AND remote_user_id = $6 AND bulk AND listed
       AND (object_id, key) > ($7, $8) ORDER BY object_id, key LIMIT $9`,
    [accountId, connectionId, transaction, objectType, action, remoteUserId, objectId, key, page.limit],
  );
}

/** How many distinct records a group has by what is stored. */
export async function countMembers(
  on: Queries,
  accountId: string,
  connectionId: string,
  { transaction, objectType, action, remoteUserId }: BulkKey,
): Promise<number> {
  const [row] = await on.query<{ count: number }>(
    `SELECT count(DISTINCT object_id) AS count FROM changes WHERE account_id = $1 AND connection_id = $2
       AND transaction = $3 AND object_type = $4 AND action = $5 AND remote_user_id = $6 AND bulk AND listed`,
    [accountId, connectionId, transaction, objectType, action, remoteUserId],
  );
  return row?.count ?? 0;
}

/** Takes members out of their bulk entry: they have entries of their own again, or none where they are not listed. */
export async function unmarkBulk(
  on: Queries,
  accountId: string,
  connectionId: string,
  changes: readonly { objectId: string; key: string }[],
  { listed }: { readonly listed: boolean },
): Promise<void> {
  if (changes.length === 0) return;
  await on.run(
    `UPDATE changes c SET bulk = false, listed = $5,
       window_start = CASE WHEN $5 AND action = 'updated' THEN at END
     FROM unnest($3::text[], $4::text[]) AS u(object_id, key)
     WHERE c.account_id = $1 AND c.connection_id = $2 AND c.object_id = u.object_id AND c.key = u.key`,
    [
      accountId,
      connectionId,
      changes.map((change) => change.objectId),
      changes.map((change) => change.key),
      listed,
    ],
  );
}

/** Forgets that a group has formed: what is left of it is told one by one. */
export async function deleteBulkGroup(
  on: Queries,
  accountId: string,
  connectionId: string,
  { transaction, objectType, action, remoteUserId }: BulkKey,
): Promise<void> {
  await on.run(
    `DELETE FROM bulk_groups WHERE account_id = $1 AND connection_id = $2
       AND transaction = $3 AND object_type = $4 AND action = $5 AND remote_user_id = $6`,
    [accountId, connectionId, transaction, objectType, action, remoteUserId],
  );
}
