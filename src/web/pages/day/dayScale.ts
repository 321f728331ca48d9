/** A stretch of time, epoch ms. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A piece of the day's axis: an hour, or a run of hours in which nothing happened, folded to a narrow strip. */
export interface Segment extends Span {
  readonly isFolded: boolean;
  /** Where it begins and how wide it is, in percent of the axis. */
  readonly left: number;
  readonly width: number;
}

const hourMs = 3_600_000;
// A folded run takes the room of half an hour, however long it is.
const foldedWeight = 0.5;

const overlaps = (a: Span, b: Span) => a.from < b.to && b.from < a.to;
// An entry of no length is a moment, and takes its hour all the same.
const asMoment = ({ from, to }: Span): Span => ({ from, to: Math.max(to, from + 1) });

/** The day's hours as an axis; those in which nothing is are folded, unless `keep` wants them or they stand alone. */
export function toSegments(day: Span, taken: readonly Span[], keep: (hour: Span) => boolean): Segment[] {
  const hours: Span[] = [];
  for (let from = day.from; from < day.to; from += hourMs) {
    hours.push({ from, to: Math.min(from + hourMs, day.to) });
  }
  const isTaken = markHours(day, taken, hours.length);
  const runs = hours.reduce<(Span & { isFolded: boolean })[]>((found, hour, index) => {
    const isFolded = !isTaken[index] && !keep(hour);
    const last = found.at(-1);
    if (isFolded && last?.isFolded) found[found.length - 1] = { ...last, to: hour.to };
    else found.push({ ...hour, isFolded });
    return found;
  }, []);
  const pieces = runs.map((run) => ({ ...run, isFolded: run.isFolded && run.to - run.from > hourMs }));
  const weights = pieces.map(({ from, to, isFolded }) => (isFolded ? foldedWeight : (to - from) / hourMs));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  let left = 0;
  return pieces.map((piece, index) => {
    const width = (weights[index]! / whole) * 100;
    const segment = { ...piece, left, width };
    left += width;
    return segment;
  });
}

function markHours(day: Span, taken: readonly Span[], count: number): boolean[] {
  const marks = new Array<boolean>(count).fill(false);
  for (const span of taken.map(asMoment).filter((each) => overlaps(each, day))) {
    const first = Math.max(0, Math.floor((span.from - day.from) / hourMs));
    const last = Math.min(count - 1, Math.ceil((span.to - day.from) / hourMs) - 1);
    marks.fill(true, first, last + 1);
  }
  return marks;
}

/** Where a moment stands on the axis, in percent; what is outside of the day, at its end. */
export function toPosition(segments: readonly Segment[], at: number): number {
  const segment = segments.find(({ to }) => at < to);
  if (segment === undefined) return 100;
  const part = Math.max(0, at - segment.from) / (segment.to - segment.from);
  return segment.left + part * segment.width;
}

/** Where a span stands on the axis and how wide it is, in percent; cut to the day. */
export function toPlace(segments: readonly Segment[], { from, to }: Span): { left: number; width: number } {
  const left = toPosition(segments, from);
  return { left, width: Math.max(0, toPosition(segments, to) - left) };
}
