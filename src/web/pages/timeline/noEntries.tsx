import { Button } from '@mantine/core';
import { IconFilterOff, IconPlugConnected, IconTimeline } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { EmptyState } from '../../components/emptyState.tsx';
import { servicesQuery, useMe } from '../../queries.ts';

interface Props {
  readonly isNarrowed: boolean;
  readonly onClear: () => void;
}

/** Why the timeline is empty for this viewer, and what would fill it. */
export function NoEntries({ isNarrowed, onClear }: Props) {
  const me = useMe();
  const services = useQuery(servicesQuery).data?.items;
  const hasNone = services?.every((service) => service.connections?.length === 0) ?? false;
  if (isNarrowed) {
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
        There are no entries for this choice of people, features and connections. New ones appear by
        themselves.
      </EmptyState>
    );
  }
  if (me.can.connect && hasNone) {
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
        Entries come from the systems you work in. Connect one, and changes stand here within seconds.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<IconTimeline size={32} stroke={1.5} />} title="Nothing here yet">
      Entries appear by themselves when somebody whom you may see changes a record, logs a call or holds a
      meeting in a connected service. Only people who are mapped are shown.
    </EmptyState>
  );
}
