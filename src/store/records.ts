import type { RecordState } from '../activity/change.ts';
import { type Column, insertRows } from './bulk.ts';
import type { Queries } from './database.ts';

interface Row {
  readonly id: string;
  readonly type: string;
  readonly name: string | null;
  readonly state: Omit<RecordState, 'id' | 'type' | 'name'>;
}

/** States of records by id; unknown ones are absent. */
export async function findRecords(
  on: Queries,
  accountId: string,
  connectionId: string,
  ids: readonly string[],
): Promise<Map<string, RecordState>> {
  if (ids.length === 0) return new Map();
  const rows = await on.query<Row>(
    // One probe of the key each, whatever the planner believes of the table.
    `SELECT r.* FROM (SELECT DISTINCT unnest($3::text[])) AS u(id), LATERAL (
       SELECT id, type, name, state FROM records
       WHERE account_id = $1 AND connection_id = $2 AND id = u.id LIMIT 1) r`,
    [accountId, connectionId, ids],
  );
  return toStates(rows);
}

/** States of the records that tell the same as one of these. */
export async function findParts(
  on: Queries,
  accountId: string,
  connectionId: string,
  ids: readonly string[],
): Promise<Map<string, RecordState>> {
  if (ids.length === 0) return new Map();
  const rows = await on.query<Row>(
    `SELECT id, type, name, state FROM records
     WHERE account_id = $1 AND connection_id = $2 AND part_of = ANY($3::text[])`,
    [accountId, connectionId, ids],
  );
  return toStates(rows);
}

function toStates(rows: readonly Row[]): Map<string, RecordState> {
  return new Map(rows.map((row) => [row.id, { ...row.state, id: row.id, type: row.type, name: row.name }]));
}

const columns: readonly Column<RecordState>[] = [
  { name: 'id', type: 'text', of: (row) => row.id },
  { name: 'type', type: 'text', of: (row) => row.type },
  { name: 'name', type: 'text', of: (row) => row.name },
  { name: 'part_of', type: 'text', of: (row) => row.partOf ?? null },
  {
    name: 'state',
    type: 'json',
    json: ({ values, valuesAt, deleted, whole, saved, paths, partOf, toldBy }) => ({
      values,
      valuesAt,
      deleted,
      whole,
      saved,
      paths,
      ...(partOf != null && { partOf }),
      ...(toldBy != null && { toldBy }),
    }),
  },
];

export async function saveRecords(
  on: Queries,
  accountId: string,
  connectionId: string,
  records: readonly RecordState[],
): Promise<void> {
  const owner: readonly Column<RecordState>[] = [
    { name: 'account_id', type: 'uuid', same: accountId },
    { name: 'connection_id', type: 'uuid', same: connectionId },
  ];
  await insertRows(
    on,
    'records',
    [...owner, ...columns],
    records,
    `ON CONFLICT (account_id, connection_id, id)
     DO UPDATE SET type = excluded.type, name = excluded.name, state = excluded.state,
       part_of = excluded.part_of`,
  );
}
