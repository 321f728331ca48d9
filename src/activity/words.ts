import type { Words } from './feature.ts';
import type { Labels } from './service.ts';

/**
 * Words for the titles of one batch: the org's labels, and names by id from `nameOf` (null while unknown).
 * Ids that were asked for in vain stand in `missing`, to be looked up after the batch is stored.
 */
export function wordsFrom(
  labels: Labels,
  nameOf: (id: string) => string | null,
): Words & { readonly missing: ReadonlySet<string> } {
  const missing = new Set<string>();
  const name = (id: string): string | null => {
    const known = nameOf(id);
    if (known === null) missing.add(id);
    return known;
  };
  const isLookup = (objectType: string, field: string): boolean => labels.lookup(objectType, field) !== null;
  return {
    missing,
    name,
    label: (objectType, field) => labels.label(objectType, field),
    isLookup,
    text: (objectType, field, value, record) => {
      if (typeof value === 'string' && isLookup(objectType, field)) return name(value);
      return labels.text(objectType, field, value, record.values);
    },
  };
}
