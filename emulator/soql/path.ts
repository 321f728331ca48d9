import { noSuchColumn, SalesforceError } from '../org/errors.ts';
import { restFields } from '../org/objects/index.ts';
import { nameObject } from '../org/objects/user.ts';
import { displayName, type OrgRecord, type Value } from '../org/record.ts';
import type { FieldDef, ObjectDef } from '../org/types.ts';
import type { QuerySource } from './source.ts';

/** A field of a query, reached over zero or more lookups. */
export interface FieldPath {
  readonly steps: readonly { readonly lookup: FieldDef; readonly target: ObjectDef }[];
  readonly field: FieldDef;
}

/** Resolves `Profile.UserLicense.Name`, ignoring case; throws INVALID_FIELD in Salesforce's words. */
export function resolvePath(source: QuerySource, def: ObjectDef, path: string, soql: string): FieldPath {
  const names = path.split('.');
  const last = names.pop()!;
  // A path may start with the name of the queried object itself.
  if (names[0]?.toLowerCase() === def.name.toLowerCase() && !relationship(def, names[0])) names.shift();
  const steps: { lookup: FieldDef; target: ObjectDef }[] = [];
  let at = def;
  for (const name of names) {
    const lookup = relationship(at, name);
    const target = lookup && targetOf(source, lookup);
    if (!lookup || !target || source.hiddenFields(at.name).has(lookup.name)) {
      throw new SalesforceError(
        400,
        'INVALID_FIELD',
        `${pointAt(soql, name)}Didn't understand relationship '${name}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.`,
      );
    }
    steps.push({ lookup, target });
    at = target;
  }
  const field = restFields(at).get(last.toLowerCase());
  if (!field || source.hiddenFields(at.name).has(field.name))
    throw noSuchColumn(last, at.name, pointAt(soql, last));
  return { steps, field };
}

function relationship(def: ObjectDef, name: string): FieldDef | undefined {
  return def.fields.find((each) => each.relationshipName?.toLowerCase() === name.toLowerCase());
}

function targetOf(source: QuerySource, lookup: FieldDef): ObjectDef | undefined {
  const targets = lookup.referenceTo ?? [];
  return targets.length > 1 ? nameObject : source.objectDef(targets[0] ?? '');
}

/** The record at the end of the first `steps` lookups. */
export function follow(
  source: QuerySource,
  record: OrgRecord,
  steps: FieldPath['steps'],
): OrgRecord | undefined {
  let at: OrgRecord | undefined = record;
  for (const { lookup, target } of steps) {
    const id: Value | undefined = at?.[lookup.name];
    const found: { object: string; record: OrgRecord } | undefined =
      typeof id === 'string' ? source.resolve(id) : undefined;
    at =
      found &&
      (target === nameObject
        ? { ...found.record, Name: displayName(found.record), Type: found.object }
        : found.record);
  }
  return at;
}

/** The value at the end of a path. */
export function valueAt(source: QuerySource, record: OrgRecord, path: FieldPath): Value {
  return follow(source, record, path.steps)?.[path.field.name] ?? null;
}

/** The three lines with which Salesforce points at a word of the query. */
export function pointAt(soql: string, word: string): string {
  const column = Math.max(0, soql.search(new RegExp(`\\b${word.replace(/\W/g, '.')}\\b`, 'i')));
  return `\n${soql}\n${' '.repeat(column)}^\nERROR at Row:1:Column:${column + 1}\n`;
}
