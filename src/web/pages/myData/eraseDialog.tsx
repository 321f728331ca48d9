import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, type PersonData, ProblemError } from '../../api.ts';
import { ProblemPanel } from '../../components/problemPanel.tsx';
import { toCount, toNumber } from '../../format.ts';
import classes from './myData.module.css';

interface Props {
  readonly data: PersonData;
  readonly isOwn: boolean;
  readonly onClose: () => void;
}

/** What erasing does, in plain words and with counts. */
function toConsequences({ totals, connections }: PersonData): string[] {
  const on = connections.flatMap(({ features }) => features.filter(({ collected }) => collected)).length;
  const edited = totals.edited > 0 ? `, ${toNumber(totals.edited)} of them with a length set by hand` : '';
  return [
    `Erases ${toCount(totals.entries, 'entry', 'entries')}${edited}, and what was reported of them. Timeline, day and trends no longer show them to anybody.`,
    on > 0
      ? `Switches off ${toCount(on, 'feature', 'features')} in ${toCount(connections.length, 'connection', 'connections')}, so that nothing comes back until somebody switches one on.`
      : 'Leaves every feature off, as it is.',
    'Leaves the account, its role and its sign-in, and changes nothing in Salesforce.',
    'Writes to the audit log that you erased it, when, and how many entries.',
  ];
}

/** Says what erasing does, and does it once the person's e-mail is typed. */
export function EraseDialog({ data, isOwn, onClose }: Props) {
  const client = useQueryClient();
  const { id, name, email } = data.user;
  const [typed, setTyped] = useState('');
  const isSame = typed.trim().toLowerCase() === email.toLowerCase();
  const erase = useMutation({
    mutationFn: () => api.erase(id, typed),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['person data'] });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isSame) erase.mutate();
  };
  const problem = erase.error instanceof ProblemError ? erase.error : null;
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Erase what is stored about ${isOwn ? 'you' : name}`}
      size={520}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form className={classes.form} onSubmit={submit} noValidate>
        <ul className={classes.consequences}>
          {toConsequences(data).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        <p>
          <strong>This cannot be undone.</strong> Export it first if it may be needed.
        </p>
        <TextInput
          label={`To confirm, write ${email}`}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          data-autofocus
        />
        {erase.error && (
          <ProblemPanel
            title="Nothing was erased"
            cause={problem?.message ?? 'The server gave no answer that can be read.'}
            fix={problem?.fix}
            code={problem?.code}
          />
        )}
        <div className={classes.end}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" color="red" disabled={!isSame} loading={erase.isPending}>
            Erase {toCount(data.totals.entries, 'entry', 'entries')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
