import type { Value, Values } from '../../activity/change.ts';
import type { Labels } from '../../activity/service.ts';
import type { DescribedObject } from './describe.ts';
import { partName } from './rows.ts';

interface FieldWords {
  readonly label: string;
  readonly type: string;
  readonly referenceTo: readonly string[];
  readonly options: ReadonlyMap<string, string>;
}

/** Words of an org from its describe answers; what they leave out falls back to readable API names. */
export function labelsFromDescribe(describes: readonly DescribedObject[]): Labels {
  const objects = new Map(describes.map((described) => [described.name, wordsOfFields(described)]));
  const plurals = new Map(describes.map(({ name, labelPlural }) => [name, labelPlural]));
  const find = (objectType: string, field: string): FieldWords | undefined =>
    objects.get(objectType)?.get(field);
  return {
    plural: (objectType) => plurals.get(objectType) ?? null,
    label: (objectType, field) => {
      const known = knownAs[`${objectType}.${field}`] ?? field;
      return (find(objectType, known) ?? find(objectType, field))?.label ?? readableName(known);
    },
    lookup: (objectType, field) => {
      const words = find(objectType, field);
      if (words !== undefined) return words.type === 'reference' ? words.referenceTo : null;
      return standardLookups.has(field) ? [] : null;
    },
    text: (objectType, field, value, values) => {
      if (value === null) return null;
      const words = find(objectType, field);
      return textOf(value, words?.type ?? typeByForm(field, value), words?.options, values);
    },
  };
}

// Change events name the start of an event by a field that pages do not show and that is labelled "Due Date Time";
// people know the same moment by this one (Object Reference, "Event").
const knownAs: Readonly<Record<string, string>> = { 'Event.ActivityDateTime': 'StartDateTime' };

// Lookups that every org has, for the time before its describe answers are there.
const standardLookups: ReadonlySet<string> = new Set([
  'AccountId',
  'CampaignId',
  'ContactId',
  'OwnerId',
  'ParentId',
  'ReportsToId',
  'WhatId',
  'WhoId',
]);

function wordsOfFields({ fields }: DescribedObject): ReadonlyMap<string, FieldWords> {
  const words = new Map<string, FieldWords>();
  for (const field of fields.values()) {
    const entry: FieldWords = {
      label: field.type === 'reference' ? field.label.replace(/ ID$/, '') : field.label,
      type: field.type,
      referenceTo: field.referenceTo,
      options: field.picklist,
    };
    words.set(field.name, entry);
    // Change events name parts by their compound: `MailingAddress.City`, `Name.LastName`.
    if (field.compoundFieldName) words.set(partName(field.name, field.compoundFieldName), entry);
  }
  return words;
}

/** `StageName` reads "Stage Name", `OwnerId` "Owner", `MailingAddress.City` "Mailing City", `Score__c` "Score". */
function readableName(field: string): string {
  return field
    .replace(/^Name\./, '')
    .replace(/Address\./, '')
    .replace(/__(c|pc|r)$/, '')
    .replace(/(?<=[a-z])Id$/, '')
    .replace(/[_.]+/g, ' ')
    .replace(/(?<=[a-z\d])(?=[A-Z])/g, ' ')
    .trim();
}

function typeByForm(field: string, value: Value): string {
  if (typeof value === 'number' && field.endsWith('DateTime')) return 'datetime';
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) ? 'date' : 'string';
}

function textOf(
  value: string | number | boolean,
  type: string,
  options: ReadonlyMap<string, string> | undefined,
  values: Values,
): string {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'number') return textOfNumber(value, type, values.CurrencyIsoCode ?? null);
  if (type === 'date') return dateText(Date.parse(`${value}T00:00:00Z`), value);
  if (type === 'multipicklist') {
    return value
      .split(';')
      .map((each) => options?.get(each) ?? each)
      .join(', ');
  }
  return options?.get(value) ?? value;
}

function textOfNumber(value: number, type: string, currency: Value): string {
  if (type === 'datetime') {
    const iso = new Date(value).toISOString();
    return `${dateText(value, iso)} ${iso.slice(11, 16)} UTC`;
  }
  if (type === 'percent') return `${plainNumber.format(value)}%`;
  if (type !== 'currency') return plainNumber.format(value);
  // Only orgs with several currencies say which one an amount is in; where there is one, everybody knows it.
  const amount = (Number.isInteger(value) ? wholeAmount : centAmount).format(value);
  return typeof currency === 'string' ? `${currency} ${amount}` : amount;
}

// One fixed locale: the same entry reads the same for everybody and in every process.
const plainNumber = new Intl.NumberFormat('en');
const wholeAmount = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const centAmount = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** "1 Apr 2027", read in UTC, where Salesforce's dates begin: no time zone may shift them. */
function dateText(epochMs: number, otherwise: string): string {
  if (Number.isNaN(epochMs)) return otherwise;
  return new Date(epochMs).toUTCString().slice(5, 16).replace(/^0/, '');
}
