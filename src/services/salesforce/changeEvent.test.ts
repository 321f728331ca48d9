import avro from 'avsc';
import { describe, expect, it } from 'vitest';
import { SetupError, TransientError } from '../../errors.ts';
import { compileSchema } from './avro.ts';
import { decodeBitmap } from './bitmap.ts';
import { type ChangeEvent, DecodeError, decodeChangeEvent, type RawEvent } from './changeEvent.ts';
import { decodeEvents, openSchemaCache } from './schemaCache.ts';

const text = ['null', 'string'];
const field = (name: string, type: unknown, doc: string) => ({
  name,
  type,
  doc,
  ...((type as unknown[])[0] === 'null' && { default: null }),
});
const record = (name: string, parts: string[], type: unknown = text) => ({
  type: 'record',
  name,
  fields: parts.map((part) => ({ name: part, type, default: null })),
});

const stringArray = { type: 'array', items: 'string' };
const changeTypes =
  'CREATE UPDATE DELETE UNDELETE GAP_CREATE GAP_UPDATE GAP_DELETE GAP_UNDELETE GAP_OVERFLOW SNAPSHOT';
const header = {
  name: 'ChangeEventHeader',
  doc: 'Data:ComplexValueType',
  type: {
    type: 'record',
    name: 'ChangeEventHeader',
    fields: [
      { name: 'entityName', type: 'string' },
      { name: 'recordIds', type: stringArray },
      { name: 'changeType', type: { type: 'enum', name: 'ChangeType', symbols: changeTypes.split(' ') } },
      { name: 'changeOrigin', type: 'string' },
      { name: 'transactionKey', type: 'string' },
      { name: 'sequenceNumber', type: 'int' },
      { name: 'commitTimestamp', type: 'long' },
      { name: 'commitNumber', type: 'long' },
      { name: 'commitUser', type: 'string' },
      { name: 'nulledFields', type: stringArray },
      { name: 'diffFields', type: stringArray },
      { name: 'changedFields', type: stringArray },
    ],
  },
};

const schemaOf = (entity: string, fields: unknown[]) => ({
  type: 'record',
  name: `${entity}ChangeEvent`,
  namespace: 'com.sforce.eventbus',
  fields: [header, ...fields],
});

const address = record('Address', ['Street', 'City', 'State', 'PostalCode', 'Country']);
const personName = record('PersonName', ['Salutation', 'FirstName', 'LastName']);
const switchable = record('Switchable_PersonName', ['Salutation', 'FirstName', 'LastName']);

// The positions of the documented vectors: 4 BillingAddress, 11 Industry, 16 Description, 22 LastModifiedDate.
const accountSchema = schemaOf('Account', [
  field('Name', ['null', 'string', switchable], 'Data:Switchable_PersonName'),
  field('Type', text, 'Data:DynamicEnum'),
  field('ParentId', text, 'ForeignKey:EntityId'),
  field('BillingAddress', ['null', address], 'Data:Address'),
  field('ShippingAddress', ['null', 'Address'], 'Data:Address'),
  ...['Phone', 'Fax', 'AccountNumber', 'Website', 'Sic', 'Industry'].map((n) => field(n, text, 'Data:Text')),
  field('AnnualRevenue', ['null', 'double'], 'Data:Currency'),
  field('NumberOfEmployees', ['null', 'int'], 'Data:Integer'),
  ...['Ownership', 'TickerSymbol', 'Description', 'Rating', 'Site'].map((n) => field(n, text, 'Data:Text')),
  field('OwnerId', text, 'ForeignKey:EntityId'),
  field('CreatedDate', ['null', 'long'], 'CreatedDate:DateTime'),
  field('CreatedById', text, 'ForeignKey:EntityId'),
  field('LastModifiedDate', ['null', 'long'], 'Data:DateTime'),
]);

const contactSchema = schemaOf('Contact', [
  field('AccountId', text, 'ForeignKey:EntityId'),
  field('Name', ['null', personName], 'Data:PersonName'),
  field('OtherAddress', ['null', address], 'Data:Address'),
  field('MailingAddress', ['null', 'Address'], 'Data:Address'),
  field(
    'Home__c',
    [record('Location', ['Latitude', 'Longitude'], ['null', 'double']), 'null'],
    'Data:Location:00N',
  ),
  field('Birthdate', ['null', 'long'], 'Data:DateOnly'),
  field('Renewal__c', ['null', 'long'], 'Data:DateOnly:00NDp00000BbvCb'),
  field('HasOptedOutOfEmail', ['null', 'boolean'], 'Data:Boolean'),
  field('LastModifiedDate', ['null', 'long'], 'Data:DateTime'),
  field('Big__c', ['null', 'long'], 'Data:Integer'),
]);

const zigzag = (value: number | bigint) => {
  let rest = BigInt.asUintN(64, (BigInt(value) << 1n) ^ (BigInt(value) >> 63n));
  const bytes: number[] = [];
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]);
};
const long = avro.types.LongType.__with(
  {
    fromBuffer: () => 0,
    toBuffer: zigzag,
    fromJSON: (value: unknown) => value,
    toJSON: (value: unknown) => value,
    isValid: (value: unknown) => typeof value === 'number' || typeof value === 'bigint',
    compare: () => 0,
  },
  true,
);

const baseHeader = {
  entityName: 'Account',
  recordIds: ['001xx000003DGb2AAG'],
  changeType: 'UPDATE',
  changeOrigin: 'com/salesforce/api/soap/60.0;client=SfdcInternalAPI/',
  transactionKey: '00006bec-ce66-0611-9018-30a98446c9f2',
  sequenceNumber: 1,
  commitTimestamp: 1708058728000,
  commitNumber: 1652977933433528300n,
  commitUser: '005xx000001SwiUAAS',
  nulledFields: [],
  diffFields: [],
  changedFields: [],
};

function decode(schema: unknown, head: object, body: object): ChangeEvent {
  const type = avro.Type.forSchema(schema as avro.Schema, { registry: { long }, wrapUnions: 'auto' });
  const payload = type.toBuffer({ ChangeEventHeader: { ...baseHeader, ...head }, Home__c: null, ...body });
  return decodeChangeEvent(compileSchema('s1', JSON.stringify(schema)), toRaw(payload));
}

const toRaw = (payload: Buffer, schemaId = 's1'): RawEvent => ({
  id: 'event-1',
  schemaId,
  payload,
  replayId: Buffer.from([0, 0, 0, 0, 0, 0x10, 0xdb, 0x4d, 0, 0]),
});

describe('bitmaps', () => {
  const account = compileSchema('s', JSON.stringify(accountSchema)).fields;
  const contact = compileSchema('s', JSON.stringify(contactSchema)).fields;

  it('decodes the vectors of the guide', () => {
    expect(decodeBitmap(account, ['0x400800'])).toEqual(['Industry', 'LastModifiedDate']);
    expect(decodeBitmap(account, ['0x400000', '4-0x01'])).toEqual([
      'LastModifiedDate',
      'BillingAddress.Street',
    ]);
    expect(decodeBitmap(account, ['0x410000'])).toEqual(['Description', 'LastModifiedDate']);
    expect(decodeBitmap(account, ['0x010000'])).toEqual(['Description']);
    expect(decodeBitmap(account, [])).toEqual([]);
  });

  it('decodes the lead conversion vector', () => {
    const lead =
      'ChangeEventHeader Name Title Company Address Phone MobilePhone Fax Email Website Description LeadSource Status ' +
      'Industry Rating AnnualRevenue NumberOfEmployees OwnerId HasOptedOutOfEmail IsConverted ConvertedDate ' +
      'ConvertedAccountId ConvertedContactId ConvertedOpportunityId IsUnreadByOwner CreatedDate CreatedById ' +
      'LastModifiedDate';
    const fields = lead
      .split(' ')
      .map((name) => ({ name, kind: 'plain' as const, parts: [], wrapped: false }));
    expect(decodeBitmap(fields, ['0x08F81000'])).toEqual([
      'Status',
      'IsConverted',
      'ConvertedDate',
      'ConvertedAccountId',
      'ConvertedContactId',
      'ConvertedOpportunityId',
      'LastModifiedDate',
    ]);
  });

  it('takes a compound element that comes first or alone', () => {
    expect(decodeBitmap(contact, ['4-0x12'])).toEqual(['MailingAddress.City', 'MailingAddress.Country']);
    expect(decodeBitmap(contact, ['4-0x02', '0x0200'])).toEqual(['MailingAddress.City', 'LastModifiedDate']);
  });

  it('gives each name once, however often its bit is set', () => {
    expect(decodeBitmap(account, ['0x0800', '0x400800', '4-0x01', '4-0X01'])).toEqual([
      'Industry',
      'LastModifiedDate',
      'BillingAddress.Street',
    ]);
  });

  it('finds parts through references by name and every form of union', () => {
    expect(decodeBitmap(account, ['1-0x04', '5-0x02'])).toEqual(['Name.LastName', 'ShippingAddress.City']);
    expect(decodeBitmap(contact, ['2-0x06', '5-0x01'])).toEqual([
      'Name.FirstName',
      'Name.LastName',
      'Home__c.Latitude',
    ]);
  });

  it('reads lower-case digits, odd lengths and bits beyond the schema as the algorithm says', () => {
    expect(decodeBitmap(account, ['0x0c0000'])).toEqual(decodeBitmap(account, ['0x0C0000']));
    expect(decodeBitmap(account, ['0x800'])).toEqual(['Industry']);
    expect(decodeBitmap(account, ['0xff00000000000800'])).toEqual(['Industry']);
    expect(decodeBitmap(account, ['0x01'])).toEqual([]);
  });

  it('refuses what is no bitmap', () => {
    for (const bad of ['', '400800', '0x', '0xzz', '4-', '99-0x01', '6-0x01', 'x-0x01']) {
      expect(() => decodeBitmap(account, [bad]), bad).toThrow();
    }
  });
});

describe('change events', () => {
  it('keep 64-bit numbers whole and give other longs as numbers', () => {
    const event = decode(
      accountSchema,
      { changedFields: ['0x400800'] },
      {
        Industry: 'Energy',
        LastModifiedDate: 1708058728000,
      },
    );
    expect(event).toEqual({
      entity: 'Account',
      recordIds: ['001xx000003DGb2AAG'],
      changeType: 'UPDATE',
      changeOrigin: 'com/salesforce/api/soap/60.0;client=SfdcInternalAPI/',
      transactionKey: '00006bec-ce66-0611-9018-30a98446c9f2',
      sequenceNumber: 1,
      commitTimestamp: 1708058728000,
      commitNumber: 1652977933433528300n,
      commitUser: '005xx000001SwiUAAS',
      values: { Industry: 'Energy', LastModifiedDate: 1708058728000 },
      changedFields: ['Industry', 'LastModifiedDate'],
      nulledFields: [],
      diffFields: [],
    });
  });

  it('take the longs at every edge of their encoding', () => {
    const edges = [0, -1, 1, 63, -64, 64, 2 ** 31, -(2 ** 31), 2 ** 48, 2 ** 49 - 1, Number.MAX_SAFE_INTEGER];
    for (const value of [...edges, Number.MIN_SAFE_INTEGER]) {
      expect(decode(contactSchema, {}, { Big__c: value }).values.Big__c).toBe(value);
      expect(decode(contactSchema, { commitNumber: value }, {}).commitNumber).toBe(BigInt(value));
    }
    for (const value of [2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n]) {
      expect(decode(contactSchema, { commitNumber: value }, {}).commitNumber).toBe(value);
      expect(decode(contactSchema, {}, { Big__c: value }).values.Big__c).toBe(value);
    }
  });

  it('give dates as days, compounds as objects and leave nulls out', () => {
    const event = decode(
      contactSchema,
      { changeType: 'CREATE', entityName: 'Contact' },
      {
        Name: { FirstName: 'Ada', LastName: 'Example' },
        MailingAddress: { City: 'Berlin' },
        Home__c: { Latitude: 52.5 },
        Birthdate: 1653955200000,
        Renewal__c: -86400000,
        HasOptedOutOfEmail: false,
      },
    );
    expect(event.values).toEqual({
      Name: { FirstName: 'Ada', LastName: 'Example' },
      MailingAddress: { City: 'Berlin' },
      Home__c: { Latitude: 52.5 },
      Birthdate: '2022-05-31',
      Renewal__c: '1969-12-31',
      HasOptedOutOfEmail: false,
    });
  });

  it('take an account name that is a text or a person', () => {
    expect(decode(accountSchema, {}, { Name: 'Acme' }).values).toEqual({ Name: 'Acme' });
    const person = { FirstName: 'Ada', LastName: 'Example' };
    expect(decode(accountSchema, {}, { Name: person }).values).toEqual({ Name: person });
  });

  it('tell what was nulled, and never give a diff as if it were the text', () => {
    const head = {
      changedFields: ['0x410800'],
      nulledFields: ['0x000800', '4-0x02'],
      diffFields: ['0x010000'],
    };
    const event = decode(accountSchema, head, { Description: '--- \n+++ 5a\n@@ -1 +1 @@' });
    expect(event.nulledFields).toEqual(['Industry', 'BillingAddress.City']);
    expect(event.diffFields).toEqual(['Description']);
    expect(event.values).toEqual({});
  });

  it('take a schema with other attributes, wrapped types, and a header without what may be missing', () => {
    const optional = new Set(['changeOrigin', 'nulledFields', 'diffFields']);
    const bare = header.type.fields.filter(({ name }) => !optional.has(name));
    const schemaWith = (around: (type: unknown) => unknown) => ({
      ...{ ...accountSchema, uuid: 'a01VpgrsZNJdn-7KStJcxQ', doc: 'x', aliases: ['Old'], order: 'ignore' },
      fields: [
        { ...header, type: { ...header.type, fields: bare } },
        { name: 'Name', type: ['string', 'null'].map(around) },
        { ...field('BillingAddress', ['null', around(address)], 'Data:Address'), 'x-note': [1] },
        field('ShippingAddress', ['null', 'com.sforce.eventbus.Address'], 'Data:Address'),
      ],
    });
    const head = { ...baseHeader, changedFields: ['0x02', '2-0x02', '3-0x01'] };
    const body = { Name: 'Acme', BillingAddress: { City: 'Berlin' }, ShippingAddress: { Street: 'Main' } };
    const plain = avro.Type.forSchema(schemaWith((type) => type) as unknown as avro.Schema, {
      registry: { long },
    });
    const dressed = schemaWith((type) => ({ type, logicalType: 'of-tomorrow', 'x-origin': { a: 1 } }));
    const event = decodeChangeEvent(
      compileSchema('s1', JSON.stringify(dressed)),
      toRaw(plain.toBuffer({ ChangeEventHeader: head, ...body })),
    );
    expect(event).toMatchObject({ changeOrigin: '', nulledFields: [], diffFields: [], values: body });
    expect(event.changedFields).toEqual(['Name', 'BillingAddress.City', 'ShippingAddress.Street']);
  });

  it('take gap events, wildcards and overflow', () => {
    const gap = decode(accountSchema, { changeType: 'GAP_UPDATE', recordIds: ['001A', '001B'] }, {});
    expect(gap).toMatchObject({ changeType: 'GAP_UPDATE', recordIds: ['001A', '001B'], values: {} });
    expect(decode(accountSchema, { recordIds: ['001*'] }, {}).recordIds).toEqual(['001*']);
  });
});

describe('payloads that cannot be understood', () => {
  const schema = compileSchema('s1', JSON.stringify(contactSchema));
  const bad = ['', 'garbage', 'not avro at all, only a text that somebody published'];

  it.each(bad)('give a DecodeError with the key: %j', (payload) => {
    const run = () => decodeChangeEvent(schema, toRaw(Buffer.from(payload)));
    expect(run).toThrow(DecodeError);
    expect(run).toThrow(expect.objectContaining({ key: 'event-1' }));
  });

  // An array that claims a hundred million items once took the process's memory with it.
  it('do not allocate what an array only claims to hold', () => {
    const claim = Buffer.concat([Buffer.from([2, 65]), zigzag(100_000_000), Buffer.alloc(8)]);
    expect(() => decodeChangeEvent(schema, toRaw(claim))).toThrow(/longer than its payload/);
  });

  it('stay single: the batch goes on around them', async () => {
    const type = avro.Type.forSchema(contactSchema as unknown as avro.Schema, { registry: { long } });
    const good = type.toBuffer({ ChangeEventHeader: baseHeader, AccountId: '001', Home__c: null });
    const cache = openSchemaCache(async (id) => {
      if (id === 'foreign') throw new SetupError('protocol_refused');
      return id === 'broken' ? '{"type":"nonsense"}' : JSON.stringify(contactSchema);
    });
    const events = [
      toRaw(good),
      toRaw(Buffer.from('x')),
      toRaw(good, 'foreign'),
      toRaw(good, 'broken'),
      toRaw(good, 's2'),
    ];
    const results = await decodeEvents(cache, events);
    expect(results.map((result) => result instanceof DecodeError)).toEqual([false, true, true, true, false]);
  });
});

describe('the schema cache', () => {
  const json = JSON.stringify(contactSchema);

  it('has one fetch in flight for an id and forgets failures', async () => {
    let fetches = 0;
    const cache = openSchemaCache(async () => {
      fetches += 1;
      if (fetches === 1) throw new TransientError('fast', 'salesforce_unavailable');
      return json;
    });
    const first = await Promise.allSettled([cache.get('a'), cache.get('a')]);
    expect(first.map((result) => result.status)).toEqual(['rejected', 'rejected']);
    const [one, two] = await Promise.all([cache.get('a'), cache.get('a')]);
    expect(one).toBe(two);
    expect(cache.peek('a')).toBe(one);
    expect(fetches).toBe(2);
  });

  it('is bounded', async () => {
    const cache = openSchemaCache(async () => json, 2);
    for (const id of ['a', 'b', 'c']) await cache.get(id);
    expect(['a', 'b', 'c'].map((id) => cache.peek(id) !== undefined)).toEqual([false, true, true]);
  });
});
