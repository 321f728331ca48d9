import { Button } from '@mantine/core';
import { ProblemError } from '../calls.ts';
import { currentTime } from '../clock.ts';
import { LongWork } from '../components/longWork.tsx';
import { ProblemPanel } from '../components/problemPanel.tsx';
import { StateBadge } from '../components/stateBadge.tsx';
import { toBytes, toCount } from '../format.ts';
import type { Progress } from './download.ts';
import classes from './downloadState.module.css';
import type { DownloadState } from './useDownload.ts';

const toText = ({ bytes, entries }: Progress) =>
  entries === null ? toBytes(bytes) : `${toCount(entries, 'entry', 'entries')} · ${toBytes(bytes)}`;

/** 0 to 100; null where the end is not known. An estimate that was too low never shows more than all. */
export const toPercentDone = ({ entries, expected }: Progress): number | null =>
  entries === null || expected === null || expected === 0 ? null : Math.min(99, (100 * entries) / expected);

interface Props {
  readonly state: DownloadState;
  readonly onCancel: () => void;
}

/** How far a download is, or how it ended; nothing before one was begun. */
export function DownloadStatus({ state, onCancel }: Props) {
  switch (state.is) {
    case 'idle':
      return null;
    case 'running':
      return <Running startedAt={state.startedAt} progress={state.progress} onCancel={onCancel} />;
    case 'done':
      return (
        <p role="status" className={classes.line}>
          <StateBadge tone="good" word="Saved" />
          <span>
            {state.wish.name} is in your downloads: {toText(state.progress)}.
          </span>
        </p>
      );
    case 'cancelled':
      return (
        <p role="status" className={classes.line}>
          <StateBadge tone="quiet" word="Cancelled" />
          <span>Nothing was saved.</span>
        </p>
      );
    case 'failed':
      return <Failed error={state.error} />;
  }
}

function Failed({ error }: { readonly error: Error }) {
  const problem = error instanceof ProblemError ? error : null;
  return (
    <ProblemPanel
      title="The file could not be made"
      cause={problem?.message ?? 'The answer of the server could not be read.'}
      fix={problem?.fix}
      code={problem?.code}
    />
  );
}

interface RunningProps {
  readonly startedAt: number;
  readonly progress: Progress;
  readonly onCancel: () => void;
}

function Running({ startedAt, progress, onCancel }: RunningProps) {
  const cancel = (
    <Button size="compact-md" variant="default" onClick={onCancel}>
      Cancel
    </Button>
  );
  const percent = toPercentDone(progress);
  if (percent === null) {
    return (
      <p role="status" className={classes.line}>
        <StateBadge tone="info" word="Exporting" />
        <span>{progress.bytes === 0 ? 'The first entries are read.' : `${toText(progress)} so far`}</span>
        <span className={classes.end}>{cancel}</span>
      </p>
    );
  }
  const seconds = (currentTime() - startedAt) / 1000;
  return (
    <LongWork
      title="Exporting"
      percent={percent}
      count={`${toText(progress)} so far, of about ${toCount(progress.expected ?? 0, 'entry', 'entries')}`}
      remainingSeconds={percent < 1 ? null : (seconds * (100 - percent)) / percent}
      action={cancel}
    />
  );
}
