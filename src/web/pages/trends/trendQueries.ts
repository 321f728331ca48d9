import { queryOptions } from '@tanstack/react-query';
import { api, type TrendsFilter } from '../../api.ts';

// Sums move slowly, and nobody watches them by the second.
const often = { staleTime: 30_000, refetchInterval: 60_000 };

/** Entries by feature and day, by hour of the week, and time in meetings. */
export const trendsQuery = (filter: TrendsFilter) =>
  queryOptions({ queryKey: ['trends', filter], queryFn: () => api.trends(filter), ...often });

/** How long deals and cases stayed in their stages, by month. */
export const stageTrendsQuery = (filter: TrendsFilter) =>
  queryOptions({ queryKey: ['trends', 'stages', filter], queryFn: () => api.stageTrends(filter), ...often });
