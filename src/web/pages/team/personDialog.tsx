import { Button, Modal, Select, Switch, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useMemo, useState } from 'react';
import { accountApi, type UserChange } from '../../accountApi.ts';
import type { User } from '../../api.ts';
import { notice } from '../../components/notice.tsx';
import { SaveFailed } from '../../components/saveFailed.tsx';
import { useMe, usersQuery } from '../../queries.ts';
import { timeZones } from '../../timeZones.ts';
import { roleSight, roles, roleWord } from '../../words.ts';
import { findLineRefusal } from './reportingLines.ts';
import classes from './team.module.css';
import { useChangePerson, useTeamRefresh } from './useTeam.ts';

interface Props {
  readonly people: readonly User[];
  /** Null to add somebody. */
  readonly person: User | null;
  readonly onClose: () => void;
}

type Said = Pick<User, 'name' | 'email' | 'role' | 'managerId' | 'timeZone' | 'loginAccess'> & {
  readonly region: string;
  readonly position: string;
};

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
  const add = useMutation({
    mutationFn: () => accountApi.addPerson(toWish(said)),
    onSuccess: async ({ name }) => {
      notice(`${name} is added.`);
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
  const error = change.error ?? add.error;
  const isBusy = change.isPending || add.isPending;
  const isOwn = person?.id === me.user.id;
  const mayChange = me.can.managePeople || isOwn;
  return (
    <Modal opened onClose={onClose} title={person?.name ?? 'Add a person'} size={520}>
      <form className={classes.form} onSubmit={submit}>
        <Fields people={people} person={person} said={said} onSay={(part) => setSaid({ ...said, ...part })} />
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

interface FieldsProps {
  readonly people: readonly User[];
  readonly person: User | null;
  readonly said: Said;
  readonly onSay: (part: Partial<Said>) => void;
}

function Fields({ people, person, said, onSay }: FieldsProps) {
  const { user, can } = useMe();
  const isOwn = person?.id === user.id;
  const isFixed = !can.managePeople;
  const mayName = can.managePeople || isOwn;
  const managers = useMemo(() => {
    const byId = new Map(people.map((each) => [each.id, each]));
    return people
      .filter(({ deactivatedAt, id }) => deactivatedAt === null || id === person?.managerId)
      .filter((each) => person === null || findLineRefusal(byId, person, each) === null)
      .map(({ id, name, email }) => ({ value: id, label: `${name} · ${email}` }));
  }, [people, person]);
  return (
    <>
      <TextInput
        label="Name"
        maxLength={200}
        value={said.name}
        disabled={!mayName}
        onChange={(event) => onSay({ name: event.currentTarget.value })}
        data-autofocus
      />
      <TextInput
        label="E-mail"
        description="They sign in with it, and it is how their Salesforce user is found."
        type="email"
        value={said.email}
        disabled={isFixed}
        onChange={(event) => onSay({ email: event.currentTarget.value })}
      />
      <div className={classes.pair}>
        <Select
          label="Role"
          description={isOwn ? 'Somebody else changes yours.' : roleSight[said.role]}
          data={roles.map((role) => ({ value: role, label: roleWord(role) }))}
          value={said.role}
          disabled={isFixed || isOwn}
          onChange={(role) => onSay({ role: role as User['role'] })}
        />
        <Select
          label="Reports to"
          description="Their managers see their entries."
          placeholder="Nobody"
          searchable
          clearable
          limit={50}
          data={managers}
          value={said.managerId}
          disabled={isFixed}
          onChange={(managerId) => onSay({ managerId })}
          nothingFoundMessage="Nobody fits who does not report to this person"
        />
        <TextInput
          label="Position"
          maxLength={200}
          value={said.position}
          disabled={isFixed}
          onChange={(event) => onSay({ position: event.currentTarget.value })}
        />
        <TextInput
          label="Region"
          maxLength={200}
          value={said.region}
          disabled={isFixed}
          onChange={(event) => onSay({ region: event.currentTarget.value })}
        />
      </div>
      <Select
        label="Time zone"
        searchable
        limit={50}
        data={[...new Set([said.timeZone, ...timeZones])]}
        value={said.timeZone}
        disabled={!mayName}
        onChange={(timeZone) => timeZone && onSay({ timeZone })}
      />
      <Switch
        label="Login access"
        description={
          isOwn ? 'Somebody else changes yours.' : 'They may sign in to WorkSights while they are active.'
        }
        checked={said.loginAccess}
        disabled={isFixed || isOwn}
        onChange={(event) => onSay({ loginAccess: event.currentTarget.checked })}
      />
    </>
  );
}
