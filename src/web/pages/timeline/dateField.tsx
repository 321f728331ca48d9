import { CloseButton } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { parseDate } from '../../dayBounds.ts';
import classes from './filters.module.css';

interface Props {
  readonly date: string | undefined;
  readonly onChange: (date: string | undefined) => void;
}

/** Sends the list to a day. The browser's own field: it knows the locale, the keyboard and the phone. */
export function DateField({ date, onChange }: Props) {
  const field = useRef<HTMLInputElement>(null);
  // Uncontrolled, so that halves of a date may stand in it while it is typed.
  useEffect(() => {
    if (field.current && field.current.value !== (date ?? '')) field.current.value = date ?? '';
  }, [date]);
  return (
    <span className={classes.chip} data-chosen={date !== undefined || undefined}>
      <input
        type="date"
        className={classes.date}
        aria-label="Jump to a date"
        title="Jump to a date"
        ref={field}
        defaultValue={date}
        onChange={(event) => {
          const chosen = parseDate(event.currentTarget.value);
          if (chosen !== undefined) onChange(chosen);
        }}
      />
      {date !== undefined && (
        <CloseButton size="xs" aria-label="Back to now" onClick={() => onChange(undefined)} />
      )}
    </span>
  );
}
