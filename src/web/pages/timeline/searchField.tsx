import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import classes from './filters.module.css';

// Long enough to finish a word, short enough to seem at once.
const pauseMs = 300;

interface Props {
  /** What it searches, as its placeholder and name: "Search titles". */
  readonly label: string;
  readonly text: string | undefined;
  readonly onChange: (text: string | undefined) => void;
}

/** Searches while somebody types; what stands in the address is what is searched for. */
export function SearchField({ label, text = '', onChange }: Props) {
  const [typed, setTyped] = useState(text);
  const sent = useRef(text);
  const change = useRef(onChange);
  change.current = onChange;
  // The address may change by itself: by "Clear all", or by going back.
  useEffect(() => {
    if (text === sent.current) return;
    sent.current = text;
    setTyped(text);
  }, [text]);
  useEffect(() => {
    const wanted = typed.trim();
    if (wanted === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = wanted;
      change.current(wanted === '' ? undefined : wanted);
    }, pauseMs);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <TextInput
      type="search"
      size="xs"
      radius="xl"
      className={classes.search}
      placeholder={label}
      aria-label={label}
      maxLength={200}
      leftSection={<IconSearch size={15} stroke={1.8} aria-hidden />}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
    />
  );
}
