import type { CommitStamp } from './changes.ts';
import type { SpecialField, Step } from './history.ts';
import { restFields } from './objects/index.ts';
import type { OrgRecord, Value } from './record.ts';
import type { FieldTracking } from './tracking.ts';
import type { TransactionBy } from './transaction.ts';
import type { CommittedChange, ObjectDef } from './types.ts';

/** A column and what it held before and after a save. */
interface FieldChange {
  readonly field: string;
  readonly old: Value;
  readonly new: Value;
}

/** What was done to one record in one save. `touched` moved SystemModstamp only; `marked` changed nothing. */
export interface LoggedStep {
  readonly object: string;
  readonly def: ObjectDef;
  readonly id: string;
  /** True for the document of a note, which is read as ContentNote. */
  readonly isNote: boolean;
  readonly what: 'created' | 'updated' | 'deleted' | 'undeleted' | 'touched' | 'marked';
  /** Epoch ms: when it was saved. */
  readonly at: number;
  /** CreatedDate or LastModifiedDate, where the caller set it to another time. */
  readonly statedAt?: number;
  /** Columns that differ, without stamps; none of a create. */
  readonly fields: readonly FieldChange[];
  readonly special?: SpecialField;
}

/** An event that a transaction published, and the custom channels that carried it. */
interface PublishedEvent {
  readonly change: CommittedChange;
  readonly channels: readonly string[];
}

/** One transaction as it was done: the org's own memory, which no query shows. */
export interface LoggedTransaction {
  readonly key: string;
  readonly userId: string;
  readonly origin: string;
  /** Epoch ms, whole seconds. */
  readonly committedAt: number;
  readonly steps: readonly LoggedStep[];
  readonly events: readonly PublishedEvent[];
  /** What was tracked then. */
  readonly tracking: FieldTracking;
}

export interface ChangeLog {
  add(
    by: TransactionBy,
    stamp: CommitStamp,
    steps: readonly Step[],
    changes: readonly CommittedChange[],
  ): void;
  transactions(): readonly LoggedTransaction[];
  /** The latest time (epoch ms) of which transactions were dropped; undefined while all are there. */
  droppedUntil(): number | undefined;
}

/** Saves that are remembered; of more, the oldest fifth of the transactions goes. */
const MAX_STEPS = 400_000;
const STAMPS: ReadonlySet<string> = new Set([
  'CreatedDate',
  'CreatedById',
  'LastModifiedDate',
  'LastModifiedById',
  'SystemModstamp',
  'IsDeleted',
]);

/** A log that asks the org what is tracked and which channels carry an entity at the moment of each transaction. */
export function createChangeLog(
  tracking: () => FieldTracking,
  channelsOf: (entity: string) => readonly string[],
): ChangeLog {
  const kept: LoggedTransaction[] = [];
  let count = 0;
  let droppedUntil: number | undefined;
  return {
    transactions: () => kept,
    droppedUntil: () => droppedUntil,
    add: (by, stamp, steps, changes) => {
      if (count > MAX_STEPS) {
        const gone = kept.splice(0, Math.ceil(kept.length / 5));
        for (const each of gone) {
          count -= each.steps.length;
          droppedUntil = Math.max(droppedUntil ?? 0, each.committedAt);
        }
      }
      count += steps.length;
      kept.push({
        key: stamp.transactionKey,
        userId: by.userId,
        origin: by.origin,
        committedAt: stamp.commitTimestamp,
        steps: steps.map(toLogged),
        events: changes.map((change) => ({ change, channels: channelsOf(change.entity) })),
        tracking: tracking(),
      });
    },
  };
}

function toLogged(step: Step): LoggedStep {
  const { def, id, before, after, at, special } = step;
  const what = whatOf(step);
  const stated = what === 'created' ? after.CreatedDate : what === 'touched' ? at : after.LastModifiedDate;
  return {
    object: def.name,
    def,
    id,
    isNote: def.name === 'ContentDocument' && after.FileType === 'SNOTE',
    what,
    at,
    ...(typeof stated === 'number' && stated !== at && !special && { statedAt: stated }),
    fields: before && !special ? differences(def, before, after) : [],
    ...(special && { special }),
  };
}

function whatOf({ before, after, special, touch }: Step): LoggedStep['what'] {
  if (special) return 'marked';
  if (!before) return 'created';
  if (touch) return 'touched';
  if (before.IsDeleted === after.IsDeleted) return 'updated';
  return after.IsDeleted ? 'deleted' : 'undeleted';
}

function differences(def: ObjectDef, before: OrgRecord, after: OrgRecord): FieldChange[] {
  const changes: FieldChange[] = [];
  for (const field of restFields(def).values()) {
    const [old, now] = [before[field.name] ?? null, after[field.name] ?? null];
    if (old !== now && !STAMPS.has(field.name) && field.type !== 'address')
      changes.push({ field: field.name, old, new: now });
  }
  return changes;
}
