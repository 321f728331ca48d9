import { CloseButton, Menu, UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import classes from './filters.module.css';

/** Something that a list can be narrowed to. */
export interface Choice {
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
  readonly onChange: (chosen: string[] | undefined) => void;
}

// More than these are found by typing; of thousands only the first are drawn.
const listedWhole = 14;
const drawnAtMost = 60;

function toText({ name, many, choices, chosen }: Props): string {
  if (chosen.length === 0) return name;
  if (chosen.length > 1) return `${chosen.length} ${many}`;
  return choices.find(({ value }) => value === chosen[0])?.label ?? `1 ${name.toLowerCase()}`;
}

/** A filter as a chip: closed it says what is chosen, open it lists the choices, with a search where they are many. */
export function FilterChip(props: Props) {
  const { name, choices, chosen, onChange } = props;
  const [search, setSearch] = useState('');
  const text = toText(props);
  const isLong = choices.length > listedWhole;
  const wanted = search.trim().toLowerCase();
  const found = choices.filter(({ label }) => label.toLowerCase().includes(wanted));
  const shown = found.slice(0, drawnAtMost);
  return (
    <span className={classes.chip} data-chosen={chosen.length > 0 || undefined}>
      <Menu position="bottom-start" width={240} closeOnItemClick={false}>
        <Menu.Target>
          <UnstyledButton className={classes.open} aria-label={chosen.length > 0 ? `${name}: ${text}` : name}>
            {chosen.length === 1 && choices.find(({ value }) => value === chosen[0])?.mark}
            <span className={classes.text}>{text}</span>
            <IconChevronDown size={14} aria-hidden />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown className={classes.list}>
          {isLong && (
            <Menu.Search
              value={search}
              onChange={(event) => setSearch(event.currentTarget.value)}
              placeholder={`Find one of ${choices.length}`}
              aria-label={`Find: ${name}`}
            />
          )}
          <Menu.CheckboxGroup
            value={[...chosen]}
            onChange={(next) => onChange(next.length > 0 ? next : undefined)}
          >
            {shown.map(({ value, label, mark }) => (
              <Menu.CheckboxItem key={value} value={value}>
                <span className={classes.choice}>
                  {mark}
                  {label}
                </span>
              </Menu.CheckboxItem>
            ))}
          </Menu.CheckboxGroup>
          {found.length === 0 && <Menu.Label>Nothing is called that</Menu.Label>}
          {found.length > shown.length && (
            <Menu.Label>{found.length - shown.length} more: type to find them</Menu.Label>
          )}
        </Menu.Dropdown>
      </Menu>
      {chosen.length > 0 && (
        <CloseButton
          size="xs"
          aria-label={`Clear ${name.toLowerCase()}`}
          onClick={() => onChange(undefined)}
        />
      )}
    </span>
  );
}
