import { Button } from '@mantine/core';
import { IconFilterOff, IconPlugConnected, IconTimeline } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { ActivityFilter } from '../../api.ts';
import { EmptyState } from '../../components/emptyState.tsx';
import { GuideLink } from '../../components/guideLink.tsx';
import { servicesQuery, useMe, useTimeZone } from '../../queries.ts';
import { GapRow } from './gapRow.tsx';
import type { ConnectionGap } from './gaps.ts';
import classes from './noEntries.module.css';
import { NotReading } from './notReading.tsx';

interface Props {
  readonly isNarrowed: boolean;
  readonly onClear: () => void;
  readonly gaps: readonly ConnectionGap[];
  readonly filter: ActivityFilter;
}

/** Why the timeline is empty for this viewer, what would fill it, and what was not read and why. */
export function NoEntries({ isNarrowed, onClear, gaps, filter }: Props) {
  const me = useMe();
  const services = useQuery(servicesQuery).data?.items;
  const hasNone = services?.every((service) => service.connections?.length === 0) ?? false;
  const whom = services?.find(({ askWhom }) => askWhom !== null)?.askWhom;
  if (me.can.connect && hasNone) return <NothingConnected />;
  // Only those who handle connections learn what was not read; the rest is told whom to ask.
  const missing = me.can.connect ? (
    <Missing gaps={gaps} filter={filter} />
  ) : (
    <p className={classes.ask}>
      If something should be here, a connection may have been interrupted. {whom ?? ''}
    </p>
  );
  if (isNarrowed) {
    return (
      <>
        <EmptyState
          icon={<IconFilterOff size={32} stroke={1.5} />}
          title="Nothing matches these filters"
          action={
            <Button variant="default" onClick={onClear}>
              Clear the filters
            </Button>
          }
        >
          There are no entries for this choice of people, features and connections. New ones appear by
          themselves.
        </EmptyState>
        {missing}
      </>
    );
  }
  return (
    <>
      <EmptyState icon={<IconTimeline size={32} stroke={1.5} />} title="Nothing here yet">
        Entries appear by themselves when somebody whom you may see changes a record, logs a call or holds a
        meeting in a connected service. Only people who are mapped are shown.{' '}
        <GuideLink place="timeline">What stands on a timeline</GuideLink>
      </EmptyState>
      {missing}
    </>
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

function Missing({
  gaps,
  filter,
}: {
  readonly gaps: readonly ConnectionGap[];
  readonly filter: ActivityFilter;
}) {
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
