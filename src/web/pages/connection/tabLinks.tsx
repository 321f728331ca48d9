import { Link } from '@tanstack/react-router';
import type { Connection } from '../../api.ts';
import { toNumber } from '../../format.ts';
import { type ConnectionTab, connectionTabs } from '../../routes/services.ts';
import classes from './connection.module.css';

const names: Readonly<Record<ConnectionTab, string>> = {
  overview: 'Overview',
  users: 'Users',
  features: 'Features',
  runs: 'Runs',
  coverage: 'Coverage',
};

interface Props {
  readonly connection: Connection;
  readonly open: ConnectionTab;
}

/** The parts of the connection's page; each has its own address. */
export function TabLinks({ connection, open }: Props) {
  const { id, service, users } = connection;
  return (
    <nav className={classes.tabs} aria-label={`Parts of ${connection.name}`}>
      {connectionTabs.map((tab) => (
        <Link
          key={tab}
          to="/settings/services/$service/$id"
          params={{ service, id }}
          search={tab === 'overview' ? {} : { tab }}
          activeOptions={{ exact: true, includeSearch: false }}
          className={classes.tabLink}
          data-open={tab === open || undefined}
          aria-current={tab === open ? 'page' : undefined}
          resetScroll={false}
        >
          {names[tab]}
          {tab === 'users' && (
            <span className={classes.count}>{toNumber(users.mapped + users.unmapped)}</span>
          )}
        </Link>
      ))}
    </nav>
  );
}
