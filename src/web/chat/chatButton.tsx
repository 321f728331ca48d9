import { UnstyledButton } from '@mantine/core';
import { IconMessageCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { toNumber } from '../format.ts';
import classes from './chat.module.css';
import { useOpenChat } from './chatContext.ts';
import { unreadQuery } from './chatQueries.ts';

interface Props {
  readonly className?: string | undefined;
  readonly wordClass?: string | undefined;
  /** Told when the chat opens, for what must make room for it. */
  readonly onOpen?: () => void;
}

/** Opens the chat, and says how much of it is new. */
export function ChatButton({ className, wordClass, onOpen }: Props) {
  const open = useOpenChat();
  const unread = useQuery(unreadQuery).data;
  const count = (unread?.messages ?? 0) + (unread?.waiting ?? 0);
  return (
    <UnstyledButton
      className={className}
      aria-label={count > 0 ? `Chat, ${toNumber(count)} new` : 'Chat'}
      onClick={() => {
        onOpen?.();
        open();
      }}
    >
      <span className={classes.bubble}>
        <IconMessageCircle size={19} stroke={1.7} aria-hidden />
        {count > 0 && (
          <span className={classes.badge} aria-hidden>
            {count > 99 ? '99+' : count}
          </span>
        )}
      </span>
      <span className={wordClass}>Chat</span>
    </UnstyledButton>
  );
}
