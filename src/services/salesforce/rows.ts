import type { Value } from '../../activity/change.ts';
import type { ObjectReads } from '../../activity/feature.ts';
import type { ReadRecord } from '../../activity/service.ts';
import type { DescribedField, DescribedObject } from './describe.ts';
import { toLongId } from './ids.ts';

/** A column of REST that fills a kept field: `MailingCity` fills `MailingAddress.City`. */
export interface Column {
  readonly column: string;
  readonly field: string;
  readonly type: string;
}

/** The columns to select for what an object may keep: only what the org has and the connecting user may see. */
export function columnsOf(reads: ObjectReads, described: DescribedObject): readonly Column[] {
  const wanted = new Set([...reads.keep, ...reads.show]);
  const columns: Column[] = [];
  for (const { name, type, ...field } of described.fields.values()) {
    const part = field.compoundFieldName === undefined ? null : partName(name, field.compoundFieldName);
    if (wanted.has(name)) columns.push({ column: name, field: name, type });
    if (part !== null && wanted.has(part)) columns.push({ column: name, field: part, type });
  }
  return columns;
}

/** A row of REST as a record that was read: date-times become epoch ms, texts are cut as those of events are. */
export function toReadRecord(
  row: Readonly<Record<string, unknown>>,
  reads: ObjectReads,
  columns: readonly Column[],
): ReadRecord {
  const read: Record<string, Value> = {};
  for (const { column, field, type } of columns) read[field] = toValue(row[column], type);
  const values = reads.redact?.(read, { values: read, whole: true }) ?? read;
  return { id: toLongId(String(row.Id)), type: reads.type, name: reads.nameOf(values), values };
}

/** How change events call a part: `MailingCity` of `MailingAddress` is `MailingAddress.City`. */
export function partName(field: DescribedField['name'], compound: string): string {
  const prefix = compound.replace(/Address(__c)?$/, '');
  const isPrefixed = compound !== 'Name' && field !== prefix && field.startsWith(prefix);
  return `${compound}.${isPrefixed ? field.slice(prefix.length) : field}`;
}

/** Longest text that is kept, in characters. */
const longestText = 255;

function toValue(value: unknown, type: string): Value {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value !== 'string') return null;
  if (type === 'datetime') return Date.parse(value);
  return type === 'reference' ? toLongId(value) : value.slice(0, longestText);
}
