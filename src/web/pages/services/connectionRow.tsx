import { IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Connection } from '../../api.ts';
import { DueTime, RelativeTime } from '../../components/relativeTime.tsx';
import { StateBadge } from '../../components/stateBadge.tsx';
import { toNumber } from '../../format.ts';
import { connectionWord, editionWord, environmentWord } from '../../words.ts';
import classes from './services.module.css';

/** One connection in the list of its service; the whole row opens its page. */
export function ConnectionRow({ connection }: { readonly connection: Connection }) {
  const { id, service, name, environment, edition, users } = connection;
  return (
    <li>
      <Link to="/settings/services/$service/$id" params={{ service, id }} className={classes.row}>
        <span className={classes.name}>
          <strong>{name}</strong>
          <span className="dim small">
            {environmentWord(environment)}
            {edition && ` · ${editionWord(edition)}`}
          </span>
        </span>
        <span className={classes.people}>
          {toNumber(users.mapped)} of {toNumber(users.mapped + users.unmapped)} people mapped
        </span>
        <span className={classes.moment}>
          <Moment connection={connection} />
        </span>
        <span className={classes.status}>
          <StateBadge {...connectionWord(connection)} />
        </span>
        <IconChevronRight size={16} aria-hidden className={classes.arrow} />
      </Link>
    </li>
  );
}

/** When it was read last, and when it is read next or since when it is not. */
function Moment({ connection }: { readonly connection: Connection }) {
  const { status, statusReason, stream, sweeps, sweepPause } = connection;
  if (status !== 'active' && status !== 'attention') return null;
  const isStopped = status === 'attention' && statusReason !== null && statusReason.code !== 'quota_paused';
  const sweep = [sweeps.fieldHistory.nextRunAt, sweeps.delta.nextRunAt]
    .filter((time) => time !== null)
    .sort()[0];
  const next = sweepPause?.until ?? sweep;
  return (
    <>
      {stream.coveredTo && (
        <span>
          current as of <RelativeTime time={stream.coveredTo} />
        </span>
      )}
      {isStopped ? (
        <span>
          stopped since <RelativeTime time={statusReason.since} />
        </span>
      ) : (
        next && (
          <span>
            next sweep <DueTime time={next} />
          </span>
        )
      )}
    </>
  );
}
