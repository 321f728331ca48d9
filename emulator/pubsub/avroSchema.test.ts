import { describe, expect, it } from 'vitest';
import { ACCOUNT, CONTACT, OPPORTUNITY } from '../../test/helpers/fixtureOrg.ts';
import { toEventName, toEventSchema } from './avroSchema.ts';

interface Field {
  name: string;
  type: unknown;
  doc?: string;
  default?: unknown;
}

const fieldsOf = (def: typeof ACCOUNT): Field[] => JSON.parse(toEventSchema(def).json).fields;
const fieldOf = (def: typeof ACCOUNT, name: string) => fieldsOf(def).find((field) => field.name === name);

describe('the schema of a change event', () => {
  it('is a record in the namespace of the event bus, named after its object', () => {
    const { fields: _, ...root } = JSON.parse(toEventSchema(ACCOUNT).json);
    expect(root).toEqual({ type: 'record', name: 'AccountChangeEvent', namespace: 'com.sforce.eventbus' });
    expect(toEventName('Foo__c')).toBe('Foo__ChangeEvent');
  });

  it('has the header at position 0, not nullable, with its twelve fields in order', () => {
    const header = fieldsOf(ACCOUNT)[0] as Field & { type: { name: string; fields: Field[] } };
    expect(header).toMatchObject({ name: 'ChangeEventHeader', doc: 'Data:ComplexValueType' });
    expect(header).not.toHaveProperty('default');
    expect(header.type.name).toBe('ChangeEventHeader');
    expect(header.type.fields.map((field) => field.name).join(' ')).toBe(
      'entityName recordIds changeType changeOrigin transactionKey sequenceNumber commitTimestamp ' +
        'commitNumber commitUser nulledFields diffFields changedFields',
    );
    expect(header.type.fields[2]?.type).toMatchObject({
      name: 'ChangeType',
      symbols: expect.arrayContaining(['UNDELETE', 'GAP_OVERFLOW', 'SNAPSHOT']),
    });
  });

  it('lists the fields in the order of the object, without those that events never carry', () => {
    const names = fieldsOf(ACCOUNT).map((field) => field.name);
    expect([names[1], names[4], names[11], names[16], names[22]]).toEqual([
      'Name',
      'BillingAddress',
      'Industry',
      'Description',
      'LastModifiedDate',
    ]);
    for (const name of ['Id', 'SystemModstamp', 'IsDeleted', 'BillingCity'])
      expect(names).not.toContain(name);
  });

  it('makes every field nullable and says its Salesforce type', () => {
    expect(fieldOf(OPPORTUNITY, 'Amount')).toEqual({
      name: 'Amount',
      type: ['null', 'double'],
      doc: 'Data:Currency',
      default: null,
    });
    const told = ['CloseDate', 'StageName', 'IsPrivate', 'AccountId', 'Description', 'CreatedDate'].map(
      (name) => [fieldOf(OPPORTUNITY, name)?.type, fieldOf(OPPORTUNITY, name)?.doc].flat().join(' '),
    );
    expect(told).toEqual([
      'null long Data:DateOnly',
      'null string Data:DynamicEnum',
      'null boolean Data:Boolean',
      'null string ForeignKey:EntityId',
      'null string Data:StringPlusClob',
      'null long CreatedDate:DateTime',
    ]);
  });

  it('spells a compound record out at its first use and names it afterwards', () => {
    const [, address] = fieldOf(CONTACT, 'OtherAddress')!.type as [string, { name: string; fields: Field[] }];
    expect(address.name).toBe('Address');
    expect(address.fields[0]).toEqual({ name: 'Street', type: ['null', 'string'], default: null });
    expect(address.fields.at(-3)).toEqual({ name: 'Latitude', type: ['null', 'double'], default: null });
    expect(fieldOf(CONTACT, 'MailingAddress')).toMatchObject({
      type: ['null', 'Address'],
      doc: 'Data:Address',
    });
    expect(fieldOf(CONTACT, 'Name')).toMatchObject({
      type: ['null', { type: 'record', name: 'PersonName' }],
      doc: 'Data:PersonName',
    });
    expect(fieldOf(CONTACT, 'FirstName')).toBeUndefined();
  });

  it('lets the name of an account be a text or a person in an org with person accounts', () => {
    const name = CONTACT.fields.find((field) => field.name === 'Name')!;
    const fields = ACCOUNT.fields.map((field) => (field.name === 'Name' ? name : field));
    expect(fieldOf({ ...ACCOUNT, fields }, 'Name')).toMatchObject({
      type: ['null', 'string', { type: 'record', name: 'Switchable_PersonName' }],
      doc: 'Data:Switchable_PersonName',
    });
  });

  it('has a new id as soon as the object has a new field, and only then', () => {
    const fields = [
      ...OPPORTUNITY.fields,
      {
        name: 'Level__c',
        label: 'Level',
        type: 'picklist',
        fieldId: '00NAC0000000001AAA',
      } as const,
    ];
    const before = toEventSchema(OPPORTUNITY);
    expect(before.id).toMatch(/^[\w-]{22}$/);
    expect(toEventSchema({ ...OPPORTUNITY }).id).toBe(before.id);
    expect(toEventSchema({ ...OPPORTUNITY, fields }).id).not.toBe(before.id);
    expect(fieldOf({ ...OPPORTUNITY, fields }, 'Level__c')?.doc).toBe('Data:DynamicEnum:00NAC0000000001');
  });
});
