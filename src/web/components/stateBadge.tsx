import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconProgress,
} from '@tabler/icons-react';
import classes from './stateBadge.module.css';

/** What a state means: fine, waits for somebody, broken, on its way, of no concern. */
export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'quiet';

const icons = {
  good: IconCircleCheck,
  warn: IconAlertTriangle,
  bad: IconCircleX,
  info: IconProgress,
  quiet: IconCircleDashed,
} as const;

interface Props {
  readonly tone: Tone;
  readonly word: string;
}

/** A state as icon, word and colour together, never colour alone. */
export function StateBadge({ tone, word }: Props) {
  const Icon = icons[tone];
  return (
    <span className={classes.badge} data-tone={tone}>
      <Icon size={15} stroke={2} aria-hidden />
      {word}
    </span>
  );
}
