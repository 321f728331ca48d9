import { useMemo } from 'react';
import type { TrendsFilter } from '../../api.ts';
import { startOfDay } from '../../dayBounds.ts';
import { useTimeZone } from '../../queries.ts';
import type { TrendsSearch } from '../../routes/trends.ts';
import { NoEntries } from '../timeline/noEntries.tsx';
import { useGaps } from '../timeline/useGaps.ts';

interface Props {
  readonly asked: TrendsFilter;
  readonly search: TrendsSearch;
  readonly onClear: () => void;
}

/** Why nothing is there to be counted: the reasons for which a timeline of these days would be empty. */
export function NoFigures({ asked, search, onClear }: Props) {
  const timeZone = useTimeZone();
  const filter = useMemo(
    () => ({ userId: asked.userId, feature: asked.feature, connectionId: [] }),
    [asked.userId, asked.feature],
  );
  const from = startOfDay(asked.from, timeZone);
  const gaps = useGaps(filter).filter(({ to }) => to > from);
  const person = asked.userId.length > 0 ? [...asked.userId] : undefined;
  return (
    <NoEntries
      isNarrowed={search.range !== undefined || search.feature !== undefined || search.person !== undefined}
      search={{ person, feature: search.feature }}
      onClear={onClear}
      gaps={gaps}
      filter={filter}
    />
  );
}
