import { Button } from '@mantine/core';
import { IconCalendarOff } from '@tabler/icons-react';
import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { currentTime } from '../../clock.ts';
import { EmptyState } from '../../components/emptyState.tsx';
import { GuideLink } from '../../components/guideLink.tsx';
import { startOfDay } from '../../dayBounds.ts';
import { toDate } from '../../format.ts';
import { coverageQuery, useConnections, useTimeZone } from '../../queries.ts';
import type { TimelineSearch } from '../../routes/timeline.ts';

interface Props {
  readonly search: TimelineSearch;
  readonly onClear: () => void;
}

/** Why there is nothing up to a date: it lies before what was ever read, or there simply was nothing. */
export function OutsideWindow({ search, onClear }: Props) {
  const timeZone = useTimeZone();
  const connections = useConnections();
  const from = useQueries({
    queries: connections.map(({ id }) => coverageQuery(id)),
    combine: (ledgers) =>
      ledgers.flatMap(({ data }) => data?.items.map((item) => Date.parse(item.from)) ?? []),
  });
  const earliest = from.length > 0 ? Math.min(...from) : null;
  const date = search.date ?? '';
  const isBefore = earliest !== null && startOfDay(date, timeZone) < earliest;
  const shown = toDate(`${date}T12:00:00Z`, currentTime(), 'UTC');
  return (
    <EmptyState
      icon={<IconCalendarOff size={32} stroke={1.5} />}
      title={isBefore ? `Nothing was read as far back as ${shown}` : `Nothing up to ${shown}`}
      action={
        isBefore && connections[0] ? (
          <Button
            renderRoot={(props) => (
              <Link
                {...props}
                to="/settings/services/$service/$id"
                params={{ service: 'salesforce', id: connections[0]!.id }}
              />
            )}
          >
            Import older history
          </Button>
        ) : (
          <Button variant="default" onClick={onClear}>
            Back to now
          </Button>
        )
      }
    >
      {isBefore
        ? `What was read begins on ${toDate(earliest, currentTime(), timeZone)}. Older field history can be imported, up to 18 months, from More actions of the connection. `
        : 'There are no entries of this choice on that day or before. A first connection is read 30 days back, unless older history is imported. '}
      <GuideLink place="olderHistory">How far back it reaches</GuideLink>
    </EmptyState>
  );
}
