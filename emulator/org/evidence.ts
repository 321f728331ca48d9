import type { LoggedStep, LoggedTransaction } from './changeLog.ts';
import { SalesforceError } from './errors.ts';
import { eventEvidence, type FieldTold, historyEvidence, stageEvidence } from './evidenceSources.ts';
import type { Org } from './org.ts';
import { absences, type RecordChange, recordChanges } from './recordChanges.ts';
import type { ObjectDef } from './types.ts';

/** Where the org still records a change. `overflow` and wildcard events name no record and are no source. */
type EvidenceSource =
  | 'event'
  | 'gapEvent'
  | 'history'
  | 'stageHistory'
  | 'createdDate'
  | 'lastModifiedDate'
  | 'lastEditDate'
  | 'recycleBin';

/** What happened to one record in one transaction. Times are epoch ms. */
interface EvidenceItem {
  /** `ContentNote` for a note's document. */
  readonly object: string;
  readonly id: string;
  readonly userId: string;
  /** When it was saved: what history rows, CreatedDate and LastModifiedDate say. */
  readonly at: number;
  /** When it was committed: what its event says; later than `at` in a long transaction. */
  readonly committedAt: number;
  /** What CreatedDate or LastModifiedDate says instead, where an import set it. */
  readonly statedAt?: number;
  readonly kind: 'created' | 'updated' | 'deleted' | 'undeleted';
  /** What the sources tell; a field that history shows in several steps stands here several times, in order. */
  readonly fields: readonly FieldTold[];
  readonly sources: readonly EvidenceSource[];
  /** Changes of one transaction have the same. */
  readonly transactionKey: string;
  readonly origin: string;
}

/** A change that no documented source shows any more, and why. */
interface LostChange extends Omit<EvidenceItem, 'fields' | 'sources'> {
  readonly reason: string;
}

/** Which changes are asked for, and when somebody looks. Times are epoch ms. */
export interface EvidenceQuery {
  readonly from: number;
  readonly to: number;
  /** When the client connected: events count from 72 hours before. */
  readonly connectedAt: number;
  /** When its queries ran; by default as it connected, and now. What is overwritten between two looks is lost to them. */
  readonly looks?: readonly number[];
  /** The channel whose events it reads (`Acme__chn`); by default any custom channel. */
  readonly channel?: string;
}

export interface Evidence {
  readonly items: readonly EvidenceItem[];
  readonly lost: readonly LostChange[];
}

const RETENTION_MS = 72 * 3_600_000;

/**
 * The changes of a period that the org still records by a documented source, and those that it does not, by
 * this rule over the log of what was done (no query is run):
 *
 * 1. An event counts where a channel carried it, from 72 hours before the connection on.
 * 2. A history row counts for a tracked field, and one of OpportunityHistory for stage, amount, close date or
 *    probability, at any look while the record is there or in the Recycle Bin.
 * 3. CreatedDate counts at any look while the record is there or in the Recycle Bin.
 * 4. LastModifiedDate (LastEditDate of posts and comments) counts at a look before anybody else changes the
 *    record, where it is later than CreatedDate. A touch of SystemModstamp is no change.
 * 5. A deletion counts at a look while the record is in the Recycle Bin: 15 days, unless it was brought back.
 * 6. What was brought back without an event was modified; that it came back, a deletion which counts tells.
 */
function findEvidence(
  transactions: readonly LoggedTransaction[],
  now: number,
  query: EvidenceQuery,
): Evidence {
  const { connectedAt } = query;
  const looks = [...(query.looks ?? [connectedAt, now])].sort((a, b) => a - b);
  const items: EvidenceItem[] = [];
  const lost: LostChange[] = [];
  for (const changes of recordChanges(transactions).values()) {
    changes.forEach((change, index) => {
      if (change.kind === 'touched') return;
      const record = recordOf(changes, index, looks);
      const head = headOf(change);
      const when = head.statedAt ?? head.at;
      if (when < query.from || when > query.to) return;
      const found = sourcesOf(change, record, query, isGoneKnown(changes, index, looks, query));
      if (found.sources.length > 0) items.push({ ...head, ...found });
      else lost.push({ ...head, reason: record.reason });
    });
  }
  const byTime = (a: { at: number }, b: { at: number }): number => a.at - b.at;
  return { items: items.sort(byTime), lost: lost.sort(byTime) };
}

/** The same of an org, as of now; throws where its log does not reach back to the period. */
export function evidenceOf(org: Org, query: EvidenceQuery): Evidence {
  const dropped = org.log.droppedUntil();
  if (dropped !== undefined && query.from <= dropped) {
    const until = new Date(dropped).toISOString();
    throw new SalesforceError(400, 'INVALID_INPUT', `the log is complete only after ${until}`);
  }
  return findEvidence(org.log.transactions(), org.now(), query);
}

function headOf({ transaction, steps, kind }: RecordChange): Omit<EvidenceItem, 'fields' | 'sources'> {
  const [first] = steps as [LoggedStep];
  const last = steps.filter(({ what }) => what !== 'touched' && what !== 'marked').at(-1) ?? first;
  const at = kind === 'created' ? first.at : last.at;
  const stated = (kind === 'created' ? first : last).statedAt;
  return {
    object: first.isNote ? 'ContentNote' : first.object,
    id: first.id,
    userId: transaction.userId,
    at,
    committedAt: transaction.committedAt,
    ...(stated !== undefined && { statedAt: stated }),
    kind: kind === 'touched' ? 'updated' : kind,
    transactionKey: transaction.key,
    origin: transaction.origin,
  };
}

/** What looks find of a record at the time of one of its changes. */
interface RecordState {
  /** Some look finds the record, be it in the Recycle Bin. */
  readonly isFound: boolean;
  /** Some look finds it as this change left it. */
  readonly isLast: boolean;
  /** Why not, otherwise. */
  readonly reason: string;
  /** CreatedDate of the record, epoch ms. */
  readonly createdAt: number;
}

function recordOf(changes: readonly RecordChange[], index: number, looks: readonly number[]): RecordState {
  const change = changes[index]!;
  const since = change.transaction.committedAt;
  const later = changes.slice(index + 1).filter(({ kind }) => kind !== 'touched');
  const next = later[0]?.transaction.committedAt ?? Number.POSITIVE_INFINITY;
  const gone = absences(changes);
  const isGone = (look: number): boolean => gone.some(({ from, to }) => look >= from && look < to);
  const found = looks.filter((look) => look >= since && !isGone(look));
  // Where the next change is of the same second, the last one is what a look finds.
  const isLast = found.some((look) => look < next);
  const reason =
    found.length === 0
      ? 'the record is gone'
      : isLast || change.kind === 'created'
        ? 'no column says when it was'
        : 'it was changed again before anybody looked';
  const created = changes.find(({ kind }) => kind === 'created')?.steps[0];
  const createdAt = created?.statedAt ?? created?.at ?? 0;
  return { isFound: found.length > 0, isLast, reason, createdAt };
}

/** True where the deletion that this change may undo counts. */
function isGoneKnown(
  changes: readonly RecordChange[],
  index: number,
  looks: readonly number[],
  query: EvidenceQuery,
): boolean {
  const gone = changes.slice(0, index).findLastIndex(({ kind }) => kind === 'deleted');
  if (changes[index]!.kind !== 'undeleted' || gone < 0) return false;
  const { sources } = sourcesOf(changes[gone]!, recordOf(changes, gone, looks), query, false);
  return sources.length > 0;
}

function sourcesOf(
  change: RecordChange,
  record: RecordState,
  { connectedAt, channel }: EvidenceQuery,
  goneKnown: boolean,
): Pick<EvidenceItem, 'fields' | 'sources' | 'kind'> {
  const { transaction, steps } = change;
  const [{ id, def }] = steps as [LoggedStep];
  const head = headOf(change);
  const inTime = transaction.committedAt >= connectedAt - RETENTION_MS;
  const event = inTime ? eventEvidence(transaction, id, head.kind, channel) : undefined;
  const tracked = record.isFound ? historyEvidence(transaction, steps) : undefined;
  const stage = record.isFound ? stageEvidence(steps) : undefined;
  const sources: EvidenceSource[] = [];
  if (event) sources.push(event.isGap ? 'gapEvent' : 'event');
  if (tracked) sources.push('history');
  if (stage) sources.push('stageHistory');
  if (head.kind === 'created' && record.isFound && hasColumn(def, 'CreatedDate')) sources.push('createdDate');
  if (head.kind === 'deleted' && record.isLast && !def.hardDelete) sources.push('recycleBin');
  if ((head.kind === 'updated' || head.kind === 'undeleted') && record.isLast) {
    const source = modifiedSource(steps, (head.statedAt ?? head.at) > record.createdAt);
    if (source) sources.push(source);
  }
  const kind = head.kind === 'undeleted' && !event && !goneKnown ? 'updated' : head.kind;
  const merged = sources.includes('recycleBin') ? mergedInto(steps) : [];
  const fields = merge(tracked?.fields, stage?.fields, event?.fields, merged);
  return { kind, sources, fields };
}

/** A record that was merged into another says so in the Recycle Bin. */
const mergedInto = (steps: readonly LoggedStep[]): FieldTold[] =>
  steps.flatMap(({ fields }) => fields.filter(({ field }) => field === 'MasterRecordId'));

/** The column that says when a record was last changed; posts and comments have one of their own, and links none. */
function modifiedSource(steps: readonly LoggedStep[], isLater: boolean): EvidenceSource | undefined {
  const [{ def }] = steps as [LoggedStep];
  const edited = steps.some(({ fields }) => fields.some(({ field }) => field === 'LastEditDate'));
  if (hasColumn(def, 'LastEditDate')) return edited ? 'lastEditDate' : undefined;
  return hasColumn(def, 'LastModifiedDate') && isLater ? 'lastModifiedDate' : undefined;
}

const hasColumn = (def: ObjectDef, name: string): boolean => def.fields.some((field) => field.name === name);

/** What history tells comes first, with old values; of the others come the fields that it does not have. */
function merge(...told: readonly (readonly FieldTold[] | undefined)[]): FieldTold[] {
  const fields: FieldTold[] = [];
  for (const list of told) {
    const known = new Set(fields.map(({ field }) => field));
    for (const each of list ?? []) if (!known.has(each.field)) fields.push(each);
  }
  return fields;
}
