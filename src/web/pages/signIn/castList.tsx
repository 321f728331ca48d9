import { UnstyledButton } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { api, type User } from '../../api.ts';
import { Avatar } from '../../components/avatar.tsx';
import { roleSight, roleWord } from '../../words.ts';
import classes from './signInPage.module.css';

const order: readonly User['role'][] = ['owner', 'executive', 'technical_admin', 'manager', 'member'];

const byRole = (a: User, b: User) =>
  order.indexOf(a.role) - order.indexOf(b.role) || a.name.localeCompare(b.name);

interface Props {
  readonly people: readonly User[];
  readonly disabled: boolean;
  readonly onChoose: (start: () => Promise<void>) => void;
}

/** The people of the demo, each one click away from the product as they see it. */
export function CastList({ people, disabled, onChoose }: Props) {
  return (
    <section aria-labelledby="cast-title" className={classes.cast}>
      <h2 id="cast-title">This is a demo. Enter as</h2>
      <ul>
        {people.toSorted(byRole).map((person) => (
          <li key={person.id}>
            <UnstyledButton
              className={classes.person}
              disabled={disabled}
              onClick={() => onChoose(() => api.signInAs(person.id))}
            >
              <Avatar name={person.name} size={32} />
              <span className={classes.who}>
                <span className={classes.name}>{person.name}</span>
                <span className="dim small">{roleSight[person.role]}</span>
              </span>
              <span className="dim small">{roleWord(person.role)}</span>
              <IconChevronRight size={16} aria-hidden className={classes.arrow} />
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </section>
  );
}
