import type { EventSchema, SchemaField } from './avro.ts';
import { decodeBitmap } from './bitmap.ts';
import { toLongId } from './ids.ts';

/** What happened; a GAP_ event carries only ids and SNAPSHOT is reserved by Salesforce. */
export type ChangeType =
  | 'CREATE'
  | 'UPDATE'
  | 'DELETE'
  | 'UNDELETE'
  | 'GAP_CREATE'
  | 'GAP_UPDATE'
  | 'GAP_DELETE'
  | 'GAP_UNDELETE'
  | 'GAP_OVERFLOW'
  | 'SNAPSHOT';

/** An event as the bus delivered it: opaque positions, and a payload for the schema that it names. */
export interface RawEvent {
  readonly id: string;
  readonly schemaId: string;
  readonly payload: Buffer;
  readonly replayId: Buffer;
}

/** One decoded change event (Change Data Capture guide, "Change Event Message Structure"). */
export interface ChangeEvent {
  /** `Opportunity`, not `OpportunityChangeEvent`. */
  readonly entity: string;
  /** 18-character ids; several in a merged event, or a wildcard such as `001*`. */
  readonly recordIds: readonly string[];
  readonly changeType: ChangeType;
  readonly changeOrigin: string;
  readonly transactionKey: string;
  readonly sequenceNumber: number;
  /** Epoch ms, whole seconds. */
  readonly commitTimestamp: number;
  readonly commitNumber: bigint;
  readonly commitUser: string;
  /**
   * The body's fields that are not null: dates as `YYYY-MM-DD`, date-times as epoch ms, compounds as
   * objects of their parts. An update carries only what changed. Diffs of long texts are left out.
   */
  readonly values: Readonly<Record<string, unknown>>;
  /** Top-level names or `Parent.Part`; the nulled ones are among them. */
  readonly changedFields: readonly string[];
  readonly nulledFields: readonly string[];
  /** Long texts of which the event has only a unified diff: refetch them where needed. */
  readonly diffFields: readonly string[];
}

/** A payload that could not be understood: becomes a reject under `key`, the event's own id. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  readonly key: string;

  constructor(key: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.key = key;
  }
}

interface Header {
  readonly entityName: string;
  readonly recordIds: string[];
  readonly changeType: ChangeType;
  readonly changeOrigin?: string | null;
  readonly transactionKey: string;
  readonly sequenceNumber: number;
  readonly commitTimestamp: number;
  readonly commitNumber: number | bigint;
  readonly commitUser: string;
  // Schemas of older API versions lack some of the three, and what is empty may be null.
  readonly nulledFields?: string[] | null;
  readonly diffFields?: string[] | null;
  readonly changedFields?: string[] | null;
}

const HEADER = 'ChangeEventHeader';

function unwrap(value: unknown): unknown {
  return Object.values(value as object)[0];
}

function toParts(value: Record<string, unknown>, parts: readonly SchemaField[]): unknown {
  const result: Record<string, unknown> = {};
  for (const part of parts) {
    const partValue = value[part.name];
    if (partValue !== null && partValue !== undefined) result[part.name] = toValue(partValue, part);
  }
  return result;
}

function toValue(raw: unknown, field: SchemaField): unknown {
  const value = field.wrapped ? unwrap(raw) : raw;
  if (field.kind === 'plain') return value;
  if (field.kind === 'date') return new Date(Number(value)).toISOString().slice(0, 10);
  // Switchable_PersonName is a plain text for business accounts and a record for person accounts.
  return typeof value === 'object' ? toParts(value as Record<string, unknown>, field.parts) : value;
}

function toValues(record: Record<string, unknown>, fields: readonly SchemaField[]): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (let i = 1; i < fields.length; i++) {
    const field = fields[i] as SchemaField;
    const raw = record[field.name];
    if (raw !== null) values[field.name] = toValue(raw, field);
  }
  return values;
}

// `Parent.Part` for a part of a compound; field names hold no dot.
function leaveOut(values: Record<string, unknown>, name: string): void {
  const [field, part] = name.split('.') as [string, string | undefined];
  const value = values[field];
  if (part === undefined) delete values[field];
  else if (typeof value === 'object') delete (value as Record<string, unknown>)[part];
}

function decode(schema: EventSchema, payload: Buffer): ChangeEvent {
  const { fields } = schema;
  if (fields[0]?.name !== HEADER) throw new Error('the schema is not of a change event');
  const record = schema.read(payload);
  const header = record[HEADER] as Header;
  const values = toValues(record, fields);
  const diffFields = decodeBitmap(fields, header.diffFields ?? []);
  for (const name of diffFields) leaveOut(values, name);
  return {
    entity: header.entityName,
    recordIds: header.recordIds.map(toLongId),
    changeType: header.changeType,
    changeOrigin: header.changeOrigin ?? '',
    transactionKey: header.transactionKey,
    sequenceNumber: header.sequenceNumber,
    commitTimestamp: Number(header.commitTimestamp),
    commitNumber: BigInt(header.commitNumber),
    commitUser: toLongId(header.commitUser),
    values,
    changedFields: decodeBitmap(fields, header.changedFields ?? []),
    nulledFields: decodeBitmap(fields, header.nulledFields ?? []),
    diffFields,
  };
}

/** Decodes one event by its own schema; throws only DecodeError. */
export function decodeChangeEvent(schema: EventSchema, event: RawEvent): ChangeEvent {
  try {
    return decode(schema, event.payload);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'unknown';
    throw new DecodeError(eventKey(event), `decoding a change event: ${reason}`, { cause });
  }
}

/** The key under which an event is rejected and replayed: its id, else its position. */
export function eventKey(event: RawEvent): string {
  return event.id || event.replayId.toString('base64');
}
