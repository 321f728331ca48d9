import { useTicking } from '../clock.ts';
import { ChoiceChips } from '../components/choiceChips.tsx';
import type { Span } from './stretches.ts';

const hourMs = 3_600_000;

export const ranges = [
  { key: '24h', name: '24 hours', lengthMs: 24 * hourMs },
  { key: '7d', name: '7 days', lengthMs: 7 * 24 * hourMs },
  { key: '30d', name: '30 days', lengthMs: 30 * 24 * hourMs },
] as const;
export type RangeKey = (typeof ranges)[number]['key'];

const stepMs = 10_000;

/** The window that ends now; it moves on in steps, so that nothing is drawn anew each second. */
export function useWindow(range: RangeKey): Span {
  const to = Number(useTicking((now) => String(Math.ceil(now / stepMs) * stepMs)));
  const { lengthMs } = ranges.find(({ key }) => key === range) ?? ranges[0];
  return { from: to - lengthMs, to };
}

interface Props {
  readonly chosen: RangeKey;
  readonly onChange: (range: RangeKey) => void;
}

/** How far back is looked: a day, a week, a month. */
export function RangeChips({ chosen, onChange }: Props) {
  return (
    <ChoiceChips
      label="How far back"
      choices={ranges}
      chosen={chosen}
      isAlways
      onChange={(range) => range && onChange(range)}
    />
  );
}
