import fc from 'fast-check';
import type { RecordSchema, Schema } from './referenceDecoder.ts';

/** A schema as GetSchema answers it, and the bytes of one event that was written with it. */
export interface ArbitraryEvent {
  readonly schema: RecordSchema;
  readonly payload: Buffer;
  /** What was put into the header, to see that anything was read at all. */
  readonly commitNumber: bigint;
  readonly recordIds: readonly string[];
}

const strings: Schema = { type: 'array', items: 'string' };
const changeTypes =
  'CREATE UPDATE DELETE UNDELETE GAP_CREATE GAP_UPDATE GAP_DELETE GAP_UNDELETE GAP_OVERFLOW SNAPSHOT'.split(
    ' ',
  );

const header: RecordSchema = {
  type: 'record',
  name: 'ChangeEventHeader',
  fields: [
    { name: 'entityName', type: 'string' },
    { name: 'recordIds', type: strings },
    { name: 'changeType', type: { type: 'enum', name: 'ChangeType', symbols: changeTypes } },
    { name: 'changeOrigin', type: 'string' },
    { name: 'transactionKey', type: 'string' },
    { name: 'sequenceNumber', type: 'int' },
    { name: 'commitTimestamp', type: 'long' },
    { name: 'commitNumber', type: 'long' },
    { name: 'commitUser', type: 'string' },
    { name: 'nulledFields', type: strings },
    { name: 'diffFields', type: strings },
    { name: 'changedFields', type: strings },
  ],
};

// Each type of a field that Salesforce has, as its `doc` names it, and the Avro type that carries it.
const docs: readonly (readonly [doc: string, avro: string])[] = [
  ...['Text', 'Phone', 'Url', 'Email', 'DynamicEnum', 'StaticEnum', 'MultiEnum', 'StringPlusClob'].map(
    (name) => [`Data:${name}`, 'string'] as const,
  ),
  ['Data:HtmlStringPlusClob', 'string'],
  ['ForeignKey:EntityId', 'string'],
  ['ExternalForeignKey:ExternalId', 'string'],
  ['Data:Currency', 'double'],
  ['Data:Double', 'double'],
  ['Data:Percent', 'double'],
  ['Data:Integer', 'int'],
  ['Data:Boolean', 'boolean'],
  ['Data:DateTime', 'long'],
  ['CreatedDate:DateTime', 'long'],
  ['Data:DateOnly', 'long'],
  ['Data:TimeOnly', 'long'],
];

const compounds: Readonly<Record<string, readonly string[]>> = {
  Address: [
    'Street',
    'City',
    'State',
    'PostalCode',
    'Country',
    'StateCode',
    'CountryCode',
    'Latitude',
    'Xyz',
  ],
  PersonName: ['Salutation', 'FirstName', 'LastName', 'MiddleName', 'Suffix'],
  Switchable_PersonName: ['Salutation', 'FirstName', 'LastName'],
  Location: ['Latitude', 'Longitude'],
};

// One choice a field; records get their parts and their definition when the schema is put together.
const plainField = fc.record({
  kind: fc.constant('plain' as const),
  doc: fc.constantFrom(...docs),
  custom: fc.boolean(),
});
const compoundField = fc.record({
  kind: fc.constant('compound' as const),
  name: fc.constantFrom(...Object.keys(compounds)),
  /** How the union is written; two of them have a text beside the record. */
  union: fc.constantFrom('null,R', 'R,null', 'string,R', 'null,string,R'),
  fullName: fc.boolean(),
});

const schemas: fc.Arbitrary<RecordSchema> = fc
  .record({
    fields: fc.array(fc.oneof({ weight: 3, arbitrary: plainField }, compoundField), {
      minLength: 1,
      maxLength: 40,
    }),
    partCounts: fc.record(
      Object.fromEntries(
        Object.entries(compounds).map(([name, parts]) => [name, fc.integer({ min: 1, max: parts.length })]),
      ),
    ),
  })
  .map(({ fields, partCounts }) => {
    const defined = new Set<string>();
    const toCompound = (name: string, fullName: boolean): Schema => {
      if (defined.has(name)) return fullName ? `com.sforce.eventbus.${name}` : name;
      defined.add(name);
      const parts = compounds[name]!.slice(0, partCounts[name]).map((part) => {
        const type = /itude$/.test(part) ? 'double' : 'string';
        return { name: part, type: ['null', type] };
      });
      return { type: 'record', name, fields: parts };
    };
    const body = fields.map((field, index) => {
      const name = `Field${index}__c`;
      if (field.kind === 'plain') {
        const [doc, avro] = field.doc;
        return { name, type: ['null', avro], doc: field.custom ? `${doc}:00N0000000000${index}` : doc };
      }
      const record = toCompound(field.name, field.fullName);
      const type = field.union.split(',').map((branch) => (branch === 'R' ? record : branch));
      return { name, type, doc: `Data:${field.name}` };
    });
    const first = { name: 'ChangeEventHeader', type: header, doc: 'Data:ComplexValueType' };
    return {
      type: 'record',
      name: 'ThingChangeEvent',
      namespace: 'com.sforce.eventbus',
      fields: [first, ...body],
    };
  });

const anyLong = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.integer({ min: -70, max: 70 }).map(BigInt),
  fc.constantFrom(2n ** 53n - 1n, 2n ** 53n, -(2n ** 53n), 1_745_500_706_683_617_281n),
);
// Midnights of the years that Salesforce can hold.
const anyDate = fc.integer({ min: -98_615, max: 741_460 }).map((day) => BigInt(day) * 86_400_000n);

const toBytes = (value: bigint): Buffer => {
  let rest = value >= 0n ? value * 2n : -value * 2n - 1n;
  const bytes: number[] = [];
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]);
};
const textBytes = (text: string) => {
  const utf8 = Buffer.from(text, 'utf8');
  return Buffer.concat([toBytes(BigInt(utf8.length)), utf8]);
};
const doubleBytes = (value: number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
};

/** An array as one block, or as blocks of one item that say their size; both are allowed. */
const arrayBytes = (items: readonly string[], sized: boolean): Buffer => {
  const encoded = items.map(textBytes);
  const blocks = sized
    ? encoded.map((item) => Buffer.concat([toBytes(-1n), toBytes(BigInt(item.length)), item]))
    : encoded.length === 0
      ? []
      : [toBytes(BigInt(encoded.length)), ...encoded];
  return Buffer.concat([...blocks, toBytes(0n)]);
};

/** Bytes of any value of a type; `records` are the compounds that were defined before. */
function anyValue(
  type: Schema,
  doc: string,
  records: ReadonlyMap<string, RecordSchema>,
): fc.Arbitrary<Buffer> {
  if (typeof type !== 'string') {
    if (Array.isArray(type)) {
      const branches = (type as Schema[]).map((branch, index) =>
        anyValue(branch, doc, records).map((bytes) => Buffer.concat([toBytes(BigInt(index)), bytes])),
      );
      return fc.oneof(...branches);
    }
    const parts = (type as RecordSchema).fields.map((part) => anyValue(part.type, '', records));
    return fc.tuple(...parts).map((bytes) => Buffer.concat(bytes));
  }
  switch (type) {
    case 'null':
      return fc.constant(Buffer.alloc(0));
    case 'string':
      return fc.string({ unit: 'grapheme' }).map(textBytes);
    case 'double':
      return fc.double().map(doubleBytes);
    case 'int':
      return fc.integer().map((value) => toBytes(BigInt(value)));
    case 'boolean':
      return fc.boolean().map((value) => Buffer.from([value ? 1 : 0]));
    case 'long':
      return (doc.includes(':DateOnly') ? anyDate : anyLong).map(toBytes);
    default:
      return anyValue(records.get(type.split('.').at(-1)!)!, doc, records);
  }
}

/** Bitmaps of any fields and parts: a top-level one, those of compounds, both, or neither. */
function anyBitmaps(
  schema: RecordSchema,
  records: ReadonlyMap<string, RecordSchema>,
): fc.Arbitrary<string[]> {
  const toHex = (bits: bigint) => {
    const digits = bits.toString(16).toUpperCase();
    return `0x${digits.length % 2 === 0 ? digits : `0${digits}`}`;
  };
  const any = (size: number) => fc.bigInt({ min: 0n, max: 2n ** BigInt(size) - 1n });
  // Bit 0 is the header's, which never changes; bits beyond the last field mean nothing.
  const top = any(schema.fields.length + 1).map((bits) => ({ prefix: '', bits: bits & ~1n }));
  const ofCompounds = schema.fields.flatMap((field, index) => {
    const record = index === 0 ? undefined : recordIn(field.type, records);
    return record ? [any(record.fields.length).map((bits) => ({ prefix: `${index}-`, bits }))] : [];
  });
  return fc
    .tuple(top, ...ofCompounds)
    .map((maps) => maps.filter(({ bits }) => bits > 0n).map(({ prefix, bits }) => prefix + toHex(bits)));
}

function recordIn(type: Schema, records: ReadonlyMap<string, RecordSchema>): RecordSchema | undefined {
  const branches = (Array.isArray(type) ? type : [type]) as Schema[];
  return branches
    .map((branch) =>
      typeof branch === 'string' ? records.get(branch.split('.').at(-1)!) : (branch as RecordSchema),
    )
    .find((branch) => branch?.type === 'record');
}

function recordsOf(schema: RecordSchema): Map<string, RecordSchema> {
  const records = new Map<string, RecordSchema>();
  for (const field of schema.fields.slice(1)) {
    const record = recordIn(field.type, records);
    if (record) records.set(record.name, record);
  }
  return records;
}

/** Any event of any schema that Change Data Capture may have. */
export const arbitraryEvent: fc.Arbitrary<ArbitraryEvent> = schemas.chain((schema) => {
  const records = recordsOf(schema);
  const text = fc.string({ maxLength: 20 });
  const bitmaps = anyBitmaps(schema, records);
  return fc
    .record({
      texts: fc.tuple(text, text, text, text),
      recordIds: fc.array(text, { maxLength: 6 }),
      changeType: fc.integer({ min: 0, max: changeTypes.length - 1 }),
      sequenceNumber: fc.integer(),
      commitTimestamp: anyLong,
      commitNumber: anyLong,
      masks: fc.tuple(bitmaps, bitmaps, bitmaps),
      sized: fc.boolean(),
      body: fc.tuple(
        ...schema.fields.slice(1).map((field) => anyValue(field.type, field.doc ?? '', records)),
      ),
    })
    .map((event) => {
      const [entity, origin, transaction, user] = event.texts.map(textBytes) as [
        Buffer,
        Buffer,
        Buffer,
        Buffer,
      ];
      const head = [
        entity,
        arrayBytes(event.recordIds, event.sized),
        toBytes(BigInt(event.changeType)),
        origin,
        transaction,
        toBytes(BigInt(event.sequenceNumber)),
        toBytes(event.commitTimestamp),
        toBytes(event.commitNumber),
        user,
        ...event.masks.map((mask) => arrayBytes(mask, event.sized)),
      ];
      const { commitNumber, recordIds } = event;
      return { schema, payload: Buffer.concat([...head, ...event.body]), commitNumber, recordIds };
    });
});
