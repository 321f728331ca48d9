import { UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import type { Activity } from '../../api.ts';
import { toExactClock } from '../../format.ts';
import classes from './changes.module.css';

type FieldChange = Activity['changes'][number];

const shownAtFirst = 2;

function Values({ from, to }: FieldChange) {
  if (from === null && to === null) return <> changed</>;
  return (
    <>
      {from !== null && <span className={classes.old}> {from}</span>}
      <span aria-hidden> → </span>
      <span className="only-read"> to </span>
      <span className={classes.new}>{to ?? 'empty'}</span>
    </>
  );
}

interface Props {
  readonly changes: readonly FieldChange[];
  readonly timeZone: string;
}

/** What was changed: the first two in one line, all of them with their moments when it is opened. */
export function Changes({ changes, timeZone }: Props) {
  const [open, setOpen] = useState(false);
  const hidden = changes.length - shownAtFirst;
  if (open) {
    return (
      <div className={classes.changes}>
        <ol>
          {changes.map((change, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same field may change twice at one moment.
            <li key={index} className={classes.row}>
              <span>
                <span className={classes.label}>{change.label}</span>
                <Values {...change} />
              </span>
              <time dateTime={change.at}>{toExactClock(change.at, timeZone)}</time>
            </li>
          ))}
        </ol>
        <Toggle open onClick={() => setOpen(false)} text="Fewer" />
      </div>
    );
  }
  return (
    <div className={classes.changes}>
      {changes.slice(0, shownAtFirst).map((change, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same field may change twice at one moment.
        <span key={index} className={classes.inline}>
          <span className={classes.label}>{change.label}</span>
          <Values {...change} />
        </span>
      ))}
      {hidden > 0 && <Toggle open={false} onClick={() => setOpen(true)} text={`${hidden} more`} />}
    </div>
  );
}

interface ToggleProps {
  readonly open: boolean;
  readonly text: string;
  readonly onClick: () => void;
}

function Toggle({ open, text, onClick }: ToggleProps) {
  return (
    <UnstyledButton className={classes.toggle} aria-expanded={open} onClick={onClick}>
      {text}
      <IconChevronDown size={13} aria-hidden />
    </UnstyledButton>
  );
}
