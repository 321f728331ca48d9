import type { Change, ChangeAction, Value, Values } from '../../activity/change.ts';
import type { Feature, ObjectReads } from '../../activity/feature.ts';
import type { ChangeEvent, ChangeType } from './changeEvent.ts';

/** Saves of which the stream tells only that they happened; the records are to be read again. */
interface Gap {
  readonly entity: string;
  /** Ids, a wildcard such as `001*`, or the empty id of an overflow. */
  readonly recordIds: readonly string[];
  readonly changeType: ChangeType;
  /** Epoch ms. */
  readonly at: number;
}

/** What an event comes to: a change a record, or a gap. An entity that no feature reads gives no changes. */
export type Normalised = { readonly changes: readonly Change[] } | { readonly gap: Gap };

/**
 * Turns a decoded event into changes that hold nothing but what the features allow.
 *
 * Change Data Capture guide, "Change Event Header Fields": a merged event is one change for each of its
 * records; an update carries only what changed, a create or undelete the whole record, a delete nothing.
 */
export function toChanges(event: ChangeEvent, features: readonly Feature[]): Normalised {
  const action = actions[event.changeType];
  if (action === undefined || event.recordIds.some((id) => id.endsWith('*'))) return gapOf(event);
  const plan = plansOf(features).get(event.entity);
  if (plan === undefined) return { changes: [] };
  let fields: readonly string[] = [];
  let values: Values = {};
  if (action === 'updated') {
    const update = readUpdate(event, plan);
    if (update === null) return { changes: [] };
    ({ fields, values } = update);
  } else if (action !== 'deleted') {
    values = readWhole(event, plan);
  }
  const head = headOf(event);
  const { feature } = plan;
  return {
    changes: event.recordIds.map((objectId) => toChange(head, { feature, action, objectId, fields, values })),
  };
}

// Written out: this runs for every event of the stream, and a spread costs more than all else that is done here.
function toChange(
  head: ReturnType<typeof headOf>,
  told: Pick<Change, 'feature' | 'action' | 'objectId' | 'fields' | 'values'>,
): Change {
  return {
    key: head.key,
    path: head.path,
    feature: told.feature,
    action: told.action,
    objectType: head.objectType,
    objectId: told.objectId,
    at: head.at,
    remoteUserId: head.remoteUserId,
    transaction: head.transaction,
    automated: head.automated,
    via: head.via,
    fields: told.fields,
    values: told.values,
  };
}

/** What an event tells of a save before any field is looked at. */
export function headOf(event: ChangeEvent) {
  return {
    key: keyOf(event),
    path: 'cdc',
    objectType: event.entity,
    at: event.commitTimestamp,
    remoteUserId: event.commitUser,
    transaction: event.transactionKey,
    automated: event.changeOrigin.includes('/api/bulkapi/'),
    via: clientOf(event.changeOrigin),
  } as const;
}

/**
 * Key of what an event reports. Commit times are whole seconds; the commit number, padded to the digits of a
 * 64-bit number, keeps the saves of one second in their order.
 */
function keyOf({ commitNumber, transactionKey, sequenceNumber }: ChangeEvent): string {
  const commit = commitNumber.toString().padStart(19, '0');
  return `cdc:${commit}:${transactionKey}:${sequenceNumber.toString().padStart(6, '0')}`;
}

const actions: Readonly<Partial<Record<ChangeType, ChangeAction>>> = {
  CREATE: 'created',
  UPDATE: 'updated',
  DELETE: 'deleted',
  UNDELETE: 'undeleted',
};

/** Longest text that is kept, in characters. */
const longestText = 255;

/** Fields that every save moves: they tell nothing that the change does not tell already. */
export const noise: ReadonlySet<string> = new Set([
  'CreatedDate',
  'CreatedById',
  'LastModifiedDate',
  'LastModifiedById',
  'SystemModstamp',
  'LastViewedDate',
  'LastReferencedDate',
  'LastActivityDate',
]);

/** Where in an event's values a kept field stands: `MailingAddress.City` is the part City of MailingAddress. */
interface Kept {
  readonly field: string;
  readonly top: string;
  readonly part: string | null;
}

/** How one field of an update is treated; worked out once for each name and kept for all later events. */
interface FieldPlan {
  readonly noise: boolean;
  readonly listed: boolean;
  readonly kept: readonly Kept[];
}

interface Plan {
  readonly feature: string;
  readonly reads: ObjectReads;
  readonly kept: readonly Kept[];
  readonly ignored: ReadonlySet<string>;
  readonly fields: Map<string, FieldPlan>;
}

// Plans are worked out once for a list of features: this runs for every event of the stream.
const plansByFeatures = new WeakMap<readonly Feature[], ReadonlyMap<string, Plan>>();

function plansOf(features: readonly Feature[]): ReadonlyMap<string, Plan> {
  const known = plansByFeatures.get(features);
  if (known !== undefined) return known;
  const plans = new Map<string, Plan>();
  for (const feature of features) {
    for (const reads of feature.objects) {
      const kept = [...new Set([...reads.keep, ...reads.show])].map(toKept);
      const ignored = new Set(reads.ignore);
      plans.set(reads.type, { feature: feature.key, reads, kept, ignored, fields: new Map() });
    }
  }
  plansByFeatures.set(features, plans);
  return plans;
}

function toKept(field: string): Kept {
  const dot = field.indexOf('.');
  return dot < 0
    ? { field, top: field, part: null }
    : { field, top: field.slice(0, dot), part: field.slice(dot + 1) };
}

function planField(plan: Plan, field: string): FieldPlan {
  const known = plan.fields.get(field);
  if (known !== undefined) return known;
  const isNoise = noise.has(field);
  // A compound that changed as a whole is named alone, without its parts.
  const kept = plan.kept.filter((each) => each.field === field || each.top === field);
  const planned = { noise: isNoise, listed: !isNoise && !plan.ignored.has(field), kept };
  plan.fields.set(field, planned);
  return planned;
}

/** The changed fields that a reader may see listed, and kept values; null where all of them are noise. */
function readUpdate(event: ChangeEvent, plan: Plan): { fields: string[]; values: Values } | null {
  const fields: string[] = [];
  const values: Record<string, Value> = {};
  let telling = false;
  for (const field of event.changedFields) {
    const { noise: isNoise, listed, kept } = planField(plan, field);
    telling ||= !isNoise;
    if (listed) fields.push(field);
    for (const each of kept) values[each.field] = readValue(event.values, each);
  }
  for (const field of event.nulledFields) {
    for (const each of planField(plan, field).kept) values[each.field] = null;
  }
  return telling ? { fields, values } : null;
}

function readWhole(event: ChangeEvent, plan: Plan): Values {
  const values: Record<string, Value> = {};
  for (const each of plan.kept) {
    const value = readValue(event.values, each);
    if (value !== null) values[each.field] = value;
  }
  return plan.reads.redact?.(values, { values, whole: true }) ?? values;
}

function readValue(values: ChangeEvent['values'], { top, part }: Kept): Value {
  const whole = values[top];
  const value =
    part !== null && typeof whole === 'object'
      ? (whole as Values | null)?.[part]
      : part === null
        ? whole
        : null;
  if (typeof value === 'string') return value.length > longestText ? value.slice(0, longestText) : value;
  return typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

/** `com/salesforce/api/soap/60.0;client=Name/`: the client, null for none and for Salesforce's own pages. */
function clientOf(changeOrigin: string): string | null {
  const start = changeOrigin.indexOf(';client=');
  if (start < 0) return null;
  const client = changeOrigin.slice(start + ';client='.length).replace(/\/$/, '');
  return client === '' || client === 'SfdcInternalAPI' ? null : client;
}

function gapOf(event: ChangeEvent): Normalised {
  // SNAPSHOT is reserved by Salesforce and reports no save.
  if (event.changeType === 'SNAPSHOT') return { changes: [] };
  const { entity, recordIds, changeType, commitTimestamp } = event;
  return { gap: { entity, recordIds, changeType, at: commitTimestamp } };
}
