import { CloseButton, Menu, UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './filters.module.css';

/** Something that a list can be narrowed to. */
interface Choice {
  readonly value: string;
  readonly label: string;
  readonly mark?: ReactNode;
}

interface Props {
  readonly name: string;
  /** "2 people": how several chosen ones are counted. */
  readonly many: string;
  readonly choices: readonly Choice[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: string[]) => void;
}

/** A filter as a chip: closed it says what is chosen, open it lists the choices (typing a name goes to it). */
export function FilterChip({ name, many, choices, chosen, onChange }: Props) {
  const only = choices.find(({ value }) => value === chosen[0]);
  const text =
    chosen.length === 0
      ? name
      : chosen.length === 1
        ? (only?.label ?? `1 ${name}`)
        : `${chosen.length} ${many}`;
  return (
    <span className={classes.chip} data-chosen={chosen.length > 0 || undefined}>
      <Menu position="bottom-start" width={240} closeOnItemClick={false}>
        <Menu.Target>
          <UnstyledButton className={classes.open} aria-label={chosen.length > 0 ? `${name}: ${text}` : name}>
            {chosen.length === 1 && only?.mark}
            {text}
            <IconChevronDown size={14} aria-hidden />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown className={classes.list}>
          <Menu.CheckboxGroup value={[...chosen]} onChange={onChange}>
            {choices.map(({ value, label, mark }) => (
              <Menu.CheckboxItem key={value} value={value}>
                <span className={classes.choice}>
                  {mark}
                  {label}
                </span>
              </Menu.CheckboxItem>
            ))}
          </Menu.CheckboxGroup>
        </Menu.Dropdown>
      </Menu>
      {chosen.length > 0 && (
        <CloseButton size="xs" aria-label={`Clear ${name.toLowerCase()}`} onClick={() => onChange([])} />
      )}
    </span>
  );
}
