import { UnstyledButton } from '@mantine/core';
import classes from './choiceChips.module.css';

interface Props<K extends string> {
  /** What is chosen, for those who hear it. */
  readonly label: string;
  readonly choices: readonly { readonly key: K; readonly name: string; readonly count?: string }[];
  readonly chosen: K | undefined;
  readonly onChange: (key: K | undefined) => void;
  /** True where one is always chosen, so that a second press keeps it. */
  readonly isAlways?: boolean;
}

/** A few choices as chips, at most one of them chosen. */
export function ChoiceChips<K extends string>({
  label,
  choices,
  chosen,
  onChange,
  isAlways = false,
}: Props<K>) {
  return (
    <fieldset className={classes.chips}>
      <legend className="only-read">{label}</legend>
      {choices.map(({ key, name, count }) => {
        const isOn = chosen === key;
        return (
          <UnstyledButton
            key={key}
            className={classes.chip}
            aria-pressed={isOn}
            onClick={() => onChange(isOn && !isAlways ? undefined : key)}
          >
            {name}
            {count !== undefined && <span className={classes.count}>{count}</span>}
          </UnstyledButton>
        );
      })}
    </fieldset>
  );
}
