import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import classes from './peopleSearch.module.css';

const settleMs = 200;

interface Props {
  readonly value: string;
  readonly onChange: (text: string) => void;
}

/** Finds people by name or e-mail; the address follows when typing pauses. */
export function PeopleSearch({ value, onChange }: Props) {
  const [text, setText] = useState(value);
  const settle = useDebouncedCallback(onChange, settleMs);
  return (
    <TextInput
      type="search"
      size="xs"
      className={classes.search}
      aria-label="Find people"
      placeholder="Find people"
      leftSection={<IconSearch size={15} aria-hidden />}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        settle(event.currentTarget.value.trim());
      }}
    />
  );
}
