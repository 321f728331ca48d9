import type { CommittedChange, FieldType } from '../org/types.ts';
import { type EventField, type EventSchema, SWITCHABLE_NAME } from './avroSchema.ts';
import { toFieldBitmaps } from './bitmap.ts';

/**
 * Encodes one committed change as the raw Avro binary of a change event. `hidden` names the fields that
 * field-level security keeps from the receiver: they are null, and the header's bitmaps do not tell them.
 */
export function encodeChange(
  change: CommittedChange,
  schema: EventSchema,
  hidden: ReadonlySet<string>,
): Buffer {
  const body: Record<string, unknown> = { ChangeEventHeader: toHeader(change, schema, hidden) };
  for (const field of schema.fields) body[field.name] = toBodyValue(field, change.values, hidden);
  try {
    return schema.type.toBuffer(body);
  } catch (cause) {
    throw new Error(`encoding a change of ${change.entity}: ${misfits(schema, body)}`, { cause });
  }
}

// The encoder tells the type that did not fit, but not where.
function misfits(schema: EventSchema, body: unknown): string {
  const found: string[] = [];
  schema.type.isValid(body, {
    errorHook: (path: string[], value: unknown) => found.push(`${path.join('.')} can't be ${String(value)}`),
  });
  return found.join(', ');
}

function toHeader(change: CommittedChange, schema: EventSchema, hidden: ReadonlySet<string>): unknown {
  const bitmaps = (names: readonly string[]) =>
    toFieldBitmaps(hidden.size > 0 ? withoutHidden(names, schema, hidden) : names, schema.positions);
  return {
    entityName: change.entity,
    recordIds: change.recordIds,
    changeType: change.changeType,
    changeOrigin: change.changeOrigin,
    transactionKey: change.transactionKey,
    sequenceNumber: change.sequenceNumber,
    commitTimestamp: change.commitTimestamp,
    commitNumber: change.commitNumber,
    commitUser: change.commitUser,
    nulledFields: bitmaps(change.nulled),
    diffFields: bitmaps(change.diff),
    changedFields: bitmaps(change.changed),
  };
}

function toBodyValue(
  field: EventField,
  values: CommittedChange['values'],
  hidden: ReadonlySet<string>,
): unknown {
  if (hidden.has(field.name)) return null;
  if (!field.parts) return toAvroValue(field.type, values[field.name]);
  const compound: Record<string, unknown> = {};
  let filled = false;
  for (const part of field.parts) {
    const value = hidden.has(part.name) ? null : toAvroValue(part.type, values[part.name]);
    compound[part.part] = value;
    filled ||= value !== null;
  }
  if (filled) return compound;
  return field.avroType === SWITCHABLE_NAME ? toAvroValue(field.type, values[field.name]) : null;
}

function toAvroValue(type: FieldType, value: unknown): unknown {
  if (value === undefined || value === null) return null;
  return type === 'date' ? Date.parse(`${value}T00:00:00Z`) : value;
}

function withoutHidden(
  names: readonly string[],
  schema: EventSchema,
  hidden: ReadonlySet<string>,
): readonly string[] {
  const hiddenParts = new Set(
    schema.fields.flatMap((field) =>
      (field.parts ?? []).filter((part) => hidden.has(part.name)).map((part) => `${field.name}.${part.part}`),
    ),
  );
  return names.filter((name) => !hidden.has(name.split('.', 1)[0]!) && !hiddenParts.has(name));
}
