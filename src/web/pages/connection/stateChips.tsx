import { UnstyledButton } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ConnectionSearch } from '../../router.tsx';
import classes from './stateChips.module.css';

type State = ConnectionSearch['state'];

const chips = [
  { key: 'unmapped', name: 'Unmapped' },
  { key: 'conflict', name: 'Conflict' },
] as const;

interface Props {
  readonly chosen: State;
  readonly onChange: (state: State) => void;
}

/** Narrows the list to those who wait for a decision. */
export function StateChips({ chosen, onChange }: Props) {
  return chips.map(({ key, name }) => {
    const isOn = chosen === key;
    return (
      <UnstyledButton
        key={key}
        className={classes.chip}
        aria-pressed={isOn}
        onClick={() => onChange(isOn ? undefined : key)}
      >
        {name}
        {isOn && <IconX size={13} aria-hidden />}
      </UnstyledButton>
    );
  });
}
