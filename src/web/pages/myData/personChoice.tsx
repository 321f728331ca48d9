import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMe, usersQuery } from '../../queries.ts';
import classes from './myData.module.css';

/** Whose data is looked at; for those who see everyone. */
export function PersonChoice({ chosen }: { readonly chosen: string }) {
  const { user } = useMe();
  const users = useQuery(usersQuery).data ?? [user];
  const navigate = useNavigate({ from: '/my-data' });
  return (
    <Select
      aria-label="Whose data"
      className={classes.choice}
      searchable
      selectFirstOptionOnChange
      allowDeselect={false}
      nothingFoundMessage="Nobody of this name"
      data={users.map(({ id, name }) => ({ value: id, label: id === user.id ? `${name} (you)` : name }))}
      value={chosen}
      onChange={(id) => void navigate({ search: { person: id === null || id === user.id ? undefined : id } })}
    />
  );
}
