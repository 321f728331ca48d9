import type { ReactNode } from 'react';
import classes from './doorPage.module.css';
import { Logo } from './logo.tsx';

interface Props {
  readonly title: string;
  /** One line under the title. */
  readonly line: string;
  readonly children: ReactNode;
}

/** A page before one is inside: a narrow column under the logo, without the rail. */
export function DoorPage({ title, line, children }: Props) {
  return (
    <main className={classes.page}>
      <div className={classes.column}>
        <div className={classes.brand}>
          <Logo size={40} />
          <h1>{title}</h1>
          <p className="dim">{line}</p>
        </div>
        {children}
      </div>
    </main>
  );
}
