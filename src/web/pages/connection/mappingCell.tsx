import { Select, UnstyledButton } from '@mantine/core';
import { IconSelector } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type RemoteUserRow, type User } from '../../api.ts';
import { noticeOfFailure, noticeWithUndo } from '../../components/notice.tsx';
import { toCount } from '../../format.ts';
import classes from './users.module.css';

const nobody = '';

interface Props {
  readonly row: RemoteUserRow;
  readonly connectionId: string;
  readonly users: readonly User[];
}

const toDone = (remote: string, user: User | undefined, waiting: number) => {
  if (!user) return `${remote} is no longer mapped.`;
  const entries = waiting > 0 ? ` ${toCount(waiting, 'entry', 'entries')} attributed.` : '';
  return `${remote} is mapped to ${user.name}.${entries}`;
};

function useMapping({ row, connectionId, users }: Props) {
  const client = useQueryClient();
  const { id, name } = row.remoteUser;
  const { userId: before, waiting } = row.mapping;
  return useMutation({
    mutationFn: (userId: string | null) => api.mapUser(connectionId, id, userId),
    onSuccess: (_, userId) => {
      void client.invalidateQueries({ queryKey: ['connection', connectionId] });
      const done = toDone(
        name,
        users.find((user) => user.id === userId),
        waiting,
      );
      noticeWithUndo(done, () => {
        void api
          .mapUser(connectionId, id, before)
          .catch((error: unknown) => noticeOfFailure('This could not be taken back', error))
          .then(() => client.invalidateQueries({ queryKey: ['connection', connectionId] }));
      });
    },
    onError: (error) => noticeOfFailure(`${name} could not be mapped`, error),
  });
}

/** Whom a person of the org is here; a click lets another be chosen. */
export function MappingCell(props: Props) {
  const { row, users } = props;
  // A list of thousands stays light: the field is made when it is needed.
  const [isOpen, setOpen] = useState(false);
  const mapping = useMapping(props);
  const chosen = mapping.isPending ? mapping.variables : row.mapping.userId;
  const current = users.find((user) => user.id === chosen);
  if (isOpen) {
    return (
      <Select
        aria-label={`Who ${row.remoteUser.name} is here`}
        size="xs"
        searchable
        autoFocus
        defaultDropdownOpened
        selectFirstOptionOnChange
        maxDropdownHeight={260}
        nothingFoundMessage="Nobody of this name"
        value={chosen ?? nobody}
        data={[
          { value: nobody, label: 'Nobody' },
          ...users.map(({ id, name, email }) => ({ value: id, label: `${name} · ${email}` })),
        ]}
        onChange={(value) => {
          setOpen(false);
          const userId = value === nobody ? null : value;
          if (userId !== row.mapping.userId) mapping.mutate(userId);
        }}
        onBlur={() => setOpen(false)}
      />
    );
  }
  return (
    <span className={classes.mapping}>
      <UnstyledButton
        className={classes.choose}
        data-empty={!chosen || undefined}
        aria-label={`${row.remoteUser.name} is ${current?.name ?? 'nobody'} here; change`}
        onClick={() => setOpen(true)}
      >
        <span className={classes.person}>
          {current?.name ?? (chosen ? 'A person you may not see' : 'Choose a person')}
          {current && <span className={classes.email}>{current.email}</span>}
        </span>
        <IconSelector size={14} aria-hidden />
      </UnstyledButton>
      {row.mapping.waiting > 0 && (
        <span className={classes.waiting}>attributes {toCount(row.mapping.waiting, 'entry', 'entries')}</span>
      )}
    </span>
  );
}
