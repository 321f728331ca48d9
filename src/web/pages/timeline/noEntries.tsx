import { Button } from '@mantine/core';
import { IconFilterOff, IconPlugConnected, IconTimeline, IconUserOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { ActivityFilter } from '../../api.ts';
import { currentTime } from '../../clock.ts';
import { EmptyState } from '../../components/emptyState.tsx';
import { GuideLink } from '../../components/guideLink.tsx';
import { toDay } from '../../format.ts';
import {
  dayQuery,
  servicesQuery,
  useConnections,
  useMe,
  useTimeZone,
  useVisiblePeople,
} from '../../queries.ts';
import type { TimelineSearch } from '../../routes/timeline.ts';
import { GapRow } from './gapRow.tsx';
import type { ConnectionGap } from './gaps.ts';
import classes from './noEntries.module.css';
import { NotReading } from './notReading.tsx';
import { OutsideWindow } from './outsideWindow.tsx';
import { SwitchedOff } from './switchedOff.tsx';

interface Props {
  readonly isNarrowed: boolean;
  readonly search: TimelineSearch;
  readonly onClear: () => void;
  readonly gaps: readonly ConnectionGap[];
  readonly filter: ActivityFilter;
}

/** Why the timeline is empty for this viewer, what would fill it, and what was not read and why. */
export function NoEntries(props: Props) {
  const me = useMe();
  const services = useQuery(servicesQuery).data?.items;
  const hasNone = services?.every((service) => service.connections?.length === 0) ?? false;
  const whom = services?.find(({ askWhom }) => askWhom !== null)?.askWhom;
  const looked = useLookedAt(props.search);
  if (me.can.connect && hasNone) return <NothingConnected />;
  return (
    <>
      <Why {...props} />
      {looked.length === 1 && (
        <ul className={classes.missing}>
          <SwitchedOff userId={looked[0]!} features={props.filter.feature} />
        </ul>
      )}
      {/* Only those who handle connections learn what was not read; the rest is told whom to ask. */}
      {me.can.connect ? (
        <Missing gaps={props.gaps} filter={props.filter} />
      ) : (
        <p className={classes.ask}>
          If something should be here, a connection may have been interrupted. {whom ?? ''}
        </p>
      )}
    </>
  );
}

// The likeliest reason alone; what else is missing stands below it.
function Why({ isNarrowed, search, onClear }: Props) {
  const me = useMe();
  const connections = useConnections();
  const people = useVisiblePeople();
  const unmapped = useUnmapped(useLookedAt(search));
  if (me.can.connect && connections.length > 0 && connections.every(({ users }) => users.mapped === 0)) {
    return <NobodyMapped connectionId={connections[0]!.id} />;
  }
  if (unmapped !== null) {
    const name =
      unmapped === me.user.id
        ? 'You are'
        : `${people.find(({ id }) => id === unmapped)?.name ?? 'This person'} is`;
    return <PersonUnmapped who={name} connectionId={connections[0]?.id} />;
  }
  if (search.date !== undefined) return <OutsideWindow search={search} onClear={onClear} />;
  if (!isNarrowed) {
    return (
      <EmptyState icon={<IconTimeline size={32} stroke={1.5} />} title="Nothing here yet">
        Entries appear by themselves when somebody whom you may see changes a record, logs a call or holds a
        meeting in a connected service. Only people who are mapped are shown.{' '}
        <GuideLink place="timeline">What stands on a timeline</GuideLink>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<IconFilterOff size={32} stroke={1.5} />}
      title="Nothing matches these filters"
      action={
        <Button variant="default" onClick={onClear}>
          Clear the filters
        </Button>
      }
    >
      {search.text === undefined
        ? 'There are no entries for this choice. New ones appear by themselves.'
        : `No title has words that begin with “${search.text}”. Titles are searched, not the fields that changed. New entries appear by themselves.`}
    </EmptyState>
  );
}

/** The people who are looked at: those who were chosen, or the viewer who sees nobody else; empty for all. */
function useLookedAt({ person }: TimelineSearch): readonly string[] {
  const { user } = useMe();
  const people = useVisiblePeople();
  return person ?? (people.length === 1 ? [user.id] : []);
}

/** Whom nobody in any connection is mapped to, where exactly one person is looked at; null where somebody is. */
function useUnmapped(whom: readonly string[]): string | null {
  const timeZone = useTimeZone();
  const day = useQuery({
    ...dayQuery(toDay(currentTime(), timeZone), { userId: whom, limit: 1 }),
    enabled: whom.length === 1,
  });
  const row = day.data?.items[0];
  return whom.length === 1 && row !== undefined && row.connectionIds.length === 0 ? row.user.id : null;
}

function MapPeople({ connectionId }: { readonly connectionId: string }) {
  return (
    <Button
      renderRoot={(props) => (
        <Link
          {...props}
          to="/settings/services/$service/$id"
          params={{ service: 'salesforce', id: connectionId }}
          search={{ tab: 'users' }}
        />
      )}
    >
      Map people
    </Button>
  );
}

function NobodyMapped({ connectionId }: { readonly connectionId: string }) {
  return (
    <EmptyState
      icon={<IconUserOff size={32} stroke={1.5} />}
      title="Nobody is mapped yet"
      action={<MapPeople connectionId={connectionId} />}
    >
      The org is read, but none of its users is matched to a person here, so nothing can be attributed. What
      came in is kept for 30 days and appears once its people are mapped.{' '}
      <GuideLink place="users">How people are matched</GuideLink>
    </EmptyState>
  );
}

function PersonUnmapped({
  who,
  connectionId,
}: {
  readonly who: string;
  readonly connectionId: string | undefined;
}) {
  const me = useMe();
  return (
    <EmptyState
      icon={<IconUserOff size={32} stroke={1.5} />}
      title={`${who} not mapped to anybody in a connected org`}
      action={me.can.connect && connectionId !== undefined && <MapPeople connectionId={connectionId} />}
    >
      Entries are attributed to people who are matched to a user of the org, by e-mail or by hand. What came
      in before is kept for 30 days and appears then.
    </EmptyState>
  );
}

function NothingConnected(): ReactNode {
  return (
    <EmptyState
      icon={<IconPlugConnected size={32} stroke={1.5} />}
      title="No service is connected yet"
      action={
        <Button component={Link} to="/settings/services">
          Connect Salesforce
        </Button>
      }
    >
      Entries come from the systems you work in. Connect one, and changes stand here within seconds.{' '}
      <GuideLink place="connect">What is needed</GuideLink>
    </EmptyState>
  );
}

function Missing({ gaps, filter }: Pick<Props, 'gaps' | 'filter'>) {
  const timeZone = useTimeZone();
  return (
    <ul className={classes.missing}>
      {gaps.map((gap) => (
        <GapRow
          key={`${gap.connectionId}${gap.cause}${gap.from}${gap.to}`}
          gap={gap}
          timeZone={timeZone}
          withName
        />
      ))}
      <NotReading filter={filter} />
    </ul>
  );
}
