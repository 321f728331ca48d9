import { type Change, type ChangeAction, fieldsUnknown, type Values } from '../../activity/change.ts';
import type { Feature } from '../../activity/feature.ts';
import type { Hole, ReadRecord } from '../../activity/service.ts';
import type { ChangeEvent, ChangeType } from './changeEvent.ts';
import { headOf } from './normalise.ts';

/** Reads records by id; what cannot be read is left out. */
export type ReadRecords = (wanted: readonly { type: string; id: string }[]) => Promise<readonly ReadRecord[]>;

/** A gap event of an object that a feature reads. */
export interface GapEvent {
  readonly event: ChangeEvent;
  readonly feature: Feature;
}

/** What a gap event comes to: a change for each record that it names, or a hole where it names none. */
export type FilledGap = { readonly changes: readonly Change[] } | { readonly hole: Hole };

const actions: Readonly<Partial<Record<ChangeType, ChangeAction>>> = {
  GAP_CREATE: 'created',
  GAP_UPDATE: 'updated',
  GAP_DELETE: 'deleted',
  GAP_UNDELETE: 'undeleted',
};

/**
 * Turns gap events into changes, with the values of rows that are read now, one reading for all of them.
 *
 * Change Data Capture guide, "Gap Events" and "Overflow Events": a gap event has a header only, so which fields
 * an update changed stays unknown; an overflow comes once an object, when a transaction holds more than 100,000
 * changes; after the conversion of a field the id may be a wildcard such as `001*`.
 */
export async function fillGaps(gaps: readonly GapEvent[], read: ReadRecords): Promise<readonly FilledGap[]> {
  const wanted = gaps
    .filter(({ event }) => holeCause(event) === null && event.changeType !== 'GAP_DELETE')
    .flatMap(({ event }) => event.recordIds.map((id) => ({ type: event.entity, id })));
  const rows = wanted.length === 0 ? [] : await read(unique(wanted));
  const valuesById = new Map(rows.map((row) => [row.id, row.values]));
  return gaps.map((gap) => {
    const cause = holeCause(gap.event);
    return cause === null ? { changes: toGapChanges(gap, valuesById) } : { hole: toHole(gap, cause) };
  });
}

function holeCause({ changeType, recordIds }: ChangeEvent): 'overflow' | 'wildcard' | null {
  if (changeType === 'GAP_OVERFLOW') return 'overflow';
  return actions[changeType] === undefined || recordIds.some((id) => id.endsWith('*')) ? 'wildcard' : null;
}

function toHole({ event, feature }: GapEvent, cause: 'overflow' | 'wildcard'): Hole {
  const { entity, changeType, transactionKey, commitTimestamp } = event;
  const evidence = { entity, changeType, transactionKey, ids: event.recordIds.slice(0, 3).join(' ') };
  return { features: [feature.key], cause, to: commitTimestamp, evidence };
}

function toGapChanges({ event, feature }: GapEvent, valuesById: ReadonlyMap<string, Values>): Change[] {
  const action = actions[event.changeType]!;
  const head = headOf(event);
  return event.recordIds.map((objectId) => ({
    ...head,
    key: `${head.key}${fieldsUnknown}`,
    feature: feature.key,
    action,
    objectId,
    fields: [],
    values: action === 'deleted' ? {} : (valuesById.get(objectId) ?? {}),
  }));
}

function unique(wanted: readonly { type: string; id: string }[]): { type: string; id: string }[] {
  return [...new Map(wanted.map((one) => [one.id, one])).values()];
}
