import { type ChangeLog, createChangeLog } from './changeLog.ts';
import { type Channels, createChannels, entityOf } from './channels.ts';
import type { OrgClock } from './clock.ts';
import { createDeliveries, type Deliveries } from './deliveries.ts';
import type { HistoryHost } from './history.ts';
import { createIdSequence, toId18 } from './ids.ts';
import { createPermissions, type Permissions, profileIdOf } from './permissions.ts';
import type { Random } from './random.ts';
import { createRandom } from './random.ts';
import { displayName, type OrgRecord } from './record.ts';
import { createSchema, type Schema } from './schema.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { deliveryAllocation, type OrgSettings, toSettings } from './settings.ts';
import { createTables, type Tables } from './tables.ts';
import type { TransactionHost } from './transaction.ts';
import { createTransactions, type Transactions } from './transactions.ts';
import type { CommittedChange, ObjectDef, OrgEvents } from './types.ts';

/** Objects that have change events though the emulator holds none of their records. */
const FURTHER_CHANGE_EVENTS = [
  'AccountContactRelation',
  'Asset',
  'Campaign',
  'CampaignMember',
  'Contract',
  'ListEmail',
  'OpportunityContactRole',
  'OpportunityLineItem',
  'Order',
  'OrderItem',
  'Product2',
  'Quote',
  'QuoteLineItem',
  'TaskRelation',
  'VoiceCall',
];

/** One Salesforce org in memory: records, users, permissions, sessions, channels, and the events of what was committed. */
export interface Org extends OrgEvents, Transactions {
  readonly clock: OrgClock;
  readonly random: Random;
  readonly settings: OrgSettings;
  readonly permissions: Permissions;
  readonly sessions: Sessions;
  readonly channels: Channels;
  readonly objects: readonly ObjectDef[];
  /** All records of an object, deleted ones among them, in the order of creation. */
  records(object: string): readonly OrgRecord[];
  readonly find: Tables['find'];
  /** The rows of an object as a query reads them. */
  readonly rows: Tables['rows'];
  /** Fills a history table with rows that are made when they are read; they ascend by CreatedDate and by Id. */
  readonly loadHistory: Tables['load'];
  objectOfId(id: string): ObjectDef | undefined;
  /** Puts a record in place without event or checks: setup rows such as Profile. */
  put(object: string, record: OrgRecord): void;
  nextId(prefix: string): string;
  readonly allocation: Deliveries;
  readonly addField: Schema['addField'];
  /** What was done, transaction by transaction. */
  readonly log: ChangeLog;
  /** What a refresh of a sandbox does: a new org id; tokens, channels and replay ids are gone. */
  refresh(): void;
  /** REST calls counted so far; one Composite is one call. */
  readonly usage: { apiRequests: number };
}

export interface OrgOptions extends Partial<OrgSettings> {
  readonly seed: number;
  readonly clock: OrgClock;
  /** The two characters that ids of the org share. */
  readonly instance: string;
}

/** An org without a single record or user; `seedOrg` fills it. */
export function createOrg(options: OrgOptions): Org {
  const { seed, clock, instance, ...given } = options;
  const random = createRandom(seed);
  const settings = toSettings(given);
  const newOrgId = (): string => toId18(`00D${instance}0000${random.hex(5)}EAY`.slice(0, 15));
  let orgId = newOrgId();
  const listeners = new Set<(change: CommittedChange) => void>();
  const nextId = createIdSequence(instance);
  const schema = createSchema(settings, nextId);
  const { objectDef } = schema;
  const tables = createTables();
  const objectOfId = (id: string) => schema.objects().find((def) => def.keyPrefix === id.slice(0, 3));
  const { find } = tables;
  const permissions = createPermissions((userId) => profileIdOf(find('User', userId)));
  const sessions = createSessions(() => orgId, clock.now);
  const isChangeEvent = (name: string): boolean => {
    const entity = entityOf(name);
    return (
      name.endsWith('ChangeEvent') &&
      (objectDef(entity)?.hasChangeEvents === true || FURTHER_CHANGE_EVENTS.includes(entity))
    );
  };
  const channels = createChannels({
    now: clock.now,
    nextId,
    isChangeEvent,
    entityLimit: () => settings.entityLimit,
  });
  const allocation = createDeliveries(clock.now, () => deliveryAllocation(settings));
  const publish = (change: CommittedChange): void => {
    const selected = channels.members().some((each) => entityOf(each.selectedEntity) === change.entity);
    if (selected) allocation.publish(1);
    for (const listener of listeners) listener(change);
  };
  let cases = 1000;
  const host: TransactionHost = {
    objectDef,
    objectOfId,
    find,
    nextId,
    nextCaseNumber: () => {
      cases += 1;
      return String(cases).padStart(8, '0');
    },
    hasEnhancedEmail: () => settings.enhancedEmail,
  };

  const historyHost: HistoryHost = {
    get tracking() {
      return settings.fieldTracking;
    },
    nextId,
    nameOf: (id) => displayName(find(objectOfId(id)?.name ?? '', id)),
    isAutomated: (userId) => find('User', userId)?.UserType !== 'Standard',
  };

  const log = createChangeLog(
    () => settings.fieldTracking,
    (entity) => channels.names().filter((name) => channels.entitiesOf(name)?.includes(entity)),
  );
  const transactions = createTransactions({
    host,
    history: historyHost,
    tables,
    settings,
    random,
    log,
    now: clock.now,
    publish,
  });

  return {
    get orgId() {
      return orgId;
    },
    clock,
    random,
    settings,
    permissions,
    sessions,
    channels,
    get objects() {
      return schema.objects();
    },
    allocation,
    addField: schema.addField,
    clientLimit: () => settings.clientLimit,
    usage: { apiRequests: 0 },
    now: clock.now,
    objectDef,
    objectOfId,
    find,
    nextId,
    records: tables.records,
    rows: tables.rows,
    loadHistory: tables.load,
    put: tables.put,
    ...transactions,
    log,
    refresh: () => {
      orgId = newOrgId();
      sessions.revokeAll();
      for (const { id } of channels.members()) channels.deleteMember(id);
      for (const { id } of channels.channels()) channels.deleteChannel(id);
    },
    checkAccessToken: (token) => {
      const session = sessions.find(token);
      const user = session && find('User', session.userId);
      return session && user?.IsActive ? { userId: session.userId } : undefined;
    },
    channelNames: channels.names,
    channelEntities: channels.entitiesOf,
    canReceive: (userId, entity) => permissions.access(userId, entity).viewAll,
    hiddenFields: (userId, object) => {
      const parent = objectDef(object)?.historyOf;
      const hidden = permissions.hiddenFields(userId, parent ?? object);
      // OpportunityHistory shows fields of the opportunity as columns of its own.
      return parent ? new Set([...hidden].flatMap((name) => [name, `Prev${name}`])) : hidden;
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
