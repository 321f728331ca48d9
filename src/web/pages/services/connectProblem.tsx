import { Button } from '@mantine/core';
import { GuideLink } from '../../components/guideLink.tsx';
import { ProblemPanel } from '../../components/problemPanel.tsx';
import { guideOfCode } from '../../guides.ts';
import { connectProblem } from '../../problems.ts';
import classes from './services.module.css';

interface Props {
  readonly code: string;
  /** Absent where the viewer may not connect. */
  readonly onRetry: (() => void) | undefined;
  readonly onDismiss: () => void;
}

/** Why the browser came back from Salesforce without a connection. */
export function ConnectProblem({ code, onRetry, onDismiss }: Props) {
  const { title, cause, fix } = connectProblem(code);
  return (
    <div className={classes.problem}>
      <ProblemPanel
        title={title}
        cause={cause}
        fix={
          <>
            {fix} <GuideLink place={guideOfCode(code, 'connectFails')}>More in the guide</GuideLink>
          </>
        }
        code={code}
        action={
          <>
            {onRetry && (
              <Button size="compact-md" onClick={onRetry}>
                Try again
              </Button>
            )}
            <Button size="compact-md" variant="subtle" color="gray" onClick={onDismiss}>
              Dismiss
            </Button>
          </>
        }
      />
    </div>
  );
}
