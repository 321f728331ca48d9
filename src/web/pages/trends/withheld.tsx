import { Button } from '@mantine/core';
import { IconUsersGroup } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { EmptyState } from '../../components/emptyState.tsx';
import { GuideLink } from '../../components/guideLink.tsx';

interface Props {
  /** The API's own words. */
  readonly why: string;
  /** The one person that was chosen, if it is one. */
  readonly person: string | undefined;
  readonly onOwn: () => void;
}

/** Why there are no figures of these people, and what there is instead. */
export function Withheld({ why, person, onOwn }: Props) {
  return (
    <EmptyState
      icon={<IconUsersGroup size={32} stroke={1.5} />}
      title="No figures of these people"
      action={
        <Button variant="default" onClick={onOwn}>
          Show my own figures
        </Button>
      }
    >
      {why} Of fewer, a sum would tell of one person, and that is not what trends are for.{' '}
      {person !== undefined && (
        <>
          What a person did stands on{' '}
          <Link className="in-text" to="/timeline" search={{ person: [person] }}>
            their timeline
          </Link>
          .{' '}
        </>
      )}
      <GuideLink place="trends">How trends are counted</GuideLink>
    </EmptyState>
  );
}
