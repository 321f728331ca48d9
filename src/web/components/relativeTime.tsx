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
