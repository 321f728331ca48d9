import { derive } from './derive.ts';
import { createEmail } from './emails.ts';
import { notFound, SalesforceError } from './errors.ts';
import type { SpecialField, Step } from './history.ts';
import { changeNote, createNote } from './notes.ts';
import { restFields } from './objects/index.ts';
import type { OrgRecord, Value, Values } from './record.ts';
import type { ObjectDef } from './types.ts';
import { checkRequired } from './validate.ts';

/** `gap`: header and record ids only (`gapSingle`: one event for each record); `overflow`: one for each object. */
export type EventKind = 'plain' | 'gap' | 'gapSingle' | 'overflow';

/** Who changes records, through which door, and (for seeded history only) when. */
export interface TransactionBy {
  readonly userId: string;
  /** The change event's `changeOrigin`, e.g. `com/salesforce/api/rest/66.0;client=worksights`; empty for internal changes. */
  readonly origin: string;
  /** Epoch ms to stamp in place of now. */
  readonly at?: number;
  /** Epoch ms at which a long transaction saved that commits only now: what the records are stamped with, not the events. */
  readonly savedAt?: number;
  /** What becomes of its change events; plain by default. */
  readonly events?: EventKind;
}

/** Changes records of one transaction; nothing is seen outside until it ends, and all is undone where it throws. */
export interface Transaction {
  create(object: string, values: Values): string;
  update(object: string, id: string, values: Values): void;
  delete(object: string, id: string): void;
  undelete(object: string, id: string): void;
  get(object: string, id: string): OrgRecord | undefined;
  /** Changes a record as the system does: only SystemModstamp moves; without values there is no change event either. */
  touch(object: string, id: string, values?: Values): void;
  /** Deletes a record that was merged into another. */
  absorb(object: string, id: string, masterId: string): void;
  /** Writes into the record's history that something happened to it which is no change of a field. */
  mark(object: string, id: string, special: SpecialField): void;
}

/** One record that a transaction touched: as it was, as it is now. */
export interface Touched {
  readonly def: ObjectDef;
  readonly id: string;
  readonly before: OrgRecord | undefined;
  after: OrgRecord;
  /** False while nothing but SystemModstamp has changed. */
  changed: boolean;
}

/** A transaction that has not ended yet, and what it did so far. */
export interface OpenTransaction {
  readonly tx: Transaction;
  /** In the order of first touch. */
  readonly touched: ReadonlyMap<string, Touched>;
  /** Every save, in order. */
  readonly steps: readonly Step[];
}

/** What a transaction needs of its org. */
export interface TransactionHost {
  objectDef(name: string): ObjectDef | undefined;
  objectOfId(id: string): ObjectDef | undefined;
  find(object: string, id: string): OrgRecord | undefined;
  nextId(prefix: string): string;
  nextCaseNumber(): string;
  hasEnhancedEmail(): boolean;
}

/** Opens a transaction; `now` gives the whole second of each save. */
export function openTransaction(
  host: TransactionHost,
  by: TransactionBy,
  now: () => number,
): OpenTransaction {
  const touched = new Map<string, Touched>();
  const steps: Step[] = [];
  const find = (object: string, id: string) => touched.get(id)?.after ?? host.find(object, id);
  const stage: Stage = (def, id, before, after, { touch = false, changed = true } = {}) => {
    steps.push({ def, id, before, after, at: now(), userId: by.userId, touch });
    const known = touched.get(id);
    if (known) Object.assign(known, { after, changed: known.changed || changed });
    else touched.set(id, { def, id, before, after, changed });
  };
  const requireDef = (object: string): ObjectDef => {
    const def = host.objectDef(object);
    if (!def) throw new SalesforceError(400, 'INVALID_TYPE', `sObject type '${object}' is not supported.`);
    return def;
  };
  const requireRecord = (object: string, id: string, deleted = false): OrgRecord => {
    const record = find(object, id);
    if (!record) throw notFound('The requested resource does not exist');
    if (!deleted && record.IsDeleted)
      throw new SalesforceError(404, 'ENTITY_IS_DELETED', 'entity is deleted');
    return record;
  };
  const save = (
    def: ObjectDef,
    before: OrgRecord | undefined,
    draft: Draft,
    set: ReadonlySet<string>,
  ): void => {
    derive(def.name, draft, { before, now: now(), set, find });
    checkReferences(host, find, def, draft, set);
    checkRequired(def, draft);
    stage(def, draft.Id, before, draft);
  };
  const restamp = (object: string, id: string, values: Values, deleted = false): void => {
    const def = requireDef(object);
    const before = requireRecord(object, id, deleted);
    const draft: Draft = { ...before, ...values, ...stampModified(by, now()) };
    save(def, before, draft, new Set(Object.keys(values)));
  };
  const create: Transaction['create'] = (object, values) => {
    const def = requireDef(object);
    const draft = newDraft(host, def, by, now(), values);
    save(def, undefined, draft, new Set(Object.keys(values)));
    countComment(object, draft, 1);
    return draft.Id;
  };
  const countComment = (object: string, { FeedItemId }: OrgRecord, step: number): void => {
    const item = object === 'FeedComment' ? find('FeedItem', String(FeedItemId)) : undefined;
    if (item) touch('FeedItem', item.Id, { CommentCount: Number(item.CommentCount) + step });
  };
  const touch: Transaction['touch'] = (object, id, values = {}) => {
    const before = requireRecord(object, id, true);
    const changed = Object.keys(values).length > 0;
    const after = { ...before, ...values, SystemModstamp: now() };
    stage(requireDef(object), id, before, after, { touch: true, changed });
  };
  const records = { get: find, create, update: restamp, touch };
  const createOf = ({ name }: ObjectDef, values: Values): string => {
    if (name === 'ContentNote') return createNote(records, values);
    const enhanced = name === 'EmailMessage' && host.hasEnhancedEmail();
    return enhanced ? createEmail(records, values, now()) : create(name, values);
  };
  const tx: Transaction = {
    get: find,
    create: (object, values) => createOf(requireDef(object), values),
    touch,
    update: (object, id, values) =>
      isNote(requireDef(object)) ? changeNote(records, id, values) : restamp(object, id, values),
    delete: (object, id) => {
      const known = requireRecord(tableOf(object), id);
      restamp(tableOf(object), id, { IsDeleted: true });
      countComment(object, known, -1);
    },
    undelete: (object, id) => restamp(tableOf(object), id, { IsDeleted: false }, true),
    absorb: (object, id, masterId) => restamp(object, id, { IsDeleted: true, MasterRecordId: masterId }),
    mark: (object, id, special) => {
      const after = requireRecord(object, id);
      const { userId } = by;
      steps.push({ def: requireDef(object), id, before: after, after, at: now(), userId, special });
    },
  };
  return { tx, touched, steps };
}

/** A note is stored as what it is made of. */
const isNote = ({ name }: ObjectDef): boolean => name === 'ContentNote';
const tableOf = (object: string): string => (object === 'ContentNote' ? 'ContentDocument' : object);

type Stage = (
  def: ObjectDef,
  id: string,
  before: OrgRecord | undefined,
  after: OrgRecord,
  how?: { readonly touch?: boolean; readonly changed?: boolean },
) => void;

type Draft = Record<string, Value | undefined> & { Id: string };

function stampModified(by: TransactionBy, at: number): Values {
  return { LastModifiedDate: at, LastModifiedById: by.userId, SystemModstamp: at };
}

function newDraft(
  host: TransactionHost,
  def: ObjectDef,
  by: TransactionBy,
  at: number,
  values: Values,
): Draft {
  const draft: Draft = { Id: host.nextId(def.keyPrefix) };
  for (const field of restFields(def).values()) {
    if (field.name !== 'Id') draft[field.name] = field.defaultValue ?? null;
  }
  if ('OwnerId' in draft) draft.OwnerId = by.userId;
  if ('CaseNumber' in draft) draft.CaseNumber = host.nextCaseNumber();
  return Object.assign(draft, { CreatedDate: at, CreatedById: by.userId, ...stampModified(by, at) }, values);
}

/** A lookup must name a living record of a kind that it accepts; kinds that the emulator does not hold pass. */
function checkReferences(
  host: TransactionHost,
  find: (object: string, id: string) => OrgRecord | undefined,
  def: ObjectDef,
  draft: Draft,
  set: ReadonlySet<string>,
): void {
  for (const field of restFields(def).values()) {
    const id = draft[field.name];
    if (field.type !== 'reference' || !set.has(field.name) || typeof id !== 'string') continue;
    const target = host.objectOfId(id);
    if (!target) continue;
    if (!field.referenceTo?.includes(target.name)) {
      throw new SalesforceError(
        400,
        'FIELD_INTEGRITY_EXCEPTION',
        `${field.label}: id value of incorrect type: ${id}`,
        [field.name],
      );
    }
    const record = find(target.name, id);
    if (!record || record.IsDeleted) {
      throw new SalesforceError(400, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', [
        field.name,
      ]);
    }
  }
}
