import { Kbd, Modal } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { Fragment, useEffect, useRef } from 'react';
import { isTyping } from './keys.ts';
import { places } from './places.ts';
import classes from './shortcuts.module.css';

const shortcuts = [
  ...places.map(({ name, key }) => ({ keys: ['g', key], does: `Go to ${name}` })),
  { keys: ['/'], does: 'Search on this page' },
  { keys: ['j', 'k'], does: 'Next and previous entry of the timeline' },
  { keys: ['e'], does: 'Open or close the entry' },
  { keys: ['?'], does: 'Show these shortcuts' },
  { keys: ['Esc'], does: 'Close what is on top' },
];

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
      const place = isSecond ? places.find(({ key }) => key === event.key) : undefined;
      if (place) void navigate({ to: place.to });
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
