import type { PersonData } from '../../api.ts';

type Stored = PersonData['stored'];

/** From when to when entries are stored, RFC 3339; null where none are. */
export function toReach(stored: Stored): { readonly first: string; readonly last: string } | null {
  if (stored.length === 0) return null;
  // All are UTC in one form, so that they sort as text.
  const firsts = stored.map(({ first }) => first).sort();
  const lasts = stored.map(({ last }) => last).sort();
  return { first: firsts[0]!, last: lasts.at(-1)! };
}

/** How many entries they are. */
export const countEntries = (stored: Stored): number => stored.reduce((sum, { entries }) => sum + entries, 0);
