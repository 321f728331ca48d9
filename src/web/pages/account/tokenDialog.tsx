import { Button, Modal, Radio, Select, TextInput } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { accountApi, type Token } from '../../accountApi.ts';
import { tokensQuery } from '../../accountQueries.ts';
import { SaveFailed } from '../../components/saveFailed.tsx';
import classes from './account.module.css';
import { scopeWords } from './tokenScopes.ts';

const lives = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '366', label: 'A year' },
  { value: '', label: 'No end' },
];

interface Props {
  readonly mayManagePeople: boolean;
  readonly onClose: () => void;
}

/** Makes a token and shows it, this once. */
export function TokenDialog({ mayManagePeople, onClose }: Props) {
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [scope, setScope] = useState<Token['scope']>('read');
  const [days, setDays] = useState('90');
  const make = useMutation({
    mutationFn: () =>
      accountApi.makeToken({
        ...{ name: name.trim(), scope },
        expiresInDays: days === '' ? null : Number(days),
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  const scopes = (['read', 'admin', 'scim'] as const).filter((each) => each !== 'scim' || mayManagePeople);
  if (make.data) return <Secret token={make.data.token} onClose={onClose} />;
  return (
    <Modal opened onClose={onClose} title="Make an access token" size={460}>
      <form className={classes.form} onSubmit={submit}>
        <TextInput
          label="Name"
          description="What will use it, so that you know later."
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        <Radio.Group label="Scope" value={scope} onChange={(value) => setScope(value as Token['scope'])}>
          <div className={classes.form}>
            {scopes.map((each, index) => (
              <Radio
                key={each}
                value={each}
                label={scopeWords[each].name}
                description={scopeWords[each].does}
                mt={index === 0 ? 8 : 0}
              />
            ))}
          </div>
        </Radio.Group>
        <Select label="Ends after" data={lives} value={days} onChange={(value) => setDays(value ?? '90')} />
        {make.error && <SaveFailed title="The token was not made" error={make.error} />}
        <div className={classes.foot}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={make.isPending} disabled={name.trim() === ''}>
            Make the token
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function Secret({ token, onClose }: { readonly token: string; readonly onClose: () => void }) {
  const clipboard = useClipboard({ timeout: 1500 });
  return (
    // Nothing but its button closes it: the token is shown this once.
    <Modal
      opened
      onClose={onClose}
      title="Copy the token now"
      size={460}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      <div className={classes.form}>
        <p>It is shown this once. Whoever holds it may do what it may do: keep it like a password.</p>
        <code className={classes.secret}>{token}</code>
        <div className={classes.foot}>
          <Button
            variant="default"
            leftSection={
              clipboard.copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />
            }
            onClick={() => clipboard.copy(token)}
          >
            {clipboard.copied ? 'Copied' : 'Copy'}
          </Button>
          <Button onClick={onClose}>I have kept it</Button>
        </div>
      </div>
    </Modal>
  );
}
