import type { ReactNode } from 'react';
import classes from './emptyState.module.css';

interface Props {
  readonly icon?: ReactNode;
  readonly title: string;
  /** Why it is empty and what would fill it. */
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** What stands where a list has nothing to show: why, and what would fill it. */
export function EmptyState({ icon, title, children, action }: Props) {
  return (
    <div className={classes.empty}>
      {icon && (
        <div className={classes.icon} aria-hidden>
          {icon}
        </div>
      )}
      <p className={classes.title}>{title}</p>
      {children && <div className={classes.text}>{children}</div>}
      {action && <div className={classes.action}>{action}</div>}
    </div>
  );
}
