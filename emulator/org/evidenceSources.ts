import type { LoggedStep, LoggedTransaction } from './changeLog.ts';
import { historyTables, type TrackedObject } from './objects/histories.ts';
import { restFields } from './objects/index.ts';
import type { Value } from './record.ts';
import { isTracked } from './tracking.ts';

/** A column and what a source tells of it: nothing but that it changed, where neither value stands. */
export interface FieldTold {
  readonly field: string;
  readonly old?: Value;
  readonly new?: Value;
}

const LONG = 255;
const STAGE_FIELDS = new Set(['StageName', 'Amount', 'CloseDate', 'Probability']);
/** Of these OpportunityHistory has what was before. */
const WITH_OLD = new Set(['Amount', 'CloseDate']);
const STAMPS = new Set(['CreatedDate', 'CreatedById', 'LastModifiedDate', 'LastModifiedById']);
const TYPES = { created: 'CREATE', updated: 'UPDATE', deleted: 'DELETE', undeleted: 'UNDELETE' } as const;

/** What the event of a change tells: fields with their new values, and no old ones; of a gap nothing. */
export function eventEvidence(
  { events }: LoggedTransaction,
  id: string,
  kind: keyof typeof TYPES,
  channel: string | undefined,
): { readonly isGap: boolean; readonly fields: readonly FieldTold[] } | undefined {
  const found = events.find(
    ({ change, channels }) =>
      change.recordIds.includes(id) &&
      change.changeType.replace('GAP_', '') === TYPES[kind] &&
      (channel === undefined ? channels.length > 0 : channels.includes(channel)),
  );
  if (!found) return undefined;
  const { changeType, values, diff } = found.change;
  const isDiff = (field: string): boolean =>
    diff.some((name) => name === field || name.endsWith(`.${field}`));
  const told = Object.entries(values).filter(
    ([field, value]) => !STAMPS.has(field) && (kind === 'updated' || (value ?? null) !== null),
  );
  const fields = told.map(([field, value]) => (isDiff(field) ? { field } : { field, new: value as Value }));
  return { isGap: changeType.startsWith('GAP_'), fields };
}

/** What the history rows of a change tell; undefined where it has none. */
export function historyEvidence(
  { tracking }: LoggedTransaction,
  steps: readonly LoggedStep[],
): { readonly fields: readonly FieldTold[] } | undefined {
  const [{ def }] = steps as [LoggedStep];
  if (!(def.name in historyTables) || !tracking[def.name as TrackedObject]) return undefined;
  const saves = steps.filter(({ what }) => what !== 'touched');
  const fields = saves.flatMap((step) =>
    step.fields.filter(({ field }) => isTracked(tracking, def, field)).map((each) => toTold(step, each)),
  );
  const isCreated = saves.some(({ what, special }) => what === 'created' || special !== undefined);
  return isCreated || fields.length > 0 ? { fields } : undefined;
}

/** Long texts and multi-select picklists are kept without their values. */
function toTold({ def }: LoggedStep, { field, old, new: now }: LoggedStep['fields'][number]): FieldTold {
  const known = restFields(def).get(field.toLowerCase());
  const isLong = known?.type === 'textarea' && (known.length ?? 0) > LONG;
  return isLong || known?.type === 'multipicklist' ? { field } : { field, old, new: now };
}

/** What OpportunityHistory tells of a change; undefined where it has no row. */
export function stageEvidence(
  steps: readonly LoggedStep[],
): { readonly fields: readonly FieldTold[] } | undefined {
  const [{ def }] = steps as [LoggedStep];
  if (def.name !== 'Opportunity') return undefined;
  const fields = steps.flatMap((step) =>
    step.fields
      .filter(({ field }) => STAGE_FIELDS.has(field))
      .map(({ field, old, new: now }) =>
        WITH_OLD.has(field) ? { field, old, new: now } : { field, new: now },
      ),
  );
  const isCreated = steps.some(({ what }) => what === 'created');
  return isCreated || fields.length > 0 ? { fields } : undefined;
}
