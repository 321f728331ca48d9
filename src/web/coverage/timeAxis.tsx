import { toClock, toDate } from '../format.ts';
import { useTimeZone } from '../queries.ts';
import classes from './coverage.module.css';
import type { Span } from './stretches.ts';

const hourMs = 3_600_000;
const marks = 4;

/** The times under a ribbon: its beginning, three between, and now. */
export function TimeAxis({ window }: { readonly window: Span }) {
  const timeZone = useTimeZone();
  const length = window.to - window.from;
  const say = (at: number) =>
    length > 48 * hourMs ? toDate(at, window.to, timeZone) : toClock(at, timeZone);
  return (
    <div className={classes.axis} aria-hidden>
      {Array.from({ length: marks }, (_, index) => {
        const at = window.from + (length * index) / marks;
        return <span key={at}>{say(at)}</span>;
      })}
      <span>now</span>
    </div>
  );
}
