import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ActivityFilter } from '../../api.ts';
import { activitiesQuery } from '../../queries.ts';
import { useGaps } from './useGaps.ts';
import { useLiveActivities } from './useLiveActivities.ts';

/**
 * A list of entries that keeps itself current: what is loaded, what waits, and what was not read, of all features that
 * the filter concerns or of those that are named.
 */
export function useFeed(filter: ActivityFilter, at: string | null = null, gapsOf = filter.feature) {
  const activities = useInfiniteQuery(activitiesQuery(filter, at));
  const gaps = useGaps(useMemo(() => ({ ...filter, feature: gapsOf }), [filter, gapsOf]));
  const live = useLiveActivities(filter, at);
  const items = useMemo(() => activities.data?.pages.flatMap((page) => page.items) ?? [], [activities.data]);
  return { ...live, activities, items, gaps, filter };
}

export type Feed = ReturnType<typeof useFeed>;
