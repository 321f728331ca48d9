import { Button, Select, UnstyledButton } from '@mantine/core';
import { IconMail, IconUsers } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { User } from '../../api.ts';
import { ChoiceChips } from '../../components/choiceChips.tsx';
import { DataLink } from '../../components/dataLink.tsx';
import { type Column, DataTable } from '../../components/dataTable.tsx';
import { EmptyState } from '../../components/emptyState.tsx';
import { PeopleSearch } from '../../components/peopleSearch.tsx';
import { RelativeTime } from '../../components/relativeTime.tsx';
import { StateBadge } from '../../components/stateBadge.tsx';
import { toCount, toNumber } from '../../format.ts';
import { useMe, useSeesEveryone } from '../../queries.ts';
import type { TeamSearch } from '../../routes/team.ts';
import { roles, roleWord } from '../../words.ts';
import classes from './team.module.css';
import { useInvite } from './useInvite.ts';

const states = [
  { key: 'active', name: 'Active' },
  { key: 'not-invited', name: 'Not invited' },
  { key: 'no-login', name: 'No login access' },
  { key: 'deactivated', name: 'Deactivated' },
] as const;

const isState = ({ id, deactivatedAt, loginAccess, invitedAt }: User, state: string, ownId: string) => {
  if (state === 'deactivated') return deactivatedAt !== null;
  if (deactivatedAt !== null) return false;
  if (state === 'not-invited') return loginAccess && invitedAt === null && id !== ownId;
  return state === 'active' || !loginAccess;
};

const fits = ({ text, role, state }: TeamSearch, person: User, ownId: string) =>
  (!text || `${person.name} ${person.email}`.toLowerCase().includes(text.toLowerCase())) &&
  (!role || person.role === role) &&
  isState(person, state ?? 'active', ownId);

function columnsOf(
  people: readonly User[],
  edit: (person: User) => void,
  withData: boolean,
): readonly Column<User>[] {
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return [
    {
      key: 'person',
      title: 'Person',
      cell: (person) => (
        <span className={classes.person}>
          <UnstyledButton className={classes.name} onClick={() => edit(person)}>
            {person.name}
          </UnstyledButton>
          <span className={classes.email}>{person.email}</span>
        </span>
      ),
    },
    { key: 'role', title: 'Role', cell: ({ role }) => roleWord(role), width: '9%' },
    {
      key: 'manager',
      title: 'Reports to',
      cell: ({ managerId }) =>
        managerId ? (names.get(managerId) ?? 'Somebody else') : <span className="dim">nobody</span>,
      width: '12%',
      hideOnPhone: true,
    },
    { key: 'position', title: 'Position', cell: ({ position }) => position, width: '12%', hideOnPhone: true },
    { key: 'region', title: 'Region', cell: ({ region }) => region, width: '8%', hideOnPhone: true },
    {
      key: 'zone',
      title: 'Time zone',
      cell: ({ timeZone }) => timeZone.replaceAll('_', ' '),
      width: '12%',
      hideOnPhone: true,
    },
    { key: 'login', title: 'Login', cell: (person) => <Login person={person} />, width: '11%' },
    ...(withData ? [dataColumn] : []),
  ];
}

// On a phone the person's dialog leads there.
const dataColumn: Column<User> = {
  key: 'data',
  title: 'Their data',
  cell: ({ id, name }) => <DataLink userId={id} name={name} />,
  width: '11%',
  hideOnPhone: true,
};

function Login({ person }: { readonly person: User }) {
  if (person.deactivatedAt !== null) return <StateBadge tone="quiet" word="Deactivated" />;
  if (!person.loginAccess) return <StateBadge tone="quiet" word="No" />;
  return (
    <>
      <StateBadge tone="good" word="Yes" />
      {person.invitedAt !== null && (
        <span className={classes.invited}>
          Invited <RelativeTime time={person.invitedAt} />
        </span>
      )}
    </>
  );
}

interface Props {
  readonly people: readonly User[];
  readonly search: TeamSearch;
  readonly onNarrow: (next: TeamSearch) => void;
  readonly onEdit: (person: User) => void;
}

/** Everyone whom the viewer may see, narrowed by what stands in the address; a name opens its person. */
export function PeopleList({ people, search, onNarrow, onEdit }: Props) {
  const seesEveryone = useSeesEveryone();
  const { user, can, mail } = useMe();
  const rows = useMemo(
    () => people.filter((person) => fits(search, person, user.id)),
    [people, search, user.id],
  );
  const invite = useInvite();
  const mayInvite = can.managePeople && mail;
  const toInvite = search.state === 'not-invited' ? rows : [];
  const count = (state: string) =>
    toNumber(people.filter((person) => isState(person, state, user.id)).length);
  return (
    <>
      <div className={classes.toolbar}>
        <PeopleSearch value={search.text ?? ''} onChange={(text) => onNarrow({ text: text || undefined })} />
        <Select
          aria-label="Role"
          placeholder="Any role"
          size="xs"
          clearable
          className={classes.select}
          data={roles.map((role) => ({ value: role, label: roleWord(role) }))}
          value={search.role ?? null}
          onChange={(role) => onNarrow({ role: (role as User['role']) ?? undefined })}
        />
        <ChoiceChips
          label="Which people"
          choices={states
            .filter(({ key }) => mayInvite || key !== 'not-invited')
            .map((state) => ({ ...state, count: count(state.key) }))}
          chosen={search.state ?? 'active'}
          onChange={(state) => onNarrow({ state: state === 'active' ? undefined : state })}
          isAlways
        />
        {mayInvite && toInvite.length > 0 && (
          <Button
            size="xs"
            leftSection={<IconMail size={14} aria-hidden />}
            loading={invite.isPending}
            onClick={() => invite.mutate(toInvite)}
          >
            Invite {toCount(toInvite.length, 'person', 'people')}
          </Button>
        )}
      </div>
      {rows.length === 0 ? (
        <EmptyState
          icon={<IconUsers size={32} stroke={1.5} />}
          title="Nobody matches"
          action={
            <Button
              variant="default"
              onClick={() => onNarrow({ text: undefined, role: undefined, state: undefined })}
            >
              Show everyone who is active
            </Button>
          }
        >
          No person fits the search, the role and the state.
        </EmptyState>
      ) : (
        <DataTable
          caption="People of the company, by name"
          columns={columnsOf(people, onEdit, seesEveryone)}
          rows={rows}
          rowKey={({ id }) => id}
          rowHeight={49}
        />
      )}
    </>
  );
}
