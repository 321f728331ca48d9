import type { HeardWords } from './feature.ts';
import type { Labels } from './service.ts';

/**
 * Words for the titles of one batch: the org's labels, and names by id from `nameOf` (null while unknown).
 * Ids that were asked for in vain are to be looked up after the batch is stored.
 */
export function wordsFrom(labels: Labels, nameOf: (id: string) => string | null): HeardWords {
  let missing: string[] = [];
  const name = (id: string): string | null => {
    const known = nameOf(id);
    if (known === null && !missing.includes(id)) missing.push(id);
    return known;
  };
  const isLookup = (objectType: string, field: string): boolean => labels.lookup(objectType, field) !== null;
  return {
    name,
    isLookup,
    label: (objectType, field) => labels.label(objectType, field),
    plural: (objectType) => labels.plural(objectType),
    text: (objectType, field, value, record) => {
      if (typeof value === 'string' && isLookup(objectType, field)) return name(value);
      return labels.text(objectType, field, value, record.values);
    },
    takeMissing: () => {
      const taken = missing;
      if (taken.length > 0) missing = [];
      return taken;
    },
  };
}
