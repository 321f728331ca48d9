/**
 * A second reader of change events, written from the documents alone and for reading alone: the Avro 1.11
 * specification ("Binary Encoding"), and Salesforce's "Event Deserialization Considerations" for bitmaps.
 * It shares no line and no library with the product's.
 */

export type Schema = string | readonly Schema[] | RecordSchema | EnumSchema | ArraySchema;
export interface RecordSchema {
  readonly type: 'record';
  readonly name: string;
  readonly namespace?: string;
  readonly fields: readonly { readonly name: string; readonly type: Schema; readonly doc?: string }[];
}
interface EnumSchema {
  readonly type: 'enum';
  readonly name: string;
  readonly symbols: readonly string[];
}
interface ArraySchema {
  readonly type: 'array';
  readonly items: Schema;
}
type Named = Map<string, RecordSchema | EnumSchema>;
type Fields = Record<string, unknown>;

/** What an event says, in the words of the product: fields that are null are left out, dates are texts. */
export function decodeByTheBook(schema: RecordSchema, payload: Buffer): Fields {
  const named: Named = new Map();
  collect(schema, named);
  const event = new Reader(payload).read(schema, named) as Fields;
  const header = event.ChangeEventHeader as Fields;
  const names = (key: string) => toNames(schema, named, header[key] as string[]);
  const { entityName, recordIds, changeType, changeOrigin, transactionKey, commitUser } = header;
  const diffFields = names('diffFields');
  const values: Fields = {};
  for (const field of schema.fields.slice(1)) {
    const value = event[field.name];
    if (value === null || diffFields.includes(field.name)) continue;
    values[field.name] = toValue(field.name, field.doc ?? '', value, diffFields);
  }
  return {
    ...{ entity: entityName, recordIds, changeType, changeOrigin, transactionKey, commitUser, values },
    sequenceNumber: Number(header.sequenceNumber),
    commitTimestamp: Number(header.commitTimestamp),
    commitNumber: header.commitNumber,
    changedFields: names('changedFields'),
    nulledFields: names('nulledFields'),
    diffFields,
  };
}

/** Names for bitmaps: bit i of `0x..` is field i; `4-0x..` holds the bits of the record in field 4. */
export function toNames(schema: RecordSchema, named: Named, elements: readonly string[]): string[] {
  return elements.flatMap((element) => {
    const [hex, index] = element.split('-').reverse() as [string, string | undefined];
    const parent = index === undefined ? null : schema.fields[Number(index)]!;
    const fields = parent === null ? schema.fields : recordOf(parent.type, named)!.fields;
    const bits = BigInt(hex);
    return fields
      .filter((_, bit) => (bits >> BigInt(bit)) & 1n)
      .map(({ name }) => (parent === null ? name : `${parent.name}.${name}`));
  });
}

function toValue(path: string, doc: string, value: unknown, diffs: readonly string[]): unknown {
  if (typeof value === 'bigint') {
    if (/^\w+:DateOnly(:|$)/.test(doc)) return new Date(Number(value)).toISOString().split('T')[0];
    return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
      ? Number(value)
      : value;
  }
  if (typeof value !== 'object') return value;
  const parts = Object.entries(value as Fields).filter(
    ([name, part]) => part !== null && !diffs.includes(`${path}.${name}`),
  );
  return Object.fromEntries(parts.map(([name, part]) => [name, toValue(`${path}.${name}`, '', part, diffs)]));
}

function recordOf(type: Schema, named: Named): RecordSchema | undefined {
  if (typeof type === 'string') {
    const found = named.get(type.split('.').at(-1)!);
    return found?.type === 'record' ? found : undefined;
  }
  if (isUnion(type))
    return type.map((branch) => recordOf(branch, named)).find((found) => found !== undefined);
  return type.type === 'record' ? type : undefined;
}

function isUnion(type: Schema): type is readonly Schema[] {
  return Array.isArray(type);
}

export function collect(type: Schema, named: Named): void {
  if (typeof type === 'string') return;
  if (isUnion(type)) for (const branch of type) collect(branch, named);
  else if (type.type === 'array') collect(type.items, named);
  else {
    named.set(type.name, type);
    if (type.type === 'record') for (const field of type.fields) collect(field.type, named);
  }
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  read(type: Schema, named: Named): unknown {
    if (typeof type === 'string') return this.#readNamed(type, named);
    if (isUnion(type)) return this.read(type[Number(this.#long())]!, named);
    if (type.type === 'enum') return type.symbols[Number(this.#long())];
    if (type.type === 'array') return this.#array(type.items, named);
    return Object.fromEntries(type.fields.map((field) => [field.name, this.read(field.type, named)]));
  }

  #readNamed(name: string, named: Named): unknown {
    switch (name) {
      case 'null':
        return null;
      case 'boolean':
        return this.#bytes[this.#at++] === 1;
      case 'int':
        return Number(this.#long());
      case 'long':
        return this.#long();
      case 'double':
        this.#at += 8;
        return this.#bytes.readDoubleLE(this.#at - 8);
      case 'string': {
        const length = Number(this.#long());
        this.#at += length;
        return this.#bytes.subarray(this.#at - length, this.#at).toString('utf8');
      }
      default:
        return this.read(named.get(name.split('.').at(-1)!)!, named);
    }
  }

  // Blocks of items until an empty one; a negative count is followed by the block's size in bytes.
  #array(items: Schema, named: Named): unknown[] {
    const values: unknown[] = [];
    for (;;) {
      let count = Number(this.#long());
      if (count === 0) return values;
      if (count < 0) {
        count = -count;
        this.#long();
      }
      for (; count > 0; count--) values.push(this.read(items, named));
    }
  }

  // Seven bits a byte, lowest first; then zigzag.
  #long(): bigint {
    let bits = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.#bytes[this.#at++]!;
      bits |= BigInt(byte & 127) << shift;
      if (byte < 128) return bits % 2n === 0n ? bits / 2n : -(bits + 1n) / 2n;
    }
  }
}
