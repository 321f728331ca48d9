import { restFields } from '../org/objects/index.ts';
import type { OrgRecord, Value } from '../org/record.ts';
import type { FieldDef, ObjectDef } from '../org/types.ts';

/** A field's value as REST writes it: `2024-05-01T12:34:56.000+0000`, compound addresses as an object. */
export function renderValue(field: FieldDef, record: OrgRecord): unknown {
  if (field.type === 'address') return renderAddress(field, record);
  return renderPlain(field, record[field.name] ?? null);
}

/** A value that stands alone, such as the end of a lookup path. */
export function renderPlain(field: FieldDef, value: Value): unknown {
  return field.type === 'datetime' && typeof value === 'number' ? renderDateTime(value) : value;
}

/** `2024-05-01T12:34:56.000+0000` of epoch ms. */
export function renderDateTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replace('Z', '+0000');
}

/** Every field of a record that the user may see, as a GET without `fields` answers. */
export function renderRecord(
  def: ObjectDef,
  record: OrgRecord,
  url: string,
  fields: readonly FieldDef[],
): Record<string, unknown> {
  const body: Record<string, unknown> = { attributes: { type: def.name, url } };
  for (const field of fields) {
    body[field.name] = field.type === 'base64' ? blobUrl(field, record, url) : renderValue(field, record);
  }
  return body;
}

/** A file's content never stands in a row: its address does. */
export function blobUrl(field: FieldDef, record: OrgRecord | undefined, url: string): string | null {
  return (record?.[field.name] ?? null) === null ? null : `${url}/${field.name}`;
}

/** The fields of an object that are not hidden from the user, in describe order. */
export function visibleFields(def: ObjectDef, hidden: ReadonlySet<string>): FieldDef[] {
  return [...restFields(def).values()].filter((field) => !hidden.has(field.name));
}

function renderAddress(field: FieldDef, record: OrgRecord): unknown {
  const parts = (field.parts ?? []).map(
    ({ name, part }) => [part[0]!.toLowerCase() + part.slice(1), record[name] ?? null] as const,
  );
  return parts.some(([, value]) => value !== null) ? Object.fromEntries(parts) : null;
}
