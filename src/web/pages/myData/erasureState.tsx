import { IconCircleCheck } from '@tabler/icons-react';
import type { PersonData } from '../../api.ts';
import { LongWork } from '../../components/longWork.tsx';
import { RelativeTime } from '../../components/relativeTime.tsx';
import { toCount } from '../../format.ts';
import classes from './myData.module.css';

interface Props {
  readonly erasure: NonNullable<PersonData['erasure']>;
  /** How many entries are still stored. */
  readonly left: number;
  readonly isOwn: boolean;
}

/** How far the erasure of a person's data is, or what became of the last one. */
export function ErasureState({ erasure, left, isOwn }: Props) {
  const { state, entries, requestedAt, finishedAt } = erasure;
  const erased = toCount(entries, 'entry', 'entries');
  if (state === 'running') {
    return (
      <LongWork
        title="Erasing what is stored"
        percent={(100 * entries) / Math.max(1, entries + left)}
        count={`${erased} erased, ${toCount(left, 'entry', 'entries')} left`}
        remainingSeconds={null}
        note={
          <>
            asked for <RelativeTime time={requestedAt} />; this page may be left
          </>
        }
      />
    );
  }
  return (
    <p role="status" className={classes.outcome}>
      <IconCircleCheck size={18} stroke={2} className={classes.done} aria-hidden />
      <span>
        <strong>Erased: {erased}</strong>, <RelativeTime time={finishedAt ?? requestedAt} />. Every feature
        was switched off for {isOwn ? 'you' : 'this person'} then, so what is on or stored now came after
        somebody switched it on again.
      </span>
    </p>
  );
}
