import { Link } from '@tanstack/react-router';
import { useMe } from '../queries.ts';
import classes from './settingsTabs.module.css';

const places = [
  { to: '/settings/services', name: 'Services', isForAll: true },
  { to: '/team', name: 'People', isForAll: true },
  { to: '/settings/account', name: 'Account', isForAll: true },
  { to: '/settings/audit', name: 'Audit log', isForAll: false },
] as const;

/** The parts of the settings that the viewer may see. */
export function SettingsTabs() {
  const { can } = useMe();
  const seen = places.filter(({ isForAll }) => isForAll || can.connect);
  return (
    <nav className={classes.tabs} aria-label="Settings">
      {seen.map(({ to, name }) => (
        <Link
          key={to}
          to={to}
          className={classes.tab}
          activeProps={{ 'data-open': true, 'aria-current': 'page' }}
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
