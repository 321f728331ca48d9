import { ActionIcon, Button } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { addDays, parseDate } from '../../dayBounds.ts';
import classes from './day.module.css';

interface Props {
  readonly date: string;
  readonly today: string;
  /** Undefined is today, whichever day that is when the link is opened. */
  readonly onChange: (date: string | undefined) => void;
}

/** The day before, the day after, today, or any. */
export function DaySteps({ date, today, onChange }: Props) {
  const go = (next: string) => onChange(next === today ? undefined : next);
  return (
    <div className={classes.steps}>
      <ActionIcon variant="default" size={30} aria-label="Previous day" onClick={() => go(addDays(date, -1))}>
        <IconChevronLeft size={16} aria-hidden />
      </ActionIcon>
      <input
        type="date"
        className={classes.date}
        aria-label="Day"
        // A new field for another day; halves of a date that is typed change nothing.
        key={date}
        defaultValue={date}
        onBlur={(event) => {
          const chosen = parseDate(event.currentTarget.value);
          if (chosen !== undefined && chosen !== date) go(chosen);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur();
        }}
      />
      <ActionIcon variant="default" size={30} aria-label="Next day" onClick={() => go(addDays(date, 1))}>
        <IconChevronRight size={16} aria-hidden />
      </ActionIcon>
      <Button
        variant="default"
        size="compact-md"
        h={30}
        disabled={date === today}
        onClick={() => onChange(undefined)}
      >
        Today
      </Button>
    </div>
  );
}
