import { UnstyledButton } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import type { Activity } from '../../api.ts';
import { toDuration, toExact } from '../../format.ts';
import classes from './entryLength.module.css';

const LengthForm = lazy(() => import('./lengthForm.tsx').then(({ LengthForm: form }) => ({ default: form })));

function toHover({ durationSource, edited }: Activity, timeZone: string): string {
  if (edited === null) return durationSource === 'estimated' ? 'Estimated length' : 'Length as reported';
  const who = edited.by?.name ?? 'somebody who is gone';
  return `Set by ${who} ${toExact(edited.at, timeZone)}; before: ${toDuration(edited.reportedSeconds)}`;
}

interface Props {
  readonly activity: Activity;
  readonly timeZone: string;
}

/** How long an entry took, marked where a person said so; pressed, it can be set. */
export function EntryLength({ activity, timeZone }: Props) {
  const [open, setOpen] = useState(false);
  const { durationSeconds, edited } = activity;
  const length = durationSeconds > 0 ? toDuration(durationSeconds) : '–';
  const button = (
    <UnstyledButton
      className={classes.length}
      title={toHover(activity, timeZone)}
      aria-label={`Length ${durationSeconds > 0 ? length : 'unknown'}${edited ? ', edited' : ''}: change`}
      aria-haspopup="dialog"
      aria-expanded={open}
      onClick={() => setOpen(!open)}
    >
      {edited && <IconPencil size={12} stroke={2} aria-hidden />}
      {length}
    </UnstyledButton>
  );
  if (!open) return button;
  return (
    <Suspense fallback={button}>
      <LengthForm activity={activity} onClose={() => setOpen(false)}>
        {button}
      </LengthForm>
    </Suspense>
  );
}
