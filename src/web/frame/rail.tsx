import { Tooltip, UnstyledButton } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconLayoutSidebarLeftCollapse } from '@tabler/icons-react';
import { Link, useLocation } from '@tanstack/react-router';
import { ChatButton } from '../chat/chatButton.tsx';
import { Logo } from '../components/logo.tsx';
import { useMe } from '../queries.ts';
import { MoreSheet } from './moreSheet.tsx';
import { PersonMenu } from './personMenu.tsx';
import { places, placesOnPhone } from './places.ts';
import classes from './rail.module.css';
import { ThemeMenu } from './themeMenu.tsx';

/** The places of the product at the left; icons only when collapsed, on a phone a bottom bar with the rest under More. */
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
        {places.map(({ to, under, name, icon: Icon }, index) => (
          <Tooltip key={to} label={name} position="right" disabled={!collapsed}>
            <Link
              to={to}
              className={classes.place}
              data-active={pathname.startsWith(under) || undefined}
              data-later={index >= placesOnPhone || undefined}
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
          className={classes.place}
          onClick={() => setCollapsed(!collapsed)}
          aria-label={`${verb} the sidebar`}
          aria-expanded={!collapsed}
        >
          <IconLayoutSidebarLeftCollapse size={19} stroke={1.7} aria-hidden className={classes.fold} />
          <span className={classes.word}>{verb}</span>
        </UnstyledButton>
        <PersonMenu className={classes.place} wordClass={classes.word} onHelp={onHelp} />
      </div>
      <MoreSheet className={`${classes.place} ${classes.more}`} wordClass={classes.word} onHelp={onHelp} />
    </nav>
  );
}
