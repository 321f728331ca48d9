import { useTicking } from '../clock.ts';
import { toExact, toRelative } from '../format.ts';
import { useTimeZone } from '../queries.ts';

/** How long ago, kept current; the exact time with its zone on hover. */
export function RelativeTime({ time }: { readonly time: string }) {
  const zone = useTimeZone();
  const text = useTicking((now) => toRelative(time, now, zone));
  return (
    <time dateTime={time} title={toExact(time, zone)}>
      {text}
    </time>
  );
}

/** When something is to be done next, kept current: "in 4 min", and once the moment has come "due now". */
export function DueTime({ time }: { readonly time: string }) {
  const zone = useTimeZone();
  const text = useTicking((now) => (Date.parse(time) - now < 2000 ? 'due now' : toRelative(time, now, zone)));
  return (
    <time dateTime={time} title={toExact(time, zone)}>
      {text}
    </time>
  );
}
