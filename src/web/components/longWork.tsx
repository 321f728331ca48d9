import type { ReactNode } from 'react';
import { toDuration, toPercent } from '../format.ts';
import classes from './longWork.module.css';
import { ProgressBar } from './progressBar.tsx';

interface Props {
  readonly title: string;
  /** 0 to 100. */
  readonly percent: number;
  /** What it has counted so far, in words. */
  readonly count?: string | undefined;
  /** At the pace so far; null where there is none to tell by. */
  readonly remainingSeconds: number | null;
  /** What holds it up, or what it means. */
  readonly note?: ReactNode;
  readonly action?: ReactNode;
}

const sentence = (seconds: number | null) =>
  seconds === null ? 'remaining time is not known yet' : `about ${toDuration(Math.max(1, seconds))} left`;

/** Long work with its bar, count, percent and remaining time; the page may be left meanwhile. */
export function LongWork({ title, percent, count, remainingSeconds, note, action }: Props) {
  return (
    <section className={classes.work} aria-label={title}>
      <div className={classes.head}>
        <strong>{title}</strong>
        <span className={classes.figures}>
          {toPercent(percent)} · {sentence(remainingSeconds)}
        </span>
      </div>
      <ProgressBar label={title} percent={percent} />
      <div className={classes.foot}>
        <span>
          {count}
          {count && note ? ' · ' : ''}
          {note}
        </span>
        {action}
      </div>
    </section>
  );
}
