import { Button, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type KeyboardEvent, useState } from 'react';
import { api, type Message } from '../api.ts';
import { noticeOfFailure } from '../components/notice.tsx';
import classes from './chat.module.css';
import { chatKey } from './chatQueries.ts';

interface Props {
  readonly label: string;
  /** Where it goes: into a thread, or into a new one, of a connection perhaps. */
  readonly to: { readonly threadId?: string | undefined; readonly connectionId?: string | undefined };
  readonly onSent: (message: Message) => void;
}

/** Where a message is written; Enter sends, with Shift it begins a line. */
export function Composer({ label, to, onSent }: Props) {
  const client = useQueryClient();
  const [text, setText] = useState('');
  const say = useMutation({
    mutationFn: () =>
      api.say({
        text: text.trim(),
        ...(to.threadId ? { threadId: to.threadId } : {}),
        ...(to.connectionId ? { connectionId: to.connectionId } : {}),
      }),
    onSuccess: (message) => {
      setText('');
      void client.invalidateQueries({ queryKey: chatKey });
      onSent(message);
    },
    onError: (error) => noticeOfFailure('The message was not sent', error),
  });
  const send = () => {
    if (text.trim() !== '' && !say.isPending) say.mutate();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      className={classes.composer}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Textarea
        aria-label={label}
        placeholder={label}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={4000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        data-autofocus
      />
      <div className={classes.composerFoot}>
        <span className="dim small">Enter sends, Shift and Enter begins a line.</span>
        <Button type="submit" size="xs" loading={say.isPending} disabled={text.trim() === ''}>
          Send
        </Button>
      </div>
    </form>
  );
}
