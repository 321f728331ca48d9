import { Button, Modal, Switch } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { accountApi, type UserChange } from '../../accountApi.ts';
import type { User } from '../../api.ts';
import { DataLink } from '../../components/dataLink.tsx';
import { notice } from '../../components/notice.tsx';
import { SaveFailed } from '../../components/saveFailed.tsx';
import { useMe, usersQuery, useSeesEveryone } from '../../queries.ts';
import { InvitationPart } from './invitationPart.tsx';
import { PersonFields, type Said } from './personFields.tsx';
import classes from './team.module.css';
import { useInvite } from './useInvite.ts';
import { useChangePerson, useTeamRefresh } from './useTeam.ts';

interface Props {
  readonly people: readonly User[];
  /** Null to add somebody. */
  readonly person: User | null;
  readonly onClose: () => void;
}

const toSaid = (person: User | null, timeZone: string): Said => ({
  ...{ name: person?.name ?? '', email: person?.email ?? '', role: person?.role ?? 'member' },
  ...{ managerId: person?.managerId ?? null, timeZone: person?.timeZone ?? timeZone },
  ...{ region: person?.region ?? '', position: person?.position ?? '' },
  loginAccess: person?.loginAccess ?? true,
});

const toWish = (said: Said) => ({
  ...said,
  ...{ name: said.name.trim(), email: said.email.trim() },
  ...{ region: said.region.trim() || null, position: said.position.trim() || null },
});

/** Only what differs, so that who may change a part of a person is refused nothing else. */
function toChange(person: User, said: Said): UserChange {
  const wish = toWish(said);
  return Object.fromEntries(
    Object.entries(wish).filter(([key, value]) => person[key as keyof typeof wish] !== value),
  );
}

/** Adds or changes a person; everybody changes their own name and time zone. */
export function PersonDialog({ people, person, onClose }: Props) {
  const me = useMe();
  const client = useQueryClient();
  const refresh = useTeamRefresh();
  const [said, setSaid] = useState(() => toSaid(person, me.user.timeZone));
  const change = useChangePerson();
  const invite = useInvite();
  const [isInviting, setIsInviting] = useState(true);
  const add = useMutation({
    mutationFn: () => accountApi.addPerson(toWish(said)),
    onSuccess: async (added) => {
      if (willInvite) invite.mutate([added]);
      else notice(`${added.name} is added.`);
      await client.invalidateQueries({ queryKey: usersQuery.queryKey });
      void refresh();
      onClose();
    },
  });
  const save = (wish: UserChange, told: string) => {
    if (!person || Object.keys(wish).length === 0) return onClose();
    change.mutate(
      { id: person.id, change: wish },
      {
        onSuccess: () => {
          notice(told);
          onClose();
        },
      },
    );
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (person) save(toChange(person, said), 'Saved.');
    else add.mutate();
  };
  const willInvite = me.mail && said.loginAccess && isInviting;
  const error = change.error ?? add.error;
  const isBusy = change.isPending || add.isPending;
  const seesEveryone = useSeesEveryone();
  const isOwn = person?.id === me.user.id;
  const mayChange = me.can.managePeople || isOwn;
  return (
    <Modal opened onClose={onClose} title={person?.name ?? 'Add a person'} size={520}>
      <form className={classes.form} onSubmit={submit}>
        <PersonFields
          people={people}
          person={person}
          said={said}
          onSay={(part) => setSaid({ ...said, ...part })}
        />
        {!person && said.loginAccess && (
          <NewInvitation hasMail={me.mail} isOn={isInviting} onChange={setIsInviting} />
        )}
        {person && me.can.managePeople && !isOwn && <InvitationPart person={person} />}
        {person && seesEveryone && <DataLink userId={person.id} name={person.name} withName />}
        {error && <SaveFailed title="This was not saved" error={error} />}
        <div className={classes.foot}>
          {person && me.can.managePeople && !isOwn && (
            <Button
              variant="default"
              className={classes.left}
              disabled={isBusy}
              onClick={() =>
                save(
                  { active: person.deactivatedAt !== null },
                  person.deactivatedAt === null
                    ? `${person.name} is deactivated: their sign-in, sessions and tokens are ended.`
                    : `${person.name} is active again.`,
                )
              }
            >
              {person.deactivatedAt === null ? 'Deactivate' : 'Activate'}
            </Button>
          )}
          <Button variant="default" onClick={onClose}>
            {mayChange ? 'Cancel' : 'Close'}
          </Button>
          {mayChange && (
            <Button
              type="submit"
              loading={isBusy}
              disabled={said.name.trim() === '' || said.email.trim() === ''}
            >
              {person ? 'Save' : 'Add'}
            </Button>
          )}
        </div>
      </form>
    </Modal>
  );
}

interface NewInvitationProps {
  readonly hasMail: boolean;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

function NewInvitation({ hasMail, isOn, onChange }: NewInvitationProps) {
  if (!hasMail) {
    return (
      <p className={classes.aside}>
        No mail server is set up, so nobody is invited by e-mail. Once they are added, open them here to copy
        the text of an invitation.
      </p>
    );
  }
  return (
    <Switch
      label="Invite them by e-mail"
      description="Says where WorkSights is and how to sign in."
      checked={isOn}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}
