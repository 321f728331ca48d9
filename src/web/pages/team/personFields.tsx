import { Select, Switch, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import type { User } from '../../api.ts';
import { GuideLink } from '../../components/guideLink.tsx';
import { useMe } from '../../queries.ts';
import { timeZones } from '../../timeZones.ts';
import { roleSight, roles, roleWord } from '../../words.ts';
import { findLineRefusal } from './reportingLines.ts';
import classes from './team.module.css';

/** A person as the form holds them: empty texts where nothing is said. */
export type Said = Pick<User, 'name' | 'email' | 'role' | 'managerId' | 'timeZone' | 'loginAccess'> & {
  readonly region: string;
  readonly position: string;
};

interface FieldsProps {
  readonly people: readonly User[];
  readonly person: User | null;
  readonly said: Said;
  readonly onSay: (part: Partial<Said>) => void;
}

/** What can be said of a person, as far as the viewer may say it. */
export function PersonFields({ people, person, said, onSay }: FieldsProps) {
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
          description={
            isOwn ? (
              'Somebody else changes yours.'
            ) : (
              <>
                {roleSight[said.role]}.{' '}
                <GuideLink place="roles" inNewTab>
                  Roles
                </GuideLink>
              </>
            )
          }
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
