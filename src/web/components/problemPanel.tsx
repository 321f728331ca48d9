import { IconAlertTriangle, IconCircleX, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { CopyText } from './copyText.tsx';
import classes from './problemPanel.module.css';

interface Props {
  readonly tone?: 'bad' | 'warn' | 'info';
  readonly title: string;
  /** What happened, since when, what it means. */
  readonly cause?: ReactNode;
  /** What to do about it. */
  readonly fix?: ReactNode;
  /** The stable code, small, to be copied into a mail. */
  readonly code?: string;
  readonly action?: ReactNode;
}

const icons = { bad: IconCircleX, warn: IconAlertTriangle, info: IconInfoCircle } as const;

/** Something that waits for a person: what happened, what it means, what to do, and the button that does it. */
export function ProblemPanel({ tone = 'bad', title, cause, fix, code, action }: Props) {
  const Icon = icons[tone];
  return (
    <section className={classes.panel} data-tone={tone} role={tone === 'info' ? undefined : 'alert'}>
      <Icon size={18} stroke={2} className={classes.icon} aria-hidden />
      <div className={classes.body}>
        <h2>{title}</h2>
        {cause && <p className={classes.cause}>{cause}</p>}
        {fix && <p className={classes.fix}>{fix}</p>}
        {(action || code) && (
          <div className={classes.foot}>
            {action}
            {code && <CopyText text={code} label="Copy the code" />}
          </div>
        )}
      </div>
    </section>
  );
}
