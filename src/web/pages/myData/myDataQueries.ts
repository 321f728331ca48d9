import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';

/** What is collected and stored about oneself (null) or somebody; followed closely while it is being erased. */
export const personDataQuery = (id: string | null) =>
  queryOptions({
    queryKey: ['person data', id],
    queryFn: () => api.personData(id),
    refetchInterval: (query) => (query.state.data?.erasure?.state === 'running' ? 500 : 30_000),
  });
