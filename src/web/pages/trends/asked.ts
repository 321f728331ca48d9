import type { Me, TrendsFilter } from '../../api.ts';
import type { TrendsSearch } from '../../routes/trends.ts';
import { isAlone } from '../../words.ts';
import { toDates } from './range.ts';

/** Whose figures an address means: one's own, those of all whom one may see, or those of chosen people. */
export type Whose = 'me' | 'all' | 'chosen';

/** Without a word in the address: all whom the viewer may see, or themselves where that is nobody else. */
export function toWhose({ who, person }: TrendsSearch, { role }: Pick<Me['user'], 'role'>): Whose {
  if (person !== undefined) return 'chosen';
  return isAlone(role) ? 'me' : (who ?? 'all');
}

/** What the API is asked for. */
export function toAsked(
  search: TrendsSearch,
  user: Pick<Me['user'], 'id' | 'role'>,
  today: string,
): TrendsFilter {
  const whose = toWhose(search, user);
  return {
    userId: whose === 'all' ? [] : whose === 'me' ? [user.id] : (search.person ?? []),
    feature: search.feature ?? [],
    ...toDates(search.range, today),
  };
}
