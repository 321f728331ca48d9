import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import classes from './page.module.css';

interface Props {
  readonly title: string;
  /** The title of the browser's tab where it says more than the heading. */
  readonly tabTitle?: string;
  readonly breadcrumb?: ReactNode;
  /** One line that says what state things are in. */
  readonly state?: ReactNode;
  readonly action?: ReactNode;
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** The head that every page has (title, state line, at most one primary action), then its content. */
export function Page({ title, tabTitle, breadcrumb, state, action, wide = false, children }: Props) {
  useDocumentTitle(`${tabTitle ?? title} · WorkSights`);
  return (
    <div className={classes.page} data-wide={wide || undefined}>
      <header className={classes.head}>
        <div className={classes.titles}>
          {breadcrumb && <div className={classes.breadcrumb}>{breadcrumb}</div>}
          <h1>{title}</h1>
          {state && <div className={classes.state}>{state}</div>}
        </div>
        {action && <div className={classes.action}>{action}</div>}
      </header>
      {children}
    </div>
  );
}
