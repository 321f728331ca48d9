import { Link } from '@tanstack/react-router';
import type { ServiceInfo } from '../../api.ts';
import { RelativeTime } from '../../components/relativeTime.tsx';
import { StateBadge } from '../../components/stateBadge.tsx';
import { toCount } from '../../format.ts';
import { environmentWord } from '../../words.ts';
import classes from './services.module.css';

interface Props {
  readonly service: string;
  readonly removed: NonNullable<ServiceInfo['removed']>;
}

/** Connections that were removed, folded away, each with the way to its receipt. */
export function RemovedList({ service, removed }: Props) {
  return (
    <details className={classes.removed}>
      <summary>{toCount(removed.length, 'removed connection', 'removed connections')}</summary>
      <ul>
        {removed.map(({ id, name, environment, removedAt, keepsEntries }) => (
          <li key={id}>
            <StateBadge word="Removed" tone="quiet" />
            <Link to="/settings/services/$service/$id" params={{ service, id }}>
              {name}
            </Link>
            <span className="dim">
              {environmentWord(environment)}, <RelativeTime time={removedAt} />
              {keepsEntries && ', entries kept'}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
