import { randomBytes, randomUUID } from 'node:crypto';
import type { Change } from '../../src/activity/change.ts';
import type { Labels, Session } from '../../src/activity/service.ts';
import type { Context } from '../../src/ingest/context.ts';
import { type IngestResult, ingestBatch } from '../../src/ingest/pipeline.ts';
import { openScope, type Scope } from '../../src/ingest/scope.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { openLog } from '../../src/lib/log.ts';
import { openServices } from '../../src/services/index.ts';
import { labelsFromDescribe } from '../../src/services/salesforce/labels.ts';
import type { Database } from '../../src/store/database.ts';
import { takeLease } from '../../src/store/leases.ts';
import { saveRemoteUsers } from '../../src/store/remoteUsers.ts';
import { createAccount } from './account.ts';

/** The ingest of one connection without an org: changes go in as a source gives them. */
export interface Ingest {
  readonly scope: Scope;
  readonly accountId: string;
  readonly connectionId: string;
  /** User of the product to whom the person `jon` of the org is mapped. */
  readonly ownerId: string;
  ingest(changes: readonly Change[]): Promise<IngestResult>;
}

/** People of the org by what they are: mapped, not mapped, and a program. */
export const orgPeople = {
  jon: '005000000000001AAA',
  remy: '005000000000002AAA',
  robot: '005000000000009AAA',
};

/** Opens a connection on a fresh account of the database, with Salesforce's features and words of `labels`. */
export async function openIngest(db: Database, labels: Labels = labelsFromDescribe([])): Promise<Ingest> {
  const { accountId, ownerId, userIds } = await createAccount(db);
  await db.query(`UPDATE accounts SET domain = $2 WHERE id = $1`, [accountId, `${randomUUID()}.example`]);
  const [row] = await db.query<{ id: string }>(
    `INSERT INTO connections (account_id, service, name, environment, status)
     VALUES ($1, 'salesforce', 'Acme', 'production', 'active') RETURNING id`,
    [accountId],
  );
  const connectionId = row!.id;
  const person = (id: string, name: string, excluded: 'integration' | null = null) => ({
    id,
    name,
    email: `${name}@acme.example`,
    username: `${name}@acme.example`,
    active: true,
    excluded,
    matchEmail: `${name}@acme.example`,
  });
  await saveRemoteUsers(db, accountId, connectionId, [
    person(orgPeople.jon, 'jon'),
    person(orgPeople.remy, 'remy'),
    person(orgPeople.robot, 'robot', 'integration'),
  ]);
  await db.query('UPDATE remote_users SET user_id = $3 WHERE account_id = $1 AND id = $2', [
    accountId,
    orgPeople.jon,
    userIds.get('olga@acme.example')!,
  ]);
  const holder = randomUUID();
  await takeLease(db, accountId, connectionId, holder, systemClock.now(), 3_600_000);
  const context = contextOf(db);
  const service = context.services.get('salesforce')!;
  const session = { accountId, connectionId } as Session;
  const scope = openScope(context, { accountId, connectionId }, { service, session, holder, labels });
  const ingest = (changes: readonly Change[]) =>
    ingestBatch(scope, 'cdc', { changes, rejects: [], cursor: null, coveredTo: null, features: [] });
  return { scope, accountId, connectionId, ownerId, ingest };
}

/** A save of a known person, with everything filled in that is left out. */
export function toChange(given: Partial<Change> & Pick<Change, 'key' | 'objectId'>): Change {
  return {
    path: 'cdc',
    feature: 'opportunities',
    action: 'updated',
    objectType: 'Opportunity',
    at: Date.UTC(2026, 10, 23, 9, 0),
    remoteUserId: orgPeople.jon,
    transaction: null,
    automated: false,
    via: null,
    fields: Object.keys(given.values ?? {}),
    values: {},
    ...given,
  };
}

function contextOf(db: Database): Context {
  const clock = systemClock;
  const log = openLog({ level: 'silent' });
  const salesforce = {
    clientId: null,
    clientSecret: null,
    productionLoginUrl: 'http://127.0.0.1:1',
    sandboxLoginUrl: 'http://127.0.0.1:1',
    pubsubUrl: 'http://127.0.0.1:1',
    apiVersion: '66.0',
    installationId: 'a-test-installation',
  };
  return {
    db,
    clock,
    log,
    services: openServices({ salesforce }, { clock, log }),
    sealKey: randomBytes(32),
    publicUrl: 'http://127.0.0.1:3999',
    backfillDays: 30,
    sweepIntervalSeconds: 600,
    apiFloorPercent: 10,
  };
}
