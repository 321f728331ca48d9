import { Button, Popover, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import { type Activity, api, ProblemError } from '../../api.ts';
import { noticeOfFailure, noticeWithUndo } from '../../components/notice.tsx';
import { toDuration } from '../../format.ts';
import classes from './entryLength.module.css';
import { showEntry } from './showEntry.ts';

const mostMinutes = 1440;

const sayProblem = (error: unknown): string =>
  error instanceof ProblemError
    ? `${error.message} ${error.fix ?? ''}`
    : 'The server gave no answer. Try again.';

function parseMinutes(text: string): number | null {
  const minutes = Number(text.replace(',', '.'));
  const isLength = text.trim() !== '' && Number.isFinite(minutes) && minutes >= 0 && minutes <= mostMinutes;
  return isLength ? minutes : null;
}

interface Props {
  readonly activity: Activity;
  readonly onClose: () => void;
  readonly children: ReactElement;
}

/** Sets how long an entry took, or takes that back; the notice undoes it. */
export function LengthForm({ activity, onClose, children }: Props) {
  const client = useQueryClient();
  const [text, setText] = useState(String(Math.round(activity.durationSeconds / 6) / 10));
  const [mistake, setMistake] = useState<string | null>(null);
  const save = useMutation({
    mutationFn: (seconds: number | null) => api.setDuration(activity.id, seconds),
    onSuccess: (entry) => {
      showEntry(client, entry);
      onClose();
      noticeWithUndo(`Length set to ${toDuration(entry.durationSeconds)}.`, () => undo.mutate());
    },
    onError: (error) => setMistake(sayProblem(error)),
  });
  const undo = useMutation({
    mutationFn: () =>
      api.setDuration(activity.id, activity.edited === null ? null : activity.durationSeconds),
    onSuccess: (entry) => showEntry(client, entry),
    onError: (error) => noticeOfFailure('The length was not set back', error),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const minutes = parseMinutes(text);
    if (minutes === null) return setMistake(`Give minutes from 0 to ${mostMinutes}, which is a day.`);
    save.mutate(Math.round(minutes * 60));
  };
  return (
    <Popover
      opened
      onChange={(opened) => !opened && onClose()}
      position="bottom-end"
      width={264}
      trapFocus
      returnFocus
    >
      <Popover.Target>{children}</Popover.Target>
      <Popover.Dropdown aria-label="How long it took">
        <form className={classes.form} onSubmit={submit} noValidate>
          <div className={classes.row}>
            <TextInput
              size="xs"
              inputMode="decimal"
              aria-label="Minutes"
              error={mistake !== null}
              value={text}
              onChange={(event) => {
                setText(event.currentTarget.value);
                setMistake(null);
              }}
              data-autofocus
            />
            minutes
            <Button type="submit" size="xs" loading={save.isPending} style={{ marginLeft: 'auto' }}>
              Set
            </Button>
          </div>
          <p className="small dim" role="status">
            {mistake !== null ? (
              <span className={classes.problem}>{mistake}</span>
            ) : (
              'It is marked as edited, with your name. The figures follow it.'
            )}
          </p>
          {activity.edited && (
            <Button variant="default" size="xs" onClick={() => save.mutate(null)} disabled={save.isPending}>
              Back to {toDuration(activity.edited.reportedSeconds)}, as reported
            </Button>
          )}
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
