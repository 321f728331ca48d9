import { Kbd, Modal } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { Fragment, useEffect, useRef } from 'react';
import classes from './shortcuts.module.css';

const shortcuts = [
  { keys: ['g', 't'], does: 'Go to the timeline' },
  { keys: ['g', 's'], does: 'Go to the settings' },
  { keys: ['g', 'h'], does: 'Go to the guides' },
  { keys: ['/'], does: 'Search on this page' },
  { keys: ['?'], does: 'Show these shortcuts' },
  { keys: ['Esc'], does: 'Close what is on top' },
] as const;

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));

const chordMs = 1_000;

interface Props {
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
}

/** The keys that work on every page, and the dialog that lists them. */
export function Shortcuts({ open, onOpen }: Props) {
  const navigate = useNavigate();
  const startedAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const isSecond = event.timeStamp - startedAt.current < chordMs;
      startedAt.current = event.key === 'g' ? event.timeStamp : Number.NEGATIVE_INFINITY;
      if (isSecond && event.key === 't') void navigate({ to: '/timeline' });
      else if (isSecond && event.key === 's') void navigate({ to: '/settings/services' });
      else if (isSecond && event.key === 'h') void navigate({ to: '/guides' });
      else if (event.key === '?') onOpen(true);
      else if (event.key === '/') {
        const field = document.querySelector<HTMLInputElement>('input[type="search"]');
        if (!field) return;
        event.preventDefault();
        field.focus();
      }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [navigate, onOpen]);
  return (
    <Modal opened={open} onClose={() => onOpen(false)} title="Keyboard shortcuts" size="sm">
      <dl className={classes.list}>
        {shortcuts.map(({ keys, does }) => (
          <Fragment key={does}>
            <dt>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </Fragment>
        ))}
      </dl>
    </Modal>
  );
}
