import { Button, Modal, Select, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, type Connection, ProblemError } from '../../api.ts';
import { notice } from '../../components/notice.tsx';
import { ProblemPanel } from '../../components/problemPanel.tsx';
import { connectionQuery, usersQuery } from '../../queries.ts';
import { roleWord } from '../../words.ts';
import classes from './dialogs.module.css';

const mayOwn = ['owner', 'executive', 'technical_admin'];

interface Props {
  readonly connection: Connection;
  readonly onClose: () => void;
}

/** Renames a connection, or gives it to somebody else who may handle connections. */
export function ChangeDialog({ connection, onClose }: Props) {
  const client = useQueryClient();
  const users = useQuery(usersQuery).data ?? [];
  const [name, setName] = useState(connection.name);
  const [ownerId, setOwnerId] = useState(connection.owner?.userId ?? null);
  const change = useMutation({
    mutationFn: () =>
      api.changeConnection(connection.id, {
        ...(name.trim() === connection.name ? {} : { name: name.trim() }),
        ...(ownerId === null || ownerId === connection.owner?.userId ? {} : { ownerId }),
      }),
    onSuccess: async (changed) => {
      client.setQueryData(connectionQuery(connection.id).queryKey, changed);
      await client.invalidateQueries({ queryKey: ['services'] });
      notice('Saved.');
      onClose();
    },
  });
  const isSame = name.trim() === connection.name && ownerId === (connection.owner?.userId ?? null);
  const refused = change.error instanceof ProblemError ? change.error : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isSame) onClose();
    else change.mutate();
  };
  return (
    <Modal opened onClose={onClose} title="Name and owner" size={460}>
      <form className={classes.form} onSubmit={submit}>
        <TextInput
          label="Name"
          description="As it stands here; a new authorisation does not change it."
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        <Select
          label="Owner"
          description="Who answers for the connection. Owners, Executives and Admins can."
          searchable
          data={users
            .filter(({ role }) => mayOwn.includes(role))
            .map(({ id, name: person, role }) => ({ value: id, label: `${person} · ${roleWord(role)}` }))}
          value={ownerId}
          onChange={setOwnerId}
        />
        {change.error && (
          <ProblemPanel
            title="This could not be saved"
            cause={refused?.message ?? 'The server gave no answer that can be read.'}
            fix={refused?.fix}
            code={refused?.code}
          />
        )}
        <div className={classes.foot}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={change.isPending} disabled={name.trim() === ''}>
            Save
          </Button>
        </div>
      </form>
    </Modal>
  );
}
