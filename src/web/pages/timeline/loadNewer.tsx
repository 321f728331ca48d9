import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import classes from './feed.module.css';

const nearPx = 400;

interface Props {
  readonly isLoading: boolean;
  readonly onLoad: () => Promise<unknown>;
}

/** The newer end of a list that was sent to a date: more comes by its button, or when the reader moves up to it. */
export function LoadNewer({ isLoading, onLoad }: Props) {
  const load = useRef(() => {});
  load.current = () => {
    if (!isLoading) void keepPlace(onLoad);
  };
  useEffect(() => {
    let last = window.scrollY;
    const onScroll = () => {
      const isUp = window.scrollY < last;
      last = window.scrollY;
      if (isUp && last < nearPx) load.current();
    };
    window.addEventListener('scroll', onScroll, { passive: true });
    return () => window.removeEventListener('scroll', onScroll);
  }, []);
  return (
    <div className={classes.newer}>
      <Button variant="default" onClick={() => load.current()} disabled={isLoading}>
        {isLoading ? 'Loading' : 'Load later entries'}
      </Button>
    </div>
  );
}

// At the very top a browser does not hold what is read in its place when something comes above it.
async function keepPlace(load: () => Promise<unknown>): Promise<void> {
  const first = document.querySelector<HTMLElement>('[data-entry]');
  const id = first?.dataset.entry;
  const before = first?.getBoundingClientRect().top ?? 0;
  await load();
  requestAnimationFrame(() => {
    const same = id === undefined ? null : document.querySelector(`[data-entry="${CSS.escape(id)}"]`);
    if (same) window.scrollBy({ top: same.getBoundingClientRect().top - before });
  });
}
