import { IconCircle, IconCircleCheck, IconCircleX, IconProgress } from '@tabler/icons-react';
import type { Connection } from '../../api.ts';
import { ProgressBar } from '../../components/progressBar.tsx';
import classes from './provisioning.module.css';

const icons = {
  pending: IconCircle,
  running: IconProgress,
  done: IconCircleCheck,
  failed: IconCircleX,
} as const;
const words = { pending: 'waiting', running: 'running', done: 'done', failed: 'failed' } as const;

/** The steps that set a connection up, as they are done; it may be left at any time. */
export function Provisioning({ connection }: { readonly connection: Connection }) {
  const steps = connection.provisioning;
  const done = steps.filter(({ state }) => state === 'done').length;
  return (
    <section className={classes.panel} aria-labelledby="provisioning-title">
      <div className={classes.head}>
        <h2 id="provisioning-title">Setting up</h2>
        <span className="dim small" role="status">
          {done} of {steps.length} steps
        </span>
      </div>
      <ProgressBar label="Steps done" percent={(100 * done) / Math.max(1, steps.length)} />
      <ol className={classes.steps}>
        {steps.map(({ key, name, state, detail }) => {
          const Icon = icons[state];
          return (
            <li key={key} data-state={state}>
              <Icon size={17} stroke={1.8} aria-hidden />
              <span className={classes.name}>
                {name}
                <span className="only-read">, {words[state]}</span>
              </span>
              {detail && <span className={classes.detail}>{detail}</span>}
            </li>
          );
        })}
      </ol>
      <p className="dim small">This takes seconds and goes on by itself, also when you leave this page.</p>
    </section>
  );
}
