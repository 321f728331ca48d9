import { Button } from '@mantine/core';
import { ProblemError } from '../api.ts';
import { ProblemPanel } from './problemPanel.tsx';

interface Props {
  readonly error: Error;
  readonly onRetry: () => void;
}

/** What stands in place of something that could not be read. */
export function LoadFailed({ error, onRetry }: Props) {
  const problem = error instanceof ProblemError ? error : null;
  const isForbidden = problem?.status === 403;
  return (
    <ProblemPanel
      tone={isForbidden ? 'info' : 'bad'}
      title={isForbidden ? 'This is not for your role' : 'This could not be loaded'}
      cause={problem?.message ?? 'The answer of the server could not be read.'}
      fix={problem?.fix}
      code={isForbidden ? undefined : problem?.code}
      action={
        isForbidden ? undefined : (
          <Button size="compact-md" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )
      }
    />
  );
}
