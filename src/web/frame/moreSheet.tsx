import { Drawer, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDots } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from '@tanstack/react-router';
import { ChatButton } from '../chat/chatButton.tsx';
import { unreadQuery } from '../chat/chatQueries.ts';
import { toNumber } from '../format.ts';
import classes from './moreSheet.module.css';
import { PersonMenu } from './personMenu.tsx';
import { type Place, places, placesOnPhone } from './places.ts';
import { ThemeMenu } from './themeMenu.tsx';

// A tuple would tell the types how many there are today.
const later: readonly Place[] = places.slice(placesOnPhone);

interface Props {
  readonly className: string | undefined;
  readonly wordClass: string | undefined;
  readonly onHelp: () => void;
}

/** On a phone, the end of the bar: the places that it has no room for, the chat, the theme and who is signed in. */
export function MoreSheet({ className, wordClass, onHelp }: Props) {
  const { pathname } = useLocation();
  const [open, { open: show, close }] = useDisclosure();
  const unread = useQuery(unreadQuery).data;
  const count = (unread?.messages ?? 0) + (unread?.waiting ?? 0);
  const item = { className: classes.item ?? '', wordClass: classes.word ?? '' };
  return (
    <>
      <UnstyledButton
        className={className}
        data-active={later.some(({ under }) => pathname.startsWith(under)) || undefined}
        aria-label={count > 0 ? `More, ${toNumber(count)} new in the chat` : 'More'}
        aria-haspopup="dialog"
        onClick={show}
      >
        <span className={classes.dots} data-new={count > 0 || undefined}>
          <IconDots size={19} stroke={1.7} aria-hidden />
        </span>
        <span className={wordClass}>More</span>
      </UnstyledButton>
      <Drawer
        opened={open}
        onClose={close}
        position="bottom"
        title="More"
        closeButtonProps={{ 'aria-label': 'Close' }}
        transitionProps={{ duration: 120 }}
        styles={{ title: { fontWeight: 600 }, content: { flex: 'none', height: 'auto', width: '100%' } }}
      >
        <nav aria-label="More" className={classes.items}>
          {later.map(({ to, under, name, icon: Icon }) => (
            <Link
              key={to}
              to={to}
              className={item.className}
              data-active={pathname.startsWith(under) || undefined}
              onClick={close}
            >
              <Icon size={19} stroke={1.7} aria-hidden />
              {name}
            </Link>
          ))}
          <ChatButton {...item} onOpen={close} />
          <ThemeMenu {...item} />
          <PersonMenu
            {...item}
            onHelp={() => {
              close();
              onHelp();
            }}
          />
        </nav>
      </Drawer>
    </>
  );
}
