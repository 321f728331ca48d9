import { toSpanText } from '../format.ts';
import { useTimeZone } from '../queries.ts';
import classes from './coverage.module.css';
import type { Span, Stretch, StretchKind } from './stretches.ts';

/** What each kind of stretch is called; its height and pattern say the same as its colour. */
export const stretchWords: Readonly<Record<StretchKind, string>> = {
  stream: 'read by the stream',
  sweep: 'read by a sweep',
  repair: 'read again by a repair',
  backfill: 'read by the backfill',
  import: 'field history imported',
  repaired: 'was a hole, read since',
  hole: 'hole, not read yet',
  waiting: 'waits for the next sweep',
  partly: 'read for some features',
  none: 'not read',
};

interface Props {
  /** What the ribbon is of. */
  readonly name: string;
  readonly stretches: readonly Stretch[];
  readonly window: Span;
  readonly size?: 'tall' | 'thin';
}

/** A window of time as a band, each stretch drawn as what is known of it; it is read aloud as a sentence. */
export function Ribbon({ name, stretches, window, size = 'thin' }: Props) {
  const timeZone = useTimeZone();
  const length = window.to - window.from;
  const told = stretches.filter(({ kind }) => kind !== 'none');
  const say = ({ from, to, kind }: Stretch) =>
    `${toSpanText(from, to, window.to, timeZone)} ${stretchWords[kind]}`;
  const spoken = told.length === 0 ? 'nothing was read' : told.slice(0, 12).map(say).join('; ');
  return (
    <div className={classes.ribbon} data-size={size} role="img" aria-label={`${name}: ${spoken}`}>
      {stretches.map((stretch) => (
        <span
          key={stretch.from}
          className={classes.stretch}
          data-kind={stretch.kind}
          title={say(stretch)}
          style={{
            left: `${(100 * (stretch.from - window.from)) / length}%`,
            width: `${(100 * (stretch.to - stretch.from)) / length}%`,
          }}
        />
      ))}
    </div>
  );
}

const order: readonly StretchKind[] = [
  'stream',
  'sweep',
  'backfill',
  'import',
  'repaired',
  'hole',
  'waiting',
  'partly',
];

/** What the kinds that are seen stand for. */
export function RibbonLegend({ kinds }: { readonly kinds: ReadonlySet<StretchKind> }) {
  return (
    <ul className={classes.legend}>
      {order
        .filter((kind) => kinds.has(kind))
        .map((kind) => (
          <li key={kind}>
            <span className={classes.swatch} aria-hidden>
              <span className={classes.stretch} data-kind={kind} />
            </span>
            {stretchWords[kind]}
          </li>
        ))}
    </ul>
  );
}
