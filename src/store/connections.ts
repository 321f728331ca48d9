import type { Environment, Reason, Slots } from '../activity/service.ts';
import { type Queries, timeParam } from './database.ts';
import { isPaused } from './streamState.ts';
import type { Delivery, UseSample } from './upkeep.ts';

type ConnectionStatus = 'authorizing' | 'provisioning' | 'active' | 'attention' | 'removing' | 'removed';
export type StreamState = 'stopped' | 'connecting' | 'live' | 'delayed';

/** Why a connection needs attention; `since` is RFC 3339 UTC. */
export interface StatusReason extends Reason {
  readonly since: string;
}

/** Why sweeps rest, and when the use of the org's API is looked at again; RFC 3339 UTC. */
export interface SweepPause extends StatusReason {
  readonly until: string;
}

/** One authorised org of a service (or one that is being authorised). Times are epoch ms. */
export interface ConnectionRow {
  readonly accountId: string;
  readonly id: string;
  /** What ids of its entries are made from: itself, or the first connection of its org whose entries it took over. */
  readonly origin: string;
  readonly service: string;
  readonly name: string;
  readonly environment: Environment;
  readonly myDomain: string | null;
  readonly status: ConnectionStatus;
  readonly statusReason: StatusReason | null;
  readonly organizationId: string | null;
  readonly organizationName: string | null;
  readonly edition: string | null;
  readonly instanceUrl: string | null;
  readonly channel: string | null;
  readonly connectedByUserId: string | null;
  /** The user who answers for it; at first whoever pressed Connect. */
  readonly ownerId: string | null;
  readonly connectedByRemoteId: string | null;
  readonly connectedByName: string | null;
  readonly slots: Slots | null;
  readonly apiUsed: number | null;
  readonly apiLimit: number | null;
  /** How that use went in the last hours, oldest first; null until the org was looked after. */
  readonly apiSamples: readonly UseSample[] | null;
  readonly delivery: Delivery | null;
  /** What the connecting user lost while the stream goes on. */
  readonly accessReason: StatusReason | null;
  /** Set while sweeps leave the org's API calls to others. */
  readonly sweepPause: SweepPause | null;
  /** When the slots were last arranged, and when people and permissions were last read. */
  readonly arrangedAt: number | null;
  readonly checkedAt: number | null;
  readonly streamState: StreamState;
  /** Newest moment at which the stream was known to stand. */
  readonly streamStoodAt: number | null;
  readonly lastEventAt: number | null;
  readonly createdAt: number;
  /** Grows with every authorisation. */
  readonly authorizationCount: number;
  /** When the present org was set up for the first time; null until then. */
  readonly provisionedAt: number | null;
  /** Newest moment up to which the stream is known to be read, and its position. */
  readonly coveredTo: number | null;
  readonly position: string | null;
  /** Grows with every mapping and switch. */
  readonly directoryVersion: number;
}

const columns = `
  c.account_id AS "accountId", c.id, coalesce(c.origin_id, c.id) AS origin, c.service, c.name, c.environment, c.my_domain AS "myDomain", c.status,
  c.status_reason AS "statusReason", c.organization_id AS "organizationId",
  c.organization_name AS "organizationName", c.edition, c.instance_url AS "instanceUrl", c.channel,
  c.connected_by_user_id AS "connectedByUserId", c.owner_id AS "ownerId", c.connected_by_remote_id AS "connectedByRemoteId",
  c.connected_by_name AS "connectedByName", c.slots, c.delivery, c.access_reason AS "accessReason",
  c.sweep_pause AS "sweepPause", c.stream_stood_at AS "streamStoodAt",
  c.arranged_at AS "arrangedAt", c.checked_at AS "checkedAt", c.api_used AS "apiUsed", c.api_limit AS "apiLimit",
  c.api_samples AS "apiSamples",
  c.stream_state AS "streamState", k.last_event_at AS "lastEventAt", c.created_at AS "createdAt",
  c.authorization_count AS "authorizationCount", c.provisioned_at AS "provisionedAt",
  k.covered_to AS "coveredTo", k.position, c.directory_version AS "directoryVersion"`;
const from = `
  FROM connections c
  LEFT JOIN cursors k ON k.account_id = c.account_id AND k.connection_id = c.id AND k.source = 'cdc'`;

/** Connections of an account that still exist, oldest first. */
export function listConnections(on: Queries, accountId: string): Promise<ConnectionRow[]> {
  return on.query(
    `SELECT ${columns} ${from} WHERE c.account_id = $1 AND c.status <> 'removed' ORDER BY c.created_at, c.id`,
    [accountId],
  );
}

/** One connection of the account, or null (also for another account's id, and for what is no id at all). */
export async function findConnection(
  on: Queries,
  accountId: string,
  id: string,
): Promise<ConnectionRow | null> {
  const rows = await on.query<ConnectionRow>(
    `SELECT ${columns} ${from} WHERE c.account_id = $1 AND c.id::text = $2`,
    [accountId, id],
  );
  return rows[0] ?? null;
}

/** One connection of any account, for operators of the installation only. */
export async function findAnyConnection(on: Queries, id: string): Promise<ConnectionRow | null> {
  const rows = await on.query<ConnectionRow>(`SELECT ${columns} ${from} WHERE c.id::text = $1`, [id]);
  return rows[0] ?? null;
}

/** Connections of all accounts that a worker has something to do for. */
export function listWorkable(on: Queries): Promise<ConnectionRow[]> {
  return on.query(
    `SELECT ${columns} ${from} WHERE c.status IN ('provisioning', 'active', 'removing') OR ${isPaused}
     ORDER BY c.created_at`,
  );
}

/** Connections of all accounts that were set up once and are to be read without a gap. */
export function listWatched(on: Queries): Promise<ConnectionRow[]> {
  return on.query(
    `SELECT ${columns} ${from} WHERE c.status IN ('active', 'attention') AND c.provisioned_at IS NOT NULL
     ORDER BY c.created_at`,
  );
}

export async function insertConnection(
  on: Queries,
  row: Pick<
    ConnectionRow,
    'accountId' | 'service' | 'name' | 'environment' | 'myDomain' | 'connectedByUserId' | 'createdAt'
  >,
): Promise<string> {
  const rows = await on.query<{ id: string }>(
    `INSERT INTO connections (account_id, service, name, environment, my_domain, status, connected_by_user_id,
       owner_id, created_at) VALUES ($1, $2, $3, $4, $5, 'authorizing', $6, $6, $7) RETURNING id`,
    [
      row.accountId,
      row.service,
      row.name,
      row.environment,
      row.myDomain,
      row.connectedByUserId,
      timeParam(row.createdAt),
    ],
  );
  return rows[0]!.id;
}

/** What authorisation told; the connection then waits for its provisioning. False where it is gone. */
export async function setAuthorized(
  on: Queries,
  accountId: string,
  id: string,
  found: {
    organizationId: string;
    organizationName: string;
    edition: string | null;
    instanceUrl: string;
    remoteUserId: string;
    remoteUserName: string;
  },
): Promise<boolean> {
  const rows = await on.query(
    `UPDATE connections SET status = 'provisioning', status_reason = NULL, organization_id = $3,
       organization_name = $4, name = CASE WHEN organization_id IS NULL THEN $4 ELSE name END, edition = $5,
       instance_url = $6, connected_by_remote_id = $7, connected_by_name = $8,
       authorization_count = authorization_count + 1
     WHERE account_id = $1 AND id = $2 AND status NOT IN ('removing', 'removed') RETURNING 1`,
    [
      accountId,
      id,
      found.organizationId,
      found.organizationName,
      found.edition,
      found.instanceUrl,
      found.remoteUserId,
      found.remoteUserName,
    ],
  );
  return rows.length === 1;
}

/** True where another connection of the account holds the org. */
export async function isOrganizationTaken(
  on: Queries,
  accountId: string,
  service: string,
  organizationId: string,
  exceptId: string,
): Promise<boolean> {
  const rows = await on.query(
    `SELECT 1 FROM connections WHERE account_id = $1 AND service = $2 AND organization_id = $3
       AND id <> $4 AND status <> 'removed'`,
    [accountId, service, organizationId, exceptId],
  );
  return rows.length > 0;
}

/**
 * Says that a person must act; a reason keeps its `since` while its code stays the same. What a runner of an
 * earlier authorisation found out no longer counts: then false.
 */
export async function setAttention(
  on: Queries,
  { accountId, id, authorizationCount }: Pick<ConnectionRow, 'accountId' | 'id' | 'authorizationCount'>,
  reason: StatusReason,
): Promise<boolean> {
  const rows = await on.query(
    `UPDATE connections SET status = 'attention', stream_state = 'stopped', status_reason = CASE
       WHEN status_reason ->> 'code' = $4::jsonb ->> 'code'
       THEN $4::jsonb || jsonb_build_object('since', status_reason ->> 'since') ELSE $4::jsonb END
     WHERE account_id = $1 AND id = $2 AND authorization_count = $3
       AND status IN ('provisioning', 'active', 'attention') RETURNING 1`,
    [accountId, id, authorizationCount, JSON.stringify(reason)],
  );
  return rows.length === 1;
}

/** Ends provisioning; false where the connection was authorised anew meanwhile, or is being removed. */
export async function setProvisioned(
  on: Queries,
  { accountId, id, authorizationCount }: Pick<ConnectionRow, 'accountId' | 'id' | 'authorizationCount'>,
  at: number,
): Promise<boolean> {
  const rows = await on.query(
    `UPDATE connections SET status = 'active', status_reason = NULL,
       provisioned_at = coalesce(provisioned_at, $4)
     WHERE account_id = $1 AND id = $2 AND authorization_count = $3 AND status = 'provisioning' RETURNING 1`,
    [accountId, id, authorizationCount, timeParam(at)],
  );
  return rows.length === 1;
}

export async function setChannel(on: Queries, accountId: string, id: string, channel: string): Promise<void> {
  await on.query('UPDATE connections SET channel = $3 WHERE account_id = $1 AND id = $2', [
    accountId,
    id,
    channel,
  ]);
}

export async function setApiUsage(
  on: Queries,
  accountId: string,
  id: string,
  used: number,
  limit: number,
): Promise<void> {
  await on.query('UPDATE connections SET api_used = $3, api_limit = $4 WHERE account_id = $1 AND id = $2', [
    accountId,
    id,
    used,
    limit,
  ]);
}

/** Says that sweeps rest, since the first time it was said; null: that they go on. */
export async function setSweepPause(
  on: Queries,
  accountId: string,
  id: string,
  pause: SweepPause | null,
): Promise<void> {
  await on.query(
    `UPDATE connections SET sweep_pause = CASE WHEN sweep_pause IS NOT NULL AND $3::jsonb IS NOT NULL
       THEN $3::jsonb || jsonb_build_object('since', sweep_pause ->> 'since') ELSE $3::jsonb END
     WHERE account_id = $1 AND id = $2`,
    [accountId, id, pause === null ? null : JSON.stringify(pause)],
  );
}

/** Notes that the stream stands. */
export async function setStreamStood(on: Queries, accountId: string, id: string, at: number): Promise<void> {
  await on.query('UPDATE connections SET stream_stood_at = $3 WHERE account_id = $1 AND id = $2', [
    accountId,
    id,
    timeParam(at),
  ]);
}

/**
 * Locks what the ingest goes by until the transaction ends, and tells its version: null when the lease is no
 * longer the holder's. A change of mapping or switch waits for the batch, and the next batch for the change;
 * a batch and a rewriting of names wait for each other, since both read a record's state and write it again.
 */
export async function lockDirectory(
  on: Queries,
  accountId: string,
  id: string,
  holder: string,
): Promise<number | null> {
  const rows = await on.query<{ version: number }>(
    `SELECT c.directory_version AS version FROM connections c
     JOIN leases l ON l.account_id = c.account_id AND l.connection_id = c.id AND l.holder = $3
     WHERE c.account_id = $1 AND c.id = $2 AND c.status NOT IN ('removing', 'removed')
     FOR NO KEY UPDATE OF c FOR SHARE OF l`,
    [accountId, id, holder],
  );
  return rows[0]?.version ?? null;
}

/** The same for whoever writes beside the holder of the lease; null where the connection is gone, or going. */
export async function lockDirectoryBeside(
  on: Queries,
  accountId: string,
  id: string,
): Promise<number | null> {
  const rows = await on.query<{ version: number }>(
    `SELECT directory_version AS version FROM connections
     WHERE account_id = $1 AND id = $2 AND status NOT IN ('removing', 'removed') FOR NO KEY UPDATE`,
    [accountId, id],
  );
  return rows[0]?.version ?? null;
}

/** Says that mappings or switches change in this transaction: the new version, null without such a connection. */
export async function moveDirectory(on: Queries, accountId: string, id: string): Promise<number | null> {
  const rows = await on.query<{ version: number }>(
    `UPDATE connections SET directory_version = directory_version + 1
     WHERE account_id = $1 AND id::text = $2 AND status NOT IN ('removing', 'removed') RETURNING directory_version AS version`,
    [accountId, id],
  );
  return rows[0]?.version ?? null;
}

/** Renames a connection or gives it another owner; null leaves what is. False where it is gone or going. */
export async function changeConnection(
  on: Queries,
  accountId: string,
  id: string,
  { name, ownerId }: { readonly name: string | null; readonly ownerId: string | null },
): Promise<boolean> {
  const rows = await on.query(
    `UPDATE connections SET name = coalesce($3, name), owner_id = coalesce($4::uuid, owner_id)
     WHERE account_id = $1 AND id = $2 AND status NOT IN ('removing', 'removed') RETURNING 1`,
    [accountId, id, name, ownerId],
  );
  return rows.length === 1;
}

/** Hands a connection over to its removal: whoever works for it stops, and what they find out no longer counts. */
export async function setRemoving(on: Queries, accountId: string, id: string): Promise<void> {
  await on.query(
    `UPDATE connections SET status = 'removing', status_reason = NULL, access_reason = NULL,
       stream_state = 'stopped', authorization_count = authorization_count + 1
     WHERE account_id = $1 AND id = $2`,
    [accountId, id],
  );
}

/** Ends a removal: what stays says which org it was and, where entries are kept, where their records are. */
export async function setRemoved(on: Queries, accountId: string, id: string, erase: boolean): Promise<void> {
  await on.query(
    `UPDATE connections SET status = 'removed', status_reason = NULL, access_reason = NULL,
       stream_state = 'stopped', channel = NULL, slots = NULL, delivery = NULL, api_used = NULL, api_limit = NULL,
       api_samples = NULL, connected_by_remote_id = NULL, connected_by_name = NULL, arranged_at = NULL, checked_at = NULL,
       instance_url = CASE WHEN $3::boolean THEN NULL ELSE instance_url END
     WHERE account_id = $1 AND id = $2`,
    [accountId, id, erase],
  );
}

/** Deletes a connection and all that is kept of it. */
export async function deleteConnection(on: Queries, accountId: string, id: string): Promise<void> {
  // No foreign key takes these along: a check of every row would slow the ingest down.
  for (const table of ['activities', 'changes', 'records']) {
    await on.query(`DELETE FROM ${table} WHERE account_id = $1 AND connection_id = $2`, [accountId, id]);
  }
  await on.query('DELETE FROM connections WHERE account_id = $1 AND id = $2', [accountId, id]);
}

/** Deletes connections whose authorisation was never finished; returns how many. */
export async function deleteUnfinished(on: Queries, startedBefore: number): Promise<number> {
  const rows = await on.query(
    `DELETE FROM connections WHERE status = 'authorizing' AND created_at < $1 RETURNING id`,
    [timeParam(startedBefore)],
  );
  return rows.length;
}
