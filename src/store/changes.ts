import type { StoredChange } from '../activity/change.ts';
import { type Column, copyRows, toArrayLiteral } from './bulk.ts';
import { type Queries, timeParam } from './database.ts';

const columns: readonly Column<StoredChange>[] = [
  { name: 'object_id', type: 'text', of: (row) => row.objectId },
  { name: 'key', type: 'text', of: (row) => row.key },
  { name: 'object_type', type: 'text', of: (row) => row.objectType },
  { name: 'feature', type: 'text', of: (row) => row.feature },
  { name: 'action', type: 'text', of: (row) => row.action },
  { name: 'path', type: 'text', of: (row) => row.path },
  { name: 'remote_user_id', type: 'text', of: (row) => row.remoteUserId },
  { name: 'at', type: 'timestamptz', of: (row) => timeParam(row.at) },
  { name: 'arrived_at', type: 'timestamptz', of: (row) => timeParam(row.arrivedAt) },
  { name: 'transaction', type: 'text', of: (row) => row.transaction },
  { name: 'automated', type: 'boolean', of: (row) => String(row.automated) },
  { name: 'via', type: 'text', of: (row) => row.via },
  { name: 'listed', type: 'boolean', of: (row) => String(row.listed) },
  { name: 'bulk', type: 'boolean', of: (row) => String(row.bulk) },
  {
    name: 'window_start',
    type: 'timestamptz',
    of: (row) => (row.windowStart === null ? null : timeParam(row.windowStart)),
  },
  { name: 'fields', type: 'text[]', of: (row) => toArrayLiteral(row.fields, String) },
  { name: 'field_values', type: 'json', json: (row) => row.values },
  {
    name: 'before_values',
    type: 'json',
    of: (row) => (row.before ? JSON.stringify(row.before) : null),
  },
];

/** A stored change, column by column as it is read. */
export const changeColumns = `object_id AS "objectId", key, object_type AS "objectType", feature, action, path,
  remote_user_id AS "remoteUserId", at, arrived_at AS "arrivedAt", transaction, automated, via, listed, bulk,
  window_start AS "windowStart", fields, field_values AS "values", before_values AS before`;

/** Those of the changes that are stored already, as `<objectId> <key>`. */
export async function findKnownChanges(
  on: Queries,
  accountId: string,
  connectionId: string,
  changes: readonly { objectId: string; key: string }[],
): Promise<ReadonlySet<string>> {
  if (changes.length === 0) return new Set();
  const rows = await on.query<{ known: string }>(
    `SELECT u.object_id || ' ' || u.key AS known
     FROM unnest($3::text[], $4::text[]) AS u(object_id, key), LATERAL (SELECT FROM changes c
       WHERE c.account_id = $1 AND c.connection_id = $2 AND c.object_id = u.object_id AND c.key = u.key LIMIT 1) k`,
    [accountId, connectionId, changes.map((change) => change.objectId), changes.map((change) => change.key)],
  );
  return new Set(rows.map((row) => row.known));
}

/** Stores changes that are not there yet. */
export async function insertChanges(
  on: Queries,
  accountId: string,
  connectionId: string,
  changes: readonly StoredChange[],
): Promise<void> {
  const owner: readonly Column<StoredChange>[] = [
    { name: 'account_id', type: 'uuid', same: accountId },
    { name: 'connection_id', type: 'uuid', same: connectionId },
  ];
  await copyRows(on, 'changes', [...owner, ...columns], changes);
}

// A lookup by many keys holds the planner to one probe of the index each (LATERAL with OFFSET 0 or LIMIT): what it
// believes of account and connection, or of tables that were never analysed, would make it read all of the table.

/** Changes of the objects that entries tell, members of bulk entries among them, in order of time. */
export function listChanges(
  on: Queries,
  accountId: string,
  connectionId: string,
  objectIds: readonly string[],
): Promise<StoredChange[]> {
  return on.query(
    `SELECT ${changeColumns} FROM (SELECT DISTINCT unnest($3::text[])) AS u(id), LATERAL (
       SELECT * FROM changes WHERE account_id = $1 AND connection_id = $2 AND object_id = u.id AND listed OFFSET 0) c
     ORDER BY at, key`,
    [accountId, connectionId, objectIds],
  );
}

/**
 * Those of them that new reports may change: updates whose ten-minute window started after `after` (epoch ms),
 * whatever else was saved later, and what sweeps told of beginnings and ends; with `ofAllPaths` all that was. Of
 * those `whole` everything.
 */
export async function listChangesSince(
  on: Queries,
  accountId: string,
  connectionId: string,
  objectIds: readonly string[],
  after: number,
  ofAllPaths: boolean,
  whole: readonly string[],
): Promise<StoredChange[]> {
  if (objectIds.length === 0) return [];
  return on.query(
    `SELECT ${changeColumns} FROM (SELECT DISTINCT unnest($3::text[])) AS u(id), LATERAL (
       SELECT * FROM changes WHERE account_id = $1 AND connection_id = $2 AND object_id = u.id AND listed
         AND (window_start > $4 OR ((bulk OR action <> 'updated') AND at > $4)
           OR (action <> 'updated' AND (path <> 'cdc' OR $5::boolean)) OR u.id = ANY($6::text[])) OFFSET 0) c
     ORDER BY at, key`,
    [accountId, connectionId, objectIds, timeParam(after), ofAllPaths, whole],
  );
}

/** All changes of the objects, with and without an entry of their own. */
export function listAllChanges(
  on: Queries,
  accountId: string,
  connectionId: string,
  objectIds: readonly string[],
): Promise<StoredChange[]> {
  return on.query(
    `SELECT ${changeColumns} FROM (SELECT DISTINCT unnest($3::text[])) AS u(id), LATERAL (
       SELECT * FROM changes WHERE account_id = $1 AND connection_id = $2 AND object_id = u.id OFFSET 0) c`,
    [accountId, connectionId, objectIds],
  );
}

/** Stores other values in the place of those that the changes had. */
export async function replaceValues(
  on: Queries,
  accountId: string,
  connectionId: string,
  changes: readonly Pick<StoredChange, 'objectId' | 'key' | 'values'>[],
): Promise<void> {
  if (changes.length === 0) return;
  await on.run(
    `UPDATE changes c SET field_values = u.field_values::json
     FROM unnest($3::text[], $4::text[], $5::text[]) AS u(object_id, key, field_values)
     WHERE c.account_id = $1 AND c.connection_id = $2 AND c.object_id = u.object_id AND c.key = u.key`,
    [
      accountId,
      connectionId,
      changes.map((change) => change.objectId),
      changes.map((change) => change.key),
      changes.map((change) => JSON.stringify(change.values)),
    ],
  );
}

/** Moves changes into other windows. */
export async function moveWindows(
  on: Queries,
  accountId: string,
  connectionId: string,
  moved: readonly { objectId: string; key: string; windowStart: number }[],
): Promise<void> {
  if (moved.length === 0) return;
  await on.run(
    `UPDATE changes c SET window_start = u.start::timestamptz
     FROM unnest($3::text[], $4::text[], $5::text[]) AS u(object_id, key, start)
     WHERE c.account_id = $1 AND c.connection_id = $2 AND c.object_id = u.object_id AND c.key = u.key`,
    [
      accountId,
      connectionId,
      moved.map((change) => change.objectId),
      moved.map((change) => change.key),
      moved.map((change) => timeParam(change.windowStart)),
    ],
  );
}

/** Takes changes off the list of those that have an entry of their own. */
export async function unlistChanges(
  on: Queries,
  accountId: string,
  connectionId: string,
  changes: readonly { objectId: string; key: string }[],
): Promise<void> {
  if (changes.length === 0) return;
  await on.run(
    `UPDATE changes c SET listed = false, window_start = NULL
     FROM unnest($3::text[], $4::text[]) AS u(object_id, key)
     WHERE c.account_id = $1 AND c.connection_id = $2 AND c.object_id = u.object_id AND c.key = u.key`,
    [accountId, connectionId, changes.map((change) => change.objectId), changes.map((change) => change.key)],
  );
}
