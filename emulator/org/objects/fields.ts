import type { FieldDef, FieldType, ObjectDef } from '../types.ts';

/** What a field may say beyond name, label and type. */
export type Extra = Omit<Partial<FieldDef>, 'name' | 'label' | 'type'>;

/** In REST only: never part of a change event. */
export const restOnly: Extra = { changeEvent: false };
/** Computed or stamped by the org; no caller may write it. */
export const readOnly: Extra = { updateable: false };
/** Stamped by the org and left out of change events. */
export const systemOnly: Extra = { changeEvent: false, updateable: false };

/** A field of any type. */
export function field(name: string, label: string, type: FieldType, extra: Extra = {}): FieldDef {
  return { name, label, type, ...extra };
}

/** A text of at most `length` characters. */
export function text(name: string, label: string, length = 255, extra: Extra = {}): FieldDef {
  return field(name, label, 'string', { length, ...extra });
}

/** A picklist whose labels equal its values. */
export function picklist(
  name: string,
  label: string,
  values: readonly string[],
  extra: Extra = {},
): FieldDef {
  const items = values.map((value) => ({ value, label: value }));
  return field(name, label, 'picklist', { length: 255, picklist: items, ...extra });
}

/** A lookup; the relationship name is the field's without `Id`. */
export function reference(name: string, label: string, to: readonly string[], extra: Extra = {}): FieldDef {
  return field(name, label, 'reference', {
    length: 18,
    referenceTo: to,
    relationshipName: name.replace(/Id$/, ''),
    ...extra,
  });
}

export function flag(name: string, label: string, extra: Extra = {}): FieldDef {
  return field(name, label, 'boolean', { defaultValue: false, nillable: false, ...extra });
}

/** The record id, first in describe and absent from event bodies. */
const idField = (label: string): FieldDef =>
  field('Id', `${label} ID`, 'id', { length: 18, nillable: false, ...systemOnly });

/** CreatedDate, CreatedById, LastModifiedDate, LastModifiedById in the order of every event body. */
export const auditFields: readonly FieldDef[] = [
  field('CreatedDate', 'Created Date', 'datetime', { ...readOnly, nillable: false }),
  reference('CreatedById', 'Created By ID', ['User'], { ...readOnly, nillable: false }),
  field('LastModifiedDate', 'Last Modified Date', 'datetime', { ...readOnly, nillable: false }),
  reference('LastModifiedById', 'Last Modified By ID', ['User'], { ...readOnly, nillable: false }),
];

/** SystemModstamp and IsDeleted: in REST, never in change events. */
const systemFields: readonly FieldDef[] = [
  field('SystemModstamp', 'System Modstamp', 'datetime', { ...systemOnly, nillable: false }),
  flag('IsDeleted', 'Deleted', systemOnly),
];

export const ownerField = (to: readonly string[] = ['User']): FieldDef =>
  reference('OwnerId', 'Owner ID', to, { nillable: false });

/** A compound address; its REST parts are `<prefix>Street` and so on. */
export function address(prefix: string, label: string): FieldDef {
  const part = (name: string, type: FieldType = 'string') => ({ name: `${prefix}${name}`, part: name, type });
  const parts = [
    part('Street', 'textarea'),
    part('City'),
    part('State'),
    part('PostalCode'),
    part('Country'),
    part('Latitude', 'double'),
    part('Longitude', 'double'),
    part('GeocodeAccuracy', 'picklist'),
  ];
  return field(`${prefix}Address`, label, 'address', { parts });
}

/** A person's name, made of Salutation, FirstName and LastName. */
export const personName: FieldDef = field('Name', 'Full Name', 'personname', {
  nillable: false,
  parts: [
    { name: 'Salutation', part: 'Salutation', type: 'picklist' },
    { name: 'FirstName', part: 'FirstName', type: 'string' },
    { name: 'LastName', part: 'LastName', type: 'string' },
  ],
});

type Head = Pick<ObjectDef, 'name' | 'label' | 'labelPlural' | 'keyPrefix'> & Partial<ObjectDef>;

/** Joins an object's own fields with its id, audit and system fields; `after` are the ones that follow the audit block. */
export function defineObject(
  head: Head,
  before: readonly FieldDef[],
  after: readonly FieldDef[] = [],
): ObjectDef {
  return defineWithoutAudit(head, [...before, ...auditFields, ...after]);
}

/** An object that has but some of the audit fields, named among its own, or none. */
export function defineWithoutAudit(head: Head, fields: readonly FieldDef[]): ObjectDef {
  return {
    hasChangeEvents: false,
    replicateable: true,
    writeable: true,
    ...head,
    fields: [idField(head.label), ...fields, ...systemFields],
  };
}

/** Set when the record is created, and never after. */
export const onCreate: Extra = { createable: true, updateable: false };

/** An object without audit columns, read only: setup tables such as Profile. */
export function defineSetupObject(head: Head, fields: readonly FieldDef[]): ObjectDef {
  const body = fields.map((each) => ({ ...each, updateable: false, changeEvent: false }));
  return {
    ...head,
    hasChangeEvents: false,
    replicateable: false,
    writeable: false,
    fields: [idField(head.label), ...body],
  };
}
