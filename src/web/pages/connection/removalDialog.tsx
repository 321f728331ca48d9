import { Button, Modal, Radio, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Connection, ProblemError, type Removal } from '../../api.ts';
import { useOpenChat } from '../../chat/chatContext.ts';
import { chatKey } from '../../chat/chatQueries.ts';
import { NoOperator } from '../../chat/noOperator.tsx';
import { ProblemPanel } from '../../components/problemPanel.tsx';
import classes from './dialogs.module.css';

const choices = [
  { key: 'keep', name: 'Keep the activities', hint: 'The timeline stays as it is; nothing new comes in.' },
  {
    key: 'erase',
    name: 'Erase the activities',
    hint: 'All entries of this connection go. This cannot be undone.',
  },
] as const;

interface Props {
  readonly connection: Connection;
  readonly onClose: () => void;
}

/** Asks for the removal of a connection; the wish goes into the chat, where an operator answers it. */
export function RemovalDialog({ connection, onClose }: Props) {
  const client = useQueryClient();
  const openChat = useOpenChat();
  const [data, setData] = useState<Removal['data']>('keep');
  const [note, setNote] = useState('');
  const ask = useMutation({
    mutationFn: () => api.askRemoval(connection.id, data, note.trim()),
    onSuccess: async ({ threadId }) => {
      await Promise.all([
        client.invalidateQueries({ queryKey: chatKey }),
        client.invalidateQueries({ queryKey: ['connection', connection.id] }),
      ]);
      onClose();
      openChat({ threadId });
    },
  });
  const refused = ask.error instanceof ProblemError ? ask.error : null;
  return (
    <Modal opened onClose={onClose} title={`Remove ${connection.name}`} size={520}>
      <div className={classes.form}>
        <p className="dim">
          The stream stops, our data channel and its objects are deleted in Salesforce so that their slots are
          free again, and our access is revoked. An operator of this installation approves it first; nothing
          changes until then.
        </p>
        <NoOperator />
        <Radio.Group
          label="What becomes of the activities"
          value={data}
          onChange={(next) => setData(next as Removal['data'])}
        >
          <div className={classes.choices}>
            {choices.map(({ key, name, hint }) => (
              <Radio key={key} value={key} label={name} description={hint} />
            ))}
          </div>
        </Radio.Group>
        <Textarea
          label="Note (optional)"
          description="Goes into the chat with the request."
          autosize
          minRows={2}
          maxLength={2000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {ask.error && (
          <ProblemPanel
            title="The removal could not be asked for"
            cause={refused?.message ?? 'The server gave no answer that can be read.'}
            fix={refused?.fix}
            code={refused?.code}
          />
        )}
        <div className={classes.foot}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button color="red" onClick={() => ask.mutate()} loading={ask.isPending}>
            Ask for removal
          </Button>
        </div>
      </div>
    </Modal>
  );
}
