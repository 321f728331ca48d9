import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ActivityFilter } from '../../api.ts';
import { toGaps } from '../../coverage/holes.ts';
import { coverageQuery, useConnections } from '../../queries.ts';
import { type ConnectionGap, toWorthTelling } from './gaps.ts';

/** Holes of all connections that the viewer may see and the filter concerns; none for those who may see none. */
export function useGaps(filter: ActivityFilter): readonly ConnectionGap[] {
  const connections = useConnections();
  const ledgers = useQueries({
    queries: connections.map(({ id }) => ({ ...coverageQuery(id), refetchInterval: 30_000 })),
    combine: (results) => results.map(({ data }) => data),
  });
  return useMemo(() => {
    const gaps = connections.flatMap(({ id, name }, index) =>
      toGaps(ledgers[index]?.holes ?? []).map((gap) => ({ ...gap, connectionId: id, connectionName: name })),
    );
    return toWorthTelling(gaps, filter);
  }, [connections, ledgers, filter]);
}
