import { useQueries } from '@tanstack/react-query';
import { startOfDay } from '../../dayBounds.ts';
import { toDay } from '../../format.ts';
import { coverageQuery, useConnections, useTimeZone } from '../../queries.ts';
import { toDateWord } from './bucketWords.ts';

/** Says from when on anything was read, where that is later than the first day shown; nothing where it is not known. */
export function ReadSince({ from }: { readonly from: string }) {
  const timeZone = useTimeZone();
  const connections = useConnections();
  const starts = useQueries({
    queries: connections.map(({ id }) => coverageQuery(id)),
    combine: (ledgers) =>
      ledgers.flatMap(({ data }) => data?.items.map((item) => Date.parse(item.from)) ?? []),
  });
  const first = Math.min(...starts);
  if (starts.length === 0 || first <= startOfDay(from, timeZone)) return null;
  return <span>Read from {toDateWord(toDay(first, timeZone))} on; before that nothing is known</span>;
}
