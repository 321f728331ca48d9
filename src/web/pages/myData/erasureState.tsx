import { IconCircleCheck } from '@tabler/icons-react';
import type { PersonData } from '../../api.ts';
import { currentTime } from '../../clock.ts';
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
    const passed = currentTime() - Date.parse(requestedAt);
    return (
      <LongWork
        title="Erasing what is stored"
        percent={(100 * entries) / Math.max(1, entries + left)}
        count={`${erased} erased, ${toCount(left, 'entry', 'entries')} left`}
        remainingSeconds={entries === 0 ? null : ((passed / 1000) * left) / entries}
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
        was switched off for {isOwn ? 'you' : 'this person'} then.{' '}
        {left > 0
          ? 'What is stored now came after somebody switched one on again.'
          : 'Nothing comes back until somebody switches one on again.'}
      </span>
    </p>
  );
}
