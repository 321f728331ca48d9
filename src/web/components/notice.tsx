import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { ProblemError } from '../api.ts';

/** Says what was done and offers to take it back. */
export function noticeWithUndo(text: string, undo: () => void): void {
  const id = notifications.show({
    closeButtonProps: { 'aria-label': 'Close' },
    message: (
      <span style={{ display: 'flex', alignItems: 'center', justifyContent: 'space-between', gap: 12 }}>
        {text}
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() => {
            notifications.hide(id);
            undo();
          }}
        >
          Undo
        </Button>
      </span>
    ),
  });
}

/** Says what was done. */
export function notice(text: string): void {
  notifications.show({ message: text, closeButtonProps: { 'aria-label': 'Close' } });
}

/** Says that something was not done, and why. */
export function noticeOfFailure(title: string, error: unknown): void {
  const reason =
    error instanceof ProblemError ? `${error.message} ${error.fix ?? ''}` : 'The server gave no answer.';
  notifications.show({
    title,
    message: reason,
    color: 'red',
    autoClose: 12_000,
    closeButtonProps: { 'aria-label': 'Close' },
  });
}
