import { Tooltip, UnstyledButton } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconBook2, IconLayoutSidebarLeftCollapse, IconSettings, IconTimeline } from '@tabler/icons-react';
import { Link, useLocation } from '@tanstack/react-router';
import { ChatButton } from '../chat/chatButton.tsx';
import { Logo } from '../components/logo.tsx';
import { useMe } from '../queries.ts';
import { PersonMenu } from './personMenu.tsx';
import classes from './rail.module.css';
import { ThemeMenu } from './themeMenu.tsx';

const places = [
  { to: '/timeline', under: '/timeline', name: 'Timeline', icon: IconTimeline },
  { to: '/settings/services', under: '/settings', name: 'Settings', icon: IconSettings },
  { to: '/guides', under: '/guides', name: 'Guides', icon: IconBook2 },
] as const;

/** The places of the product at the left; icons only when collapsed, a bottom bar on a phone. */
export function Rail({ onHelp }: { readonly onHelp: () => void }) {
  const me = useMe();
  const { pathname } = useLocation();
  const [collapsed, setCollapsed] = useLocalStorage({ key: 'worksights-rail', defaultValue: false });
  const verb = collapsed ? 'Expand' : 'Collapse';
  return (
    <nav aria-label="Main" className={classes.rail} data-collapsed={collapsed || undefined}>
      <div className={classes.head}>
        <Logo size={24} />
        <span className={classes.account} title={me.account.domain}>
          {me.account.name}
        </span>
      </div>
      <div className={classes.places}>
        {places.map(({ to, under, name, icon: Icon }) => (
          <Tooltip key={to} label={name} position="right" disabled={!collapsed}>
            <Link
              to={to}
              className={classes.place}
              data-active={pathname.startsWith(under) || undefined}
              aria-label={name}
            >
              <Icon size={19} stroke={1.7} aria-hidden />
              <span className={classes.word}>{name}</span>
            </Link>
          </Tooltip>
        ))}
      </div>
      <div className={classes.foot}>
        <ChatButton className={classes.place} wordClass={classes.word} />
        <ThemeMenu className={classes.place} wordClass={classes.word} />
        <UnstyledButton
          className={`${classes.place} ${classes.wideOnly}`}
          onClick={() => setCollapsed(!collapsed)}
          aria-label={`${verb} the sidebar`}
          aria-expanded={!collapsed}
        >
          <IconLayoutSidebarLeftCollapse size={19} stroke={1.7} aria-hidden className={classes.fold} />
          <span className={classes.word}>{verb}</span>
        </UnstyledButton>
        <PersonMenu className={classes.place} wordClass={classes.word} onHelp={onHelp} />
      </div>
    </nav>
  );
}
