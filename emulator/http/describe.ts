import type { ChildRelationship } from '../org/objects/children.ts';
import { compoundOf } from '../org/objects/index.ts';
import type { ObjectAccess } from '../org/permissions.ts';
import type { FieldDef, ObjectDef } from '../org/types.ts';
import { isGroupable } from '../soql/aggregate.ts';
import { visibleFields } from '../soql/render.ts';

const SOAP_TYPES: Readonly<Record<string, string>> = {
  id: 'tns:ID',
  reference: 'tns:ID',
  boolean: 'xsd:boolean',
  int: 'xsd:int',
  double: 'xsd:double',
  currency: 'xsd:double',
  percent: 'xsd:double',
  date: 'xsd:date',
  datetime: 'xsd:dateTime',
  address: 'urn:address',
  base64: 'xsd:base64Binary',
  anyType: 'xsd:anyType',
};

/** The short form of an object, as the list of all objects has it. */
export function describeSummary(def: ObjectDef, access: ObjectAccess, base: string) {
  const url = `${base}/sobjects/${def.name}`;
  const edits = def.writeable && access.edit;
  return {
    activateable: false,
    createable: edits,
    custom: false,
    customSetting: false,
    deletable: edits,
    deprecatedAndHidden: false,
    feedEnabled: false,
    hasSubtypes: false,
    isInterface: false,
    isSubtype: false,
    keyPrefix: def.keyPrefix,
    label: def.label,
    labelPlural: def.labelPlural,
    layoutable: def.writeable,
    mergeable: false,
    mruEnabled: false,
    name: def.name,
    queryable: true,
    replicateable: def.replicateable,
    retrieveable: true,
    searchable: def.writeable,
    triggerable: def.writeable,
    undeletable: edits,
    updateable: edits,
    urls: { rowTemplate: `${url}/{ID}`, describe: `${url}/describe`, sobject: url },
  };
}

/** `/sobjects/X/describe`: the summary and every field that the user may see. */
export function describeObject(
  def: ObjectDef,
  access: ObjectAccess,
  hidden: ReadonlySet<string>,
  base: string,
  children: readonly ChildRelationship[],
) {
  return {
    actionOverrides: [],
    childRelationships: children.map(describeChild),
    compactLayoutable: def.writeable,
    ...describeSummary(def, access, base),
    fields: visibleFields(def, hidden).map((field) => describeField(def, field)),
    namedLayoutInfos: [],
    networkScopeFieldName: null,
    recordTypeInfos: [],
    sobjectDescribeOption: 'FULL',
    supportedScopes: [{ label: `All ${def.labelPlural.toLowerCase()}`, name: 'everything' }],
  };
}

function describeChild({ name, child, field }: ChildRelationship) {
  return {
    cascadeDelete: false,
    childSObject: child,
    deprecatedAndHidden: false,
    field,
    junctionIdListNames: [],
    junctionReferenceTo: [],
    relationshipName: name,
    restrictedDelete: false,
  };
}

function describeField(def: ObjectDef, field: FieldDef) {
  const compound = compoundOf(def, field.name);
  const long = field.type === 'textarea' && (field.length ?? 0) > 255;
  const number = ['double', 'currency', 'percent'].includes(field.type);
  const updateable = def.writeable && (field.updateable ?? true) && !field.parts;
  const length = number || field.type === 'int' ? 0 : (field.length ?? 0);
  return {
    aggregatable: !long && field.type !== 'address',
    autoNumber: field.name === 'CaseNumber',
    byteLength: length * 3,
    calculated: false,
    compoundFieldName: compound?.parent.name ?? null,
    createable: def.writeable && (field.createable ?? updateable) && !field.parts,
    custom: field.fieldId !== undefined,
    defaultValue: field.defaultValue ?? null,
    defaultedOnCreate: field.defaultValue !== undefined || field.type === 'boolean',
    deprecatedAndHidden: false,
    digits: field.type === 'int' ? 8 : 0,
    externalId: false,
    filterable: !long && !unfiltered.has(field.type),
    groupable: isGroupable(field),
    idLookup: field.type === 'id',
    inlineHelpText: null,
    label: field.label,
    length,
    name: field.name,
    nameField: isNameField(def, field),
    nillable: field.nillable ?? true,
    permissionable: (field.nillable ?? true) && updateable,
    picklistValues: (field.picklist ?? []).map(({ value, label }) => ({
      active: true,
      defaultValue: value === field.defaultValue,
      label,
      validFor: null,
      value,
    })),
    polymorphicForeignKey: (field.referenceTo?.length ?? 0) > 1,
    precision: number ? 18 : 0,
    queryByDistance: field.type === 'address',
    referenceTo: field.referenceTo ?? [],
    relationshipName: field.relationshipName ?? null,
    restrictedPicklist: false,
    scale: number ? 2 : 0,
    soapType: SOAP_TYPES[field.type] ?? 'xsd:string',
    sortable: !long && field.type !== 'address',
    type: field.type === 'personname' ? 'string' : field.type,
    unique: field.name === 'CaseNumber' || field.name === 'Username',
    updateable,
  };
}

/** Types of fields that no filter takes. */
const unfiltered: ReadonlySet<string> = new Set(['address', 'anyType']);

const isNameField = (def: ObjectDef, { name }: FieldDef): boolean =>
  name === 'Name' ||
  name === 'CaseNumber' ||
  name === 'Subject' ||
  (name === 'Title' && !def.fields.some((each) => each.name === 'Name'));
