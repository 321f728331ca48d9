import type { DescribedObject } from './describe.ts';
import { partName } from './rows.ts';

/**
 * How an object's fields are called canonically, by the names that rows of its history use: a lookup stands there
 * by its relationship (`Owner` is `OwnerId`), a part by its column (`MailingCity` is `MailingAddress.City`). What
 * is not listed, special words of history such as `created` among them, is called as it is.
 */
export function canonicalFields(described: DescribedObject): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { name, compoundFieldName, relationshipName } of described.fields.values()) {
    // A compound may name itself as what it is a part of.
    if (compoundFieldName !== undefined && compoundFieldName !== name)
      names.set(name, partName(name, compoundFieldName));
    if (relationshipName !== undefined && !described.fields.has(relationshipName))
      names.set(relationshipName, name);
  }
  return names;
}
