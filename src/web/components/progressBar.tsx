import { Progress } from '@mantine/core';

interface Props {
  readonly label: string;
  /** 0 to 100. */
  readonly percent: number;
}

/** How far long work has come; its words stand beside it. */
export function ProgressBar({ label, percent }: Props) {
  return (
    <Progress.Root size={6}>
      <Progress.Section value={percent} aria-label={label} />
    </Progress.Root>
  );
}
