import { SalesforceError } from './errors.ts';
import {
  field,
  flag,
  personName,
  picklist,
  readOnly,
  reference,
  systemOnly,
  text,
} from './objects/fields.ts';
import { historyTables, type TrackedObject } from './objects/histories.ts';
import { standardObjects } from './objects/index.ts';
import type { FieldTracking } from './tracking.ts';
import type { FieldDef, FieldType, ObjectDef } from './types.ts';

/** The objects of one org, with the fields that its features and its administrator add. */
export interface Schema {
  objects(): readonly ObjectDef[];
  /** By name, whatever its case; undefined for an unknown object. */
  objectDef(name: string): ObjectDef | undefined;
  /** Adds a custom field; its change events have a new schema from then on. */
  addField(object: string, field: CustomField): FieldDef;
}

/** What an administrator says of a custom field; its API name is made of the label. */
interface CustomField {
  readonly label: string;
  readonly type: FieldType;
}

/** What an org may have that changes its objects: the first two for good, the others while it runs. */
interface Features {
  readonly personAccounts: boolean;
  readonly multiCurrency: boolean;
  readonly notes: boolean;
  readonly chatter: boolean;
  readonly fieldTracking: FieldTracking;
  readonly untrackedHistory: 'INVALID_TYPE' | 'empty';
}

export function createSchema(features: Features, nextId: (prefix: string) => string): Schema {
  const defs = new Map<string, ObjectDef>();
  for (const def of standardObjects) defs.set(def.name.toLowerCase(), withFeatures(def, features));
  const isOn = (def: ObjectDef): boolean =>
    (def.needs === undefined || features[def.needs]) &&
    (isKept(def, features) || features.untrackedHistory === 'empty');
  const objectDef = (name: string): ObjectDef | undefined => {
    const def = defs.get(name.toLowerCase());
    return def && isOn(def) ? def : undefined;
  };
  return {
    objects: () => [...defs.values()].filter(isOn),
    objectDef,
    addField: (object, { label, type }) => {
      const def = objectDef(object);
      if (!def?.writeable) throw new SalesforceError(400, 'INVALID_TYPE', `no object ${object} to extend`);
      const name = `${label.replace(/\W+/g, '_')}__c`;
      if (def.fields.some((each) => each.name === name))
        throw new SalesforceError(400, 'DUPLICATE_DEVELOPER_NAME', `${name} exists already`);
      const length = type === 'textarea' ? 32_000 : 255;
      const added = field(name, label, type, { length, fieldId: nextId('00N') });
      defs.set(def.name.toLowerCase(), { ...def, fields: [...def.fields, added] });
      return added;
    },
  };
}

/** False for the history of an object that is not tracked. */
function isKept({ name, historyOf }: ObjectDef, { fieldTracking }: Features): boolean {
  const tracked = historyTables[historyOf as TrackedObject] === name;
  return !tracked || fieldTracking[historyOf as TrackedObject] !== null;
}

function withFeatures(def: ObjectDef, features: Features): ObjectDef {
  let { fields } = def;
  if (features.personAccounts && def.name === 'Account') fields = personAccount(fields);
  if (features.personAccounts && def.name === 'Contact')
    fields = insertBefore(fields, 'Name', [flag('IsPersonAccount', 'Is Person Account', readOnly)]);
  // Every object that bears an amount says in which currency.
  if (features.multiCurrency && def.hasChangeEvents && fields.some((each) => each.type === 'currency'))
    fields = insertBefore(fields, 'CreatedDate', [
      picklist('CurrencyIsoCode', 'Currency', ['EUR', 'USD', 'GBP'], { defaultValue: 'EUR' }),
    ]);
  return fields === def.fields ? def : { ...def, fields };
}

/** The name of an account is a text, or a person's name. */
function personAccount(fields: readonly FieldDef[]): FieldDef[] {
  const name = { ...personName, label: 'Account Name', nillable: true, updateable: true, required: true };
  const renamed = fields.map((each) => (each.name === 'Name' ? name : each));
  return insertBefore(renamed, 'Jigsaw', [
    reference('PersonContactId', 'Contact ID', ['Contact'], readOnly),
    text('PersonTitle', 'Title', 80),
    field('PersonEmail', 'Email', 'email', { length: 80 }),
    flag('IsPersonAccount', 'Is Person Account', systemOnly),
  ]);
}

function insertBefore(fields: readonly FieldDef[], name: string, added: readonly FieldDef[]): FieldDef[] {
  const at = fields.findIndex((each) => each.name === name);
  return [...fields.slice(0, at), ...added, ...fields.slice(at)];
}
