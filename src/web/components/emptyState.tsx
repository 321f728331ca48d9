import type { ReactNode } from 'react';
import classes from './emptyState.module.css';

interface Props {
  readonly icon?: ReactNode;
  readonly title: string;
  /** Why it is empty and what would fill it. */
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  /** True where it is the whole page, so that its title is the page's heading. */
  readonly isPage?: boolean;
}

/** What stands where a list has nothing to show: why, and what would fill it. */
export function EmptyState({ icon, title, children, action, isPage = false }: Props) {
  return (
    <div className={classes.empty}>
      {icon && (
        <div className={classes.icon} aria-hidden>
          {icon}
        </div>
      )}
      {isPage ? <h1 className={classes.title}>{title}</h1> : <p className={classes.title}>{title}</p>}
      {children && <div className={classes.text}>{children}</div>}
      {action && <div className={classes.action}>{action}</div>}
    </div>
  );
}
