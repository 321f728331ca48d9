import { createHash } from 'node:crypto';
import avro from 'avsc';
import type { FieldDef, FieldType, ObjectDef } from '../org/types.ts';
import type { FieldPositions } from './bitmap.ts';

/** One body field of a change event, with what is needed to encode its REST-shaped value. */
export interface EventField {
  readonly name: string;
  readonly type: FieldType;
  readonly doc: string;
  /** Avro type: a primitive, or the name of the compound record. */
  readonly avroType: string;
  /** Of a compound field: name in the Avro record (`part`) and in `values` (`name`). */
  readonly parts?: readonly { readonly part: string; readonly name: string; readonly type: FieldType }[];
}

/** The compound type of an account's name: a text, or a person's name where the account is a person. */
export const SWITCHABLE_NAME = 'Switchable_PersonName';

/** The Avro schema of `<Entity>ChangeEvent` at one moment; `id` is a hash of its text. */
export interface EventSchema {
  readonly id: string;
  readonly json: string;
  readonly fields: readonly EventField[];
  readonly positions: FieldPositions;
  readonly type: avro.Type;
}

type AvroJson = string | { readonly [key: string]: unknown } | readonly AvroJson[];

const NAMESPACE = 'com.sforce.eventbus';
const CHANGE_TYPES = ['CREATE', 'UPDATE', 'DELETE', 'UNDELETE'];
const GAP_TYPES = ['GAP_CREATE', 'GAP_UPDATE', 'GAP_DELETE', 'GAP_UNDELETE', 'GAP_OVERFLOW', 'SNAPSHOT'];
const STRINGS = { type: 'array', items: 'string' };

const HEADER_FIELDS: readonly (readonly [string, AvroJson])[] = [
  ['entityName', 'string'],
  ['recordIds', STRINGS],
  ['changeType', { type: 'enum', name: 'ChangeType', symbols: [...CHANGE_TYPES, ...GAP_TYPES] }],
  ['changeOrigin', 'string'],
  ['transactionKey', 'string'],
  ['sequenceNumber', 'int'],
  ['commitTimestamp', 'long'],
  ['commitNumber', 'long'],
  ['commitUser', 'string'],
  ['nulledFields', STRINGS],
  ['diffFields', STRINGS],
  ['changedFields', STRINGS],
];

/** Salesforce's name of each type in a field's `doc`, and the Avro type that carries it. */
const TYPES: Record<FieldType, readonly [doc: string, avro: string]> = {
  id: ['ForeignKey:EntityId', 'string'],
  reference: ['ForeignKey:EntityId', 'string'],
  string: ['Data:Text', 'string'],
  textarea: ['Data:StringPlusClob', 'string'],
  picklist: ['Data:DynamicEnum', 'string'],
  multipicklist: ['Data:MultiEnum', 'string'],
  boolean: ['Data:Boolean', 'boolean'],
  int: ['Data:Integer', 'int'],
  double: ['Data:Double', 'double'],
  currency: ['Data:Currency', 'double'],
  percent: ['Data:Percent', 'double'],
  date: ['Data:DateOnly', 'long'],
  datetime: ['Data:DateTime', 'long'],
  email: ['Data:Email', 'string'],
  phone: ['Data:Phone', 'string'],
  url: ['Data:Url', 'string'],
  address: ['Data:Address', 'Address'],
  personname: ['Data:PersonName', 'PersonName'],
  // Contents of files never travel in events.
  base64: ['Data:Base64', 'string'],
  // Of history tables, which have no events.
  anyType: ['Data:Text', 'string'],
};

/** Standard fields whose `doc` says more than their describe type tells. */
const NAMED_DOCS: Readonly<Record<string, string>> = {
  CreatedDate: 'CreatedDate:DateTime',
  CleanStatus: 'Data:StaticEnum',
  ContactSource: 'Data:StaticEnum',
  JigsawCompanyId: 'ExternalForeignKey:ExternalId',
  JigsawContactId: 'ExternalForeignKey:ExternalId',
};

// A commit number is larger than a JavaScript number can hold exactly, so it alone comes as a BigInt.
const wholeLong = avro.types.LongType.__with({
  fromBuffer: (bytes: Buffer) => bytes.readBigInt64LE(),
  toBuffer: (value: bigint) => {
    const bytes = Buffer.allocUnsafe(8);
    bytes.writeBigInt64LE(value);
    return bytes;
  },
  fromJSON: BigInt,
  toJSON: Number,
  isValid: (value: unknown) => typeof value === 'bigint',
  compare: (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0),
});

/** Name of an object's change event: `Account` gives `AccountChangeEvent`, `Foo__c` `Foo__ChangeEvent`. */
export function toEventName(entity: string): string {
  return `${entity.endsWith('__c') ? entity.slice(0, -1) : entity}ChangeEvent`;
}

/**
 * Builds the schema of an object's change event as the Pub/Sub API serves it: the header first and not
 * nullable, then each field of the object as a union with null, compound records spelt out at their first
 * use and named afterwards. A new custom field gives a new text and so a new `id` (22 characters).
 */
export function toEventSchema(def: ObjectDef): EventSchema {
  const fields = toEventFields(def);
  const spelt = new Set<string>();
  const root = { type: 'record', name: toEventName(def.name), namespace: NAMESPACE };
  const body = fields.map((field) => toAvroField(field, spelt));
  const json = JSON.stringify({ ...root, fields: [header('long'), ...body] });
  const encoded = { ...root, fields: [header(wholeLong), ...body] } as avro.Schema;
  return {
    id: createHash('sha256').update(json).digest().subarray(0, 16).toString('base64url'),
    json,
    fields,
    positions: toPositions(fields),
    type: avro.Type.forSchema(encoded, { wrapUnions: false }),
  };
}

function toEventFields(def: ObjectDef): EventField[] {
  const partNames = new Set(def.fields.flatMap((field) => field.parts?.map((part) => part.name) ?? []));
  // One record type serves all fields of its name, so the first field decides which parts it has.
  const partsOf = new Map<string, readonly string[]>();
  return def.fields
    .filter((field) => field.changeEvent !== false && field.type !== 'id' && !partNames.has(field.name))
    .map((field) => {
      const avroType = avroTypeOf(def, field);
      const shape = { name: field.name, type: field.type, doc: docOf(field, avroType), avroType };
      if (!field.parts) return shape;
      const order = partsOf.get(avroType) ?? field.parts.map((part) => part.part);
      partsOf.set(avroType, order);
      return { ...shape, parts: order.flatMap((name) => field.parts!.filter((part) => part.part === name)) };
    });
}

function avroTypeOf(def: ObjectDef, field: FieldDef): string {
  return field.type === 'personname' && def.name === 'Account' ? SWITCHABLE_NAME : TYPES[field.type][1];
}

function docOf(field: FieldDef, avroType: string): string {
  const doc = field.parts ? `Data:${avroType}` : (NAMED_DOCS[field.name] ?? TYPES[field.type][0]);
  return field.fieldId ? `${doc}:${field.fieldId.slice(0, 15)}` : doc;
}

function header(commitNumberType: AvroJson | avro.Type): object {
  const fields = HEADER_FIELDS.map(([name, type]) => ({
    name,
    type: name === 'commitNumber' ? commitNumberType : type,
  }));
  return {
    name: 'ChangeEventHeader',
    type: { type: 'record', name: 'ChangeEventHeader', fields },
    doc: 'Data:ComplexValueType',
  };
}

function toAvroField(field: EventField, spelt: Set<string>): AvroJson {
  const own = field.parts && !spelt.has(field.avroType) ? compoundRecord(field) : field.avroType;
  const type = field.avroType === SWITCHABLE_NAME ? ['null', 'string', own] : ['null', own];
  if (field.parts) spelt.add(field.avroType);
  return { name: field.name, type, doc: field.doc, default: null };
}

function compoundRecord(field: EventField): AvroJson {
  const fields = field.parts?.map((part) => ({
    name: part.part,
    type: ['null', TYPES[part.type][1]],
    default: null,
  }));
  return { type: 'record', name: field.avroType, fields };
}

function toPositions(fields: readonly EventField[]): FieldPositions {
  return new Map(
    fields.map((field, index) => {
      const parts = field.parts && new Map(field.parts.map((part, bit) => [part.part, bit]));
      return [field.name, { index: index + 1, parts }];
    }),
  );
}
