import { UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
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
  readonly onMore: () => void;
}

/** What was changed, in one line: the first two, and how many there are beside them. */
export function Changes({ changes, onMore }: Props) {
  const hidden = changes.length - shownAtFirst;
  return (
    <div className={classes.changes}>
      {changes.slice(0, shownAtFirst).map((change, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same field may change twice at one moment.
        <span key={index} className={classes.inline}>
          <span className={classes.label}>{change.label}</span>
          <Values {...change} />
        </span>
      ))}
      {hidden > 0 && (
        <UnstyledButton className={classes.toggle} onClick={onMore}>
          {hidden} more
          <IconChevronDown size={13} aria-hidden />
        </UnstyledButton>
      )}
    </div>
  );
}

/** Every transition with its moment, in order. */
export function AllChanges({
  changes,
  timeZone,
}: {
  readonly changes: readonly FieldChange[];
  readonly timeZone: string;
}) {
  return (
    <ol className={classes.changes}>
      {changes.map((change, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same field may change twice at one moment.
        <li key={index} className={classes.row}>
          <time dateTime={change.at}>{toExactClock(change.at, timeZone)}</time>
          <span>
            <span className={classes.label}>{change.label}</span>
            <Values {...change} />
          </span>
        </li>
      ))}
    </ol>
  );
}
