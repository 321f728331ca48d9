import avro from 'avsc';

/** What a field's value becomes: `date` turns midnight UTC into `YYYY-MM-DD`, `compound` into an object. */
type FieldKind = 'plain' | 'date' | 'compound';

/** One field of an event's schema, in the order of the schema: bitmaps count by that order. */
export interface SchemaField {
  readonly name: string;
  readonly kind: FieldKind;
  /** The parts of a compound (Address, PersonName), in their order; empty for other kinds. */
  readonly parts: readonly SchemaField[];
  /** True where the decoder wraps the value in an object keyed by its branch (ambiguous unions). */
  readonly wrapped: boolean;
}

/** A compiled event schema; compile once per schema id, decode many. */
export interface EventSchema {
  readonly id: string;
  /** All fields, the header included: `fields[i]` is bit i of a bitmap. */
  readonly fields: readonly SchemaField[];
  /** The payload as a record with every field; throws on a payload that is not of this schema. */
  read(payload: Buffer): Record<string, unknown>;
}

type Json = string | Json[] | { readonly [key: string]: unknown };

/** The record in a field's type: bare, in a union at any position, or a reference to an earlier one. */
function recordIn(type: Json, named: ReadonlyMap<string, Json>): { fields: Json[] } | undefined {
  if (typeof type === 'string') {
    const target = named.get(type.slice(type.lastIndexOf('.') + 1));
    return target === undefined ? undefined : recordIn(target, named);
  }
  if (Array.isArray(type)) {
    for (const branch of type) {
      const found = recordIn(branch, named);
      if (found) return found;
    }
    return undefined;
  }
  return type.type === 'record' ? (type as { fields: Json[] }) : undefined;
}

function collectNamed(type: Json, named: Map<string, Json>): void {
  if (typeof type === 'string') return;
  if (Array.isArray(type)) {
    for (const branch of type) collectNamed(branch, named);
    return;
  }
  if (type.type !== 'record') return;
  if (typeof type.name === 'string') named.set(type.name, type);
  for (const field of type.fields as { type: Json }[]) collectNamed(field.type, named);
}

type FieldJson = { name: string; type: Json; doc?: string };

function toField(json: FieldJson, type: avro.Type, named: ReadonlyMap<string, Json>): SchemaField {
  const record = recordIn(json.type, named);
  const wrapped = type instanceof avro.types.WrappedUnionType;
  // The role before the colon varies; the type after it (then, for custom fields, an id) decides.
  const isDate = json.doc?.split(':')[1] === 'DateOnly';
  if (!record) return { name: json.name, kind: isDate ? 'date' : 'plain', parts: [], wrapped };
  const parts = (record.fields as FieldJson[]).map((part) => toField(part, partType(type, part.name), named));
  return { name: json.name, kind: 'compound', parts, wrapped };
}

function partType(type: avro.Type, part: string): avro.Type {
  const branches = (type as avro.types.UnwrappedUnionType).types ?? [type];
  const record = branches.find((branch) => branch instanceof avro.types.RecordType);
  return (record as avro.types.RecordType).field(part).type;
}

/** Reads a zigzag varint from there to there: a number where it is exact, a bigint beyond (commitNumber passes 2^53). */
function toLong(bytes: Buffer, from: number, to: number): number | bigint {
  if (to - from <= 7) {
    let value = 0;
    let factor = 1;
    for (let at = from; at < to; at++) {
      value += (bytes[at]! & 0x7f) * factor;
      factor *= 128;
    }
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  }
  let zigzag = 0n;
  let shift = 0n;
  for (let at = from; at < to; at++) {
    zigzag |= BigInt(bytes[at]! & 0x7f) << shift;
    shift += 7n;
  }
  const value = (zigzag >> 1n) ^ -(zigzag & 1n);
  const asNumber = Number(value);
  return Number.isSafeInteger(asNumber) ? asNumber : value;
}

const readOnly = () => {
  throw new Error('change events are only read');
};

const anyLongType = avro.types.LongType.__with(
  {
    fromBuffer: (bytes: Buffer) => toLong(bytes, 0, bytes.length),
    toBuffer: readOnly,
    fromJSON: readOnly,
    toJSON: readOnly,
    isValid: (value: unknown) => typeof value === 'number' || typeof value === 'bigint',
    compare: readOnly,
  },
  true,
);

interface Tap {
  readonly pos: number;
  readonly buf: Buffer;
  readLong(): number;
  skipLong(): void;
  isValid(): boolean;
}

// The library cuts a buffer out of the payload for each number of each event; they are read where they stand.
const longType: avro.Type = Object.create(anyLongType, {
  _read: {
    value: (tap: Tap): number | bigint | undefined => {
      const from = tap.pos;
      tap.skipLong();
      return tap.isValid() ? toLong(tap.buf, from, tap.pos) : undefined;
    },
  },
});

// The library allocates as many items as the payload claims: a few corrupt bytes would take gigabytes
// and the process with them. No item is shorter than a byte, so the bytes left bound the count.
class BoundedArrayType extends avro.types.ArrayType {
  _read(tap: Tap): unknown[] {
    const items = this.itemsType as unknown as { _read(tap: Tap): unknown };
    const values: unknown[] = [];
    for (let count = tap.readLong(); count !== 0; count = tap.readLong()) {
      if (count < 0) {
        count = -count;
        tap.skipLong();
      }
      if (count > tap.buf.length - tap.pos) throw new Error('an array is longer than its payload');
      for (let i = 0; i < count; i++) values.push(items._read(tap));
    }
    return values;
  }
}

// Defaults serve writers, and the library would refuse the whole schema for one that does not fit. Nor does it take
// a type that stands inside of attributes: `{"type": {"type": "record", ...}, "logicalType": ...}`. Fields have names.
function toReadable(key: string, value: unknown): unknown {
  if (key === 'default') return undefined;
  const { type, name } = (value ?? {}) as { type?: unknown; name?: unknown };
  return typeof type === 'object' && type !== null && name === undefined ? type : value;
}

/**
 * Compiles the JSON of GetSchema. Payloads are raw Avro binary without a container, always read by the
 * schema that the event names: fields are inserted when an admin adds them, in mid-stream too.
 */
export function compileSchema(id: string, schemaJson: string): EventSchema {
  const json = JSON.parse(schemaJson, toReadable) as { type: 'record'; fields: FieldJson[] };
  const type = avro.Type.forSchema(json as unknown as avro.Schema, {
    wrapUnions: 'auto',
    registry: { long: longType },
    omitRecordMethods: true,
    typeHook: (schema, options) =>
      (schema as { type?: unknown }).type === 'array' ? new BoundedArrayType(schema, options) : undefined,
  }) as avro.types.RecordType;
  const named = new Map<string, Json>();
  collectNamed(json as unknown as Json, named);
  const fields = json.fields.map((field) => toField(field, type.field(field.name).type, named));
  return { id, fields, read: (payload) => type.fromBuffer(payload) as Record<string, unknown> };
}
