import { historyTables, type TrackedObject } from './objects/histories.ts';
import { restFields } from './objects/index.ts';
import type { OrgRecord, Value } from './record.ts';
import { type FieldTracking, isTracked } from './tracking.ts';
import type { FieldDef, ObjectDef } from './types.ts';

/** One save of a record inside a transaction: as it was right before, as it was right after. */
export interface Step {
  readonly def: ObjectDef;
  readonly id: string;
  readonly before: OrgRecord | undefined;
  readonly after: OrgRecord;
  /** Epoch ms, whole seconds. */
  readonly at: number;
  readonly userId: string;
  /** True where the system changed it, and nobody is said to have modified it. */
  readonly touch?: boolean;
  /** What happened, where it is no change of a field: `leadConverted`, `accountMerged` ... */
  readonly special?: SpecialField;
}

/** Values of Field that stand for something else than a field (Object Reference, FeedTrackedChange and CaseHistory). */
export type SpecialField =
  | 'accountCreatedFromLead'
  | 'contactCreatedFromLead'
  | 'opportunityCreatedFromLead'
  | 'leadConverted'
  | 'accountMerged'
  | 'contactMerged'
  | 'leadMerged';

/** A row for a history table. */
export interface HistoryRow {
  readonly table: string;
  readonly row: OrgRecord;
}

/** What the writing of history needs of its org. */
export interface HistoryHost {
  readonly tracking: FieldTracking;
  nextId(prefix: string): string;
  /** What the record that an id names is called; null where nothing has the id. */
  nameOf(id: string): Value;
  /** True for users that are no people: what they reassign was assigned by a rule. */
  isAutomated(userId: string): boolean;
}

const TEXT_LIMIT = 255;
const SNAPSHOT = ['StageName', 'Amount', 'CloseDate', 'Probability'] as const;
const FROM_LEAD = /CreatedFromLead$/;

/** The history rows of a transaction's saves, in their order: each save counts, though the change event tells the last state only. */
export function toHistoryRows(steps: readonly Step[], host: HistoryHost): HistoryRow[] {
  const fromLead = new Set(steps.filter(({ special }) => FROM_LEAD.test(special ?? '')).map(({ id }) => id));
  return steps
    .filter(({ touch }) => !touch)
    .flatMap((step) => [...fieldHistory(step, host, fromLead.has(step.id)), ...snapshotHistory(step, host)]);
}

interface Change {
  readonly Field: string;
  readonly DataType: string;
  readonly OldValue?: Value;
  readonly NewValue?: Value;
}

function fieldHistory(step: Step, host: HistoryHost, fromLead: boolean): HistoryRow[] {
  const { def, before, special, id } = step;
  const table = historyTables[def.name as TrackedObject] as string | undefined;
  if (!table || !host.tracking[def.name as TrackedObject]) return [];
  const changes = special ? [happened(special)] : before ? changesOf(step, host) : [];
  if (!before && !special && !fromLead) changes.push(happened('created'));
  return changes.map((change) => ({
    table,
    row: {
      Id: host.nextId('017'),
      [`${def.name}Id`]: id,
      CreatedById: step.userId,
      CreatedDate: step.at,
      OldValue: null,
      NewValue: null,
      ...change,
      IsDeleted: false,
    },
  }));
}

const happened = (Field: string): Change => ({ Field, DataType: 'Text' });

function changesOf(step: Step, host: HistoryHost): Change[] {
  const { def, before, after } = step;
  const changes: Change[] = [];
  for (const field of restFields(def).values()) {
    const [old, now] = [before?.[field.name] ?? null, after[field.name] ?? null];
    if (old === now || field.parts || !isTracked(host.tracking, def, field.name)) continue;
    if (field.type === 'reference') changes.push(...lookupChanges(step, field, host));
    else changes.push(plainChange(field, old, now));
  }
  if (def.name === 'Case' && after.IsClosed === true && before?.IsClosed === false)
    changes.push(happened('closed'));
  return changes;
}

/** A lookup gives two rows: what is shown, and the ids, which the API alone tells (Object Reference, CaseHistory). */
function lookupChanges(step: Step, field: FieldDef, host: HistoryHost): Change[] {
  const [old, now] = [step.before?.[field.name] ?? null, step.after[field.name] ?? null];
  const Field = field.name === 'OwnerId' ? ownerField(step, host) : (field.relationshipName ?? field.name);
  const nameOf = (id: Value | undefined): Value => (typeof id === 'string' ? host.nameOf(id) : null);
  return [
    { Field, DataType: 'Text', OldValue: nameOf(old), NewValue: nameOf(now) },
    { Field, DataType: 'EntityId', OldValue: old, NewValue: now },
  ];
}

/** Whether somebody gave the record away, took it out of a queue, or a rule assigned it; only what queues own tells it apart. */
function ownerField({ def, before, after, userId }: Step, host: HistoryHost): string {
  if (def.name !== 'Case' && def.name !== 'Lead') return 'Owner';
  if (String(before?.OwnerId).startsWith('00G') && after.OwnerId === userId) return 'ownerAccepted';
  if (!host.isAutomated(userId)) return 'Owner';
  return after.IsEscalated === true && before?.IsEscalated !== true ? 'ownerEscalated' : 'ownerAssignment';
}

function plainChange(field: FieldDef, old: Value, now: Value): Change {
  const { name: Field, type } = field;
  const DataType = typeNames[type] ?? 'Text';
  // Of long texts and multi-select picklists it is kept that they changed, not what they were.
  if (type === 'multipicklist' || (type === 'textarea' && (field.length ?? 0) > TEXT_LIMIT))
    return { Field, DataType };
  return { Field, DataType, OldValue: kept(field, old), NewValue: kept(field, now) };
}

function kept(field: FieldDef, value: Value): Value {
  if (field.type === 'datetime' && typeof value === 'number')
    return new Date(value).toISOString().replace('Z', '+0000');
  return typeof value === 'string' ? value.slice(0, TEXT_LIMIT) : value;
}

const typeNames: Readonly<Partial<Record<FieldDef['type'], string>>> = {
  textarea: 'TextArea',
  picklist: 'DynamicEnum',
  multipicklist: 'MultiEnum',
  boolean: 'Boolean',
  int: 'Integer',
  double: 'Double',
  currency: 'Currency',
  percent: 'Percent',
  date: 'DateOnly',
  datetime: 'DateTime',
  email: 'Email',
  phone: 'Phone',
  url: 'Url',
};

function snapshotHistory(
  { def, id, before, after, at, userId, special }: Step,
  host: HistoryHost,
): HistoryRow[] {
  if (def.name !== 'Opportunity' || special) return [];
  if (before && SNAPSHOT.every((name) => (before[name] ?? null) === (after[name] ?? null))) return [];
  const row = {
    Id: host.nextId('008'),
    OpportunityId: id,
    CreatedById: userId,
    CreatedDate: at,
    StageName: after.StageName ?? null,
    Amount: after.Amount ?? null,
    ExpectedRevenue: after.ExpectedRevenue ?? null,
    CloseDate: after.CloseDate ?? null,
    Probability: after.Probability ?? null,
    ForecastCategory: after.ForecastCategory ?? null,
    PrevAmount: before?.Amount ?? null,
    PrevCloseDate: before?.CloseDate ?? null,
    SystemModstamp: at,
    IsDeleted: false,
  };
  return [{ table: 'OpportunityHistory', row }];
}
