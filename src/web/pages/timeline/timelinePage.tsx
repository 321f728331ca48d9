import { UnstyledButton } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { User } from '../../api.ts';
import { currentTime } from '../../clock.ts';
import { Page } from '../../components/page.tsx';
import { toZoneName } from '../../format.ts';
import { useTimeZone, useVisiblePeople } from '../../queries.ts';
import type { TimelineSearch } from '../../routes/timeline.ts';
import { ExportMenu } from './exportMenu.tsx';
import classes from './feed.module.css';
import { FeedList, FeedState } from './feed.tsx';
import { Filters } from './filters.tsx';
import { NoEntries } from './noEntries.tsx';
import { isNarrowed, toFilter, toStart } from './search.ts';
import { useFeed } from './useFeed.ts';

/** Who did what, when: by day in a named zone, live, narrowed by what stands in the address. */
export function TimelinePage() {
  const search = useSearch({ from: '/app/timeline' });
  const navigate = useNavigate({ from: '/timeline' });
  const own = useTimeZone();
  const people = useVisiblePeople();
  const only = search.person?.length === 1 ? people.find(({ id }) => id === search.person?.[0]) : undefined;
  const timeZone = search.zone === 'person' && only ? only.timeZone : own;
  const filter = useMemo(() => toFilter(search), [search]);
  const feed = useFeed(filter, toStart(search, timeZone));
  const narrow = (next: TimelineSearch) => void navigate({ search: next, replace: true });
  const objectNames = useMemo(
    () => new Map(feed.items.map(({ object }) => [object.id ?? '', object.name ?? object.type])),
    [feed.items],
  );
  return (
    <Page
      title="Timeline"
      state={
        <>
          <FeedState state={feed.state} />
          <Zone
            timeZone={timeZone}
            own={own}
            person={only}
            onChange={(zone) => narrow({ ...search, zone })}
          />
        </>
      }
      action={<ExportMenu search={search} filter={filter} timeZone={timeZone} objectNames={objectNames} />}
    >
      <div className={classes.bar}>
        <Filters search={search} onChange={narrow} objectNames={objectNames} />
      </div>
      <FeedList
        feed={feed}
        timeZone={timeZone}
        end="This is where the timeline begins."
        onShowNew={search.date === undefined ? undefined : () => narrow({ ...search, date: undefined })}
        empty={
          <NoEntries
            isNarrowed={isNarrowed(search)}
            search={search}
            onClear={() => narrow({})}
            gaps={feed.gaps}
            filter={filter}
          />
        }
      />
    </Page>
  );
}

interface ZoneProps {
  readonly timeZone: string;
  readonly own: string;
  /** The one person that is looked at. */
  readonly person: User | undefined;
  readonly onChange: (zone: 'person' | undefined) => void;
}

/** In which zone the times are; where one person is looked at who lives in another, the way to theirs. */
function Zone({ timeZone, own, person, onChange }: ZoneProps) {
  const other = person && person.timeZone !== own ? person : null;
  return (
    <>
      <span>Times in {toZoneName(timeZone, currentTime())}</span>
      {other && (
        <UnstyledButton
          className={classes.zone}
          onClick={() => onChange(timeZone === own ? 'person' : undefined)}
        >
          {timeZone === own ? `Show ${other.name}’s time` : 'Show your time'}
        </UnstyledButton>
      )}
    </>
  );
}
