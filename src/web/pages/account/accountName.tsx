import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { accountApi } from '../../accountApi.ts';
import { notice } from '../../components/notice.tsx';
import { SaveFailed } from '../../components/saveFailed.tsx';
import { meQuery, useMe } from '../../queries.ts';
import classes from './account.module.css';

/** The name of the account, which its Owners change where it stands. */
export function AccountName() {
  const { account, user } = useMe();
  const [isOpen, setIsOpen] = useState(false);
  if (isOpen) return <NameForm name={account.name} onClose={() => setIsOpen(false)} />;
  return (
    <span className={classes.named}>
      {account.name}
      {user.role === 'owner' && (
        <Button
          size="compact-sm"
          variant="default"
          aria-label="Rename the account"
          onClick={() => setIsOpen(true)}
        >
          Rename
        </Button>
      )}
    </span>
  );
}

function NameForm({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const client = useQueryClient();
  const [said, setSaid] = useState(name);
  const rename = useMutation({
    mutationFn: () => accountApi.renameAccount(said.trim()),
    onSuccess: (account) => {
      client.setQueryData(meQuery.queryKey, (now) => now && { ...now, account });
      notice(`The account is named ${account.name}.`);
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (said.trim() === name) onClose();
    else rename.mutate();
  };
  return (
    <form onSubmit={submit}>
      <div className={classes.nameForm}>
        <TextInput
          aria-label="Name of the account"
          size="xs"
          maxLength={200}
          value={said}
          onChange={(event) => setSaid(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Escape' && onClose()}
          autoFocus
        />
        <Button type="submit" size="xs" loading={rename.isPending} disabled={said.trim() === ''}>
          Save
        </Button>
        <Button size="xs" variant="default" onClick={onClose}>
          Cancel
        </Button>
      </div>
      {rename.error && <SaveFailed title="The name was not saved" error={rename.error} />}
    </form>
  );
}
