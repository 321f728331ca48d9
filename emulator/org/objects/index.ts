import type { FieldDef, ObjectDef } from '../types.ts';
import { account } from './account.ts';
import { event, eventRelation, task } from './activities.ts';
import { caseObject } from './case.ts';
import { feedComment, feedItem } from './chatter.ts';
import { contact } from './contact.ts';
import { contentDocument, contentDocumentLink, contentNote, contentVersion } from './content.ts';
import { fieldHistories, opportunityHistory } from './histories.ts';
import { lead } from './lead.ts';
import { caseComment, emailMessage, note } from './messages.ts';
import { opportunity } from './opportunity.ts';
import { organization } from './organization.ts';
import { usageMetric } from './usageMetric.ts';
import * as people from './user.ts';

/**
 * Every object of a fresh org; one more object is one more line. Of objects with the same key prefix the first
 * is the one that an id names: a note is a ContentDocument.
 */
export const standardObjects: readonly ObjectDef[] = [
  account,
  caseObject,
  caseComment,
  contact,
  contentDocument,
  contentDocumentLink,
  contentNote,
  contentVersion,
  emailMessage,
  event,
  eventRelation,
  feedComment,
  feedItem,
  people.group,
  lead,
  note,
  people.objectPermissions,
  opportunity,
  organization,
  people.permissionSet,
  people.permissionSetAssignment,
  usageMetric,
  people.profile,
  task,
  people.user,
  people.userLicense,
  people.userPermissionAccess,
  people.userRole,
  ...fieldHistories,
  opportunityHistory,
];

const flattened = new WeakMap<ObjectDef, ReadonlyMap<string, FieldDef>>();

/** Fields as REST shows them: the parts of a compound stand beside it. Keys are lower case, since SOQL ignores case. */
export function restFields(def: ObjectDef): ReadonlyMap<string, FieldDef> {
  const known = flattened.get(def);
  if (known) return known;
  const fields = new Map<string, FieldDef>();
  for (const each of def.fields) {
    if (each.queryable === false) continue;
    fields.set(
      each.name.toLowerCase(),
      each.parts ? { ...each, updateable: each.updateable ?? false } : each,
    );
    for (const part of each.parts ?? []) fields.set(part.name.toLowerCase(), partField(each, part));
  }
  flattened.set(def, fields);
  return fields;
}

function partField(parent: FieldDef, part: NonNullable<FieldDef['parts']>[number]): FieldDef {
  const lengths: Record<string, number> = {
    LastName: 80,
    FirstName: 40,
    City: 40,
    State: 80,
    PostalCode: 20,
    Country: 80,
  };
  const required = parent.type === 'personname' && part.part === 'LastName' && parent.nillable === false;
  const label = part.name.replace(/([a-z])([A-Z])/g, '$1 $2');
  return {
    name: part.name,
    label,
    type: part.type,
    length: lengths[part.part] ?? 255,
    required,
    nillable: !required,
  };
}

/** The compound field that a part belongs to, with the part's name inside it. */
export function compoundOf(def: ObjectDef, partName: string): { parent: FieldDef; part: string } | undefined {
  for (const parent of def.fields) {
    const part = parent.parts?.find((each) => each.name === partName);
    if (part) return { parent, part: part.part };
  }
  return undefined;
}
